"""Brings the mirror's products up to date: changes since the bound, dictionaries, deletes; the bound moves last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.dictionary_use import DictionaryUse
from catalog_sync.pim.source import PimSource
from catalog_sync.store.database import Lock
from catalog_sync.store.holds import Holds
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.pim_problems import PimProblems
from catalog_sync.store.scratch import open_scratch
from catalog_sync.sync.dictionary_changes import follow_dictionaries, read_dictionaries
from catalog_sync.sync.intake import Intake
from catalog_sync.sync.reconcile import carry_out_confirmed, delete_absent, enumerate_products, show
from catalog_sync.sync.refresh import PIM, SHORT_INDEX, Refresh, guarded


async def refresh_products(
    source: PimSource, engine: sa.Engine, refresh: Refresh, lock: Lock, *, enumerated_before: datetime | None
) -> None:
    """Bring the products up to date under the source's lock; LedgerError when that is lost on the way.

    All products are listed when that was last done at or before `enumerated_before`, at a first refresh, and when the
    source is another one; None leaves it out otherwise. Raises PimError; the next refresh then takes up at the same bound.
    """
    mirror, began = Mirror(engine), datetime.now(UTC)
    known = mirror.bound(PIM)
    same_source = known is not None and known.origin == source.origin
    bound = known.bound if known is not None and same_source else None
    async with open_intake(source, engine, refresh, lock) as (intake, former, now):
        await carry_out_confirmed(source, intake.holds, refresh)
        reading = await source.changes(bound)
        await intake.take_changes(reading)
        intake.scratch.enqueue_touched()
        await intake.read_pending()
        await follow_dictionaries(intake, former, now, reread=bound is not None)
        due = not same_source or _is_due(known, enumerated_before)
        enumerated = due and await enumerate_products(intake)
        await delete_absent(intake)
        short = bound is not None and await _is_short(intake)
        lock.ensure_held()
        mirror.store_dictionary(PIM, now.model_dump(mode="json"), now.hash)
    mirror.move_bound(
        PIM,
        bound if short else reading.bound,
        origin=source.origin,
        enumerated=enumerated,
        counts=dict(refresh.counts),
        read_at=None if short else began,
    )


@asynccontextmanager
async def open_intake(
    source: PimSource, engine: sa.Engine, refresh: Refresh, lock: Lock
) -> AsyncIterator[tuple[Intake, Dictionaries, Dictionaries]]:
    """Where the source's products go, with the dictionaries as they were and as they are now."""
    mirror = Mirror(engine)
    former, now = await read_dictionaries(source, mirror)
    version = DictionaryUse(now).version
    with open_scratch(engine) as scratch:
        problems = PimProblems(engine, PIM)
        yield Intake(source, lock, mirror, scratch, Holds(engine), problems, version, refresh), former, now


def _is_due(known: sa.Row[tuple[object, ...]] | None, enumerated_before: datetime | None) -> bool:
    if known is None or known.enumerated_at is None:
        return True
    return enumerated_before is not None and known.enumerated_at <= enumerated_before


async def _is_short(intake: Intake) -> bool:
    """Whether the source shows far fewer SKUs than the mirror holds: then what it did not show may have changed."""
    size = await intake.source.size()
    expected, unheld = intake.mirror.living_skus()
    if size is None or not guarded(unheld - size, unheld):
        intake.problems.store([], read=[SHORT_INDEX])
    else:
        show(intake, SHORT_INDEX, _SHORT.format(size=size, expected=expected))
    return size is not None and guarded(expected - size, expected)


_SHORT = (
    "The PIM shows {size} of the {expected} SKUs that it should have. Nothing was deleted for it, and changes are read "
    "again from the same point until a complete list, or a confirmed deletion, explains it. See whether its search "
    "index is healthy and the connection's permissions are as they were."
)
