"""The full re-read: reads all products again between two deltas, and tells what the delta had missed."""

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import LISTING_KEYS, Draft, Listed, PimSource, Problem
from catalog_sync.store.database import Lock
from catalog_sync.store.mirror_state import note_reread
from catalog_sync.sync.intake import Intake
from catalog_sync.sync.reconcile import delete_absent, enumerate_products, show
from catalog_sync.sync.refresh import MISSED_BY_DELTA, OF_THE_SOURCE, PIM, Refresh, guarded
from catalog_sync.sync.refresh_products import open_intake, refresh_products

_NAMED = 20


async def reread_products(source: PimSource, engine: sa.Engine, refresh: Refresh, lock: Lock) -> None:
    """Find, store and count products that differ from the mirror although the delta has been read.

    What changed during the long read is not missed: so the delta is read before and after it, and only what differed
    and was not brought by the second one is read by key, and was missed. Deletes are then looked for as ever. No
    fingerprint is trusted. All under the source's lock.
    """
    await refresh_products(source, engine, refresh, lock, enumerated_before=None)
    async with open_intake(source, engine, refresh, lock) as (intake, _, _):
        complete = await _suspect(intake)
        await refresh_products(source, engine, refresh, lock, enumerated_before=None)
        missed, named = await _read_suspects(intake)
        if complete:
            intake.problems.forget_unseen(intake.began, but=OF_THE_SOURCE)
        await enumerate_products(intake)
        await delete_absent(intake)
        refresh.counts[MISSED_BY_DELTA] = missed
        if missed or complete:
            _show_missed(intake, missed, named)
    note_reread(engine, PIM, missed)


async def _suspect(intake: Intake) -> bool:
    """Suspect what differs from the mirror, and what a complete read does not show. Returns whether it was complete."""
    intake.scratch.expect_suspects()
    reading = await intake.source.changes(None)
    async for batch in reading:
        read = [item.read() if isinstance(item, Draft) else item for item in batch]
        told = [item for item in read if isinstance(item, Product | Problem)]
        intake.scratch.add_listed(Listed(item.key, None) for item in told)
        intake.scratch.suspect(_differing(intake, told))
        intake.problems.store(
            [item for item in told if isinstance(item, Problem) and not _is_listing(item.key)]
        )
    if reading.complete and not guarded(*intake.scratch.unlisted()):
        intake.scratch.suspect_unlisted()
    intake.scratch.forget_list()
    return reading.complete


def _differing(intake: Intake, told: list[Product | Problem]) -> list[str]:
    """Products that differ, and those that cannot be read."""
    products = {item.key: item for item in told if isinstance(item, Product)}
    known = intake.mirror.hashes([*products])
    unread = [item.key for item in told if isinstance(item, Problem) and _is_listing(item.key)]
    return unread + [key for key, product in products.items() if known.get(key) != content_hash(product)]


def _is_listing(key: str) -> bool:
    """Whether the problem with this key is about a listing, and not about a file or the like."""
    return key.startswith(LISTING_KEYS)


async def _read_suspects(intake: Intake) -> tuple[int, list[str]]:
    """Read the suspects; those whose documents change by it were missed. Returns how many, and the first keys."""
    missed, named = 0, list[str]()
    intake.scratch.enqueue_suspects()
    for keys in intake.scratch.pending():
        before = intake.mirror.hashes(keys)
        await intake.take(intake.source.read(keys))
        after = intake.mirror.hashes(keys)
        changed = [key for key in keys if before.get(key) != after.get(key)]
        missed += len(changed)
        named += changed[: _NAMED - len(named)]
    return missed, named


def _show_missed(intake: Intake, missed: int, named: list[str]) -> None:
    if not missed:
        intake.problems.store([], read=[MISSED_BY_DELTA])
        return
    more = f" and {missed - len(named)} more" if missed > len(named) else ""
    show(
        intake,
        MISSED_BY_DELTA,
        f"The full re-read found {missed} products whose changes the delta had missed: {', '.join(named)}{more}. They "
        "are up to date now. See whether the clock of the PIM and the overlap of the delta are right: catalog-sync pim check",
    )
