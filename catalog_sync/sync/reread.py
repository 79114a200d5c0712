"""The full re-read: reads all products again between two deltas, and tells what the delta had missed."""

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Change, Gone, Listed, PimSource, Touched
from catalog_sync.sync.intake import Intake
from catalog_sync.sync.reconcile import MISSED_BY_DELTA, delete_absent, enumerate_products, show
from catalog_sync.sync.refresh import Refresh, guarded
from catalog_sync.sync.refresh_products import open_intake, refresh_products

_NAMED = 20


async def reread_products(source: PimSource, engine: sa.Engine, refresh: Refresh) -> None:
    """Find, store and count products that differ from the mirror although the delta has been read.

    What changed during the long read is not missed: so the delta is read before and after it, and what differed is
    read once more by key. Deletes are then looked for as ever. The caller holds the source's lock.
    """
    await refresh_products(source, engine, refresh, enumerated_before=None)
    async with open_intake(source, engine, refresh) as (intake, _, _):
        await _suspect(intake)
        await refresh_products(source, engine, refresh, enumerated_before=None)
        missed, named = await _read_suspects(intake)
        await enumerate_products(intake)
        await delete_absent(intake)
        refresh.counts[MISSED_BY_DELTA] = missed
        _show_missed(intake, missed, named)


async def _suspect(intake: Intake) -> None:
    """Enqueue what differs from the mirror, and what a complete read does not show."""
    reading = await intake.source.changes(None)
    async for batch in reading:
        intake.scratch.add_listed(
            Listed(item.key, None) for item in batch if not isinstance(item, Touched | Gone)
        )
        intake.scratch.enqueue(_differing(intake, batch))
    if reading.complete and not guarded(*intake.scratch.unlisted()):
        intake.scratch.enqueue_unlisted()
    intake.scratch.forget_list()


def _differing(intake: Intake, batch: list[Change]) -> list[str]:
    products = {item.key: item for item in batch if isinstance(item, Product)}
    known = intake.mirror.hashes([*products])
    return [key for key, product in products.items() if known.get(key) != content_hash(product)]


async def _read_suspects(intake: Intake) -> tuple[int, list[str]]:
    """Read the suspects; those whose documents change by it were missed. Returns how many, and the first keys."""
    missed, named = 0, list[str]()
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
