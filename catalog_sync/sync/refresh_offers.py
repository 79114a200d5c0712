"""Brings the mirror's prices and stock up to date, apart from the products and at a pace of their own."""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog_sync.pim.document import Offer
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import OfferSource, Problem
from catalog_sync.store.database import Lock
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.pim_problems import PimProblems
from catalog_sync.sync.refresh import OFFERS, Refresh

_TIMELESS = datetime.fromtimestamp(0, UTC)


async def refresh_offers(offers: OfferSource, engine: sa.Engine, refresh: Refresh, lock: Lock) -> None:
    """Bring prices and stock up to date under the source's lock. Raises PimError, and LedgerError when that is lost.

    When the source is another one, all of it is read, and the moments of the former one count no longer.
    """
    mirror, problems = Mirror(engine), PimProblems(engine, OFFERS)
    known = mirror.bound(OFFERS)
    switched = known is not None and known.origin != offers.origin
    bound = None if known is None or switched else known.bound
    began = problems.now()
    reading = await offers.offers(bound)
    async for batch in reading:
        lock.ensure_held()
        rows = _newest(item for item in batch if isinstance(item, Offer))
        refresh.counts["offers_changed"] += mirror.store_offers(rows, any_age=switched)
        unreadable = [item for item in batch if isinstance(item, Problem)]
        problems.store(unreadable, read=[offer.sku for offer, _ in rows])
        refresh.note(unreadable)
    problems.forget_ended(began)
    if bound is None or reading.complete:
        problems.forget_unseen(began)
    lock.ensure_held()
    mirror.move_bound(
        OFFERS,
        reading.bound,
        origin=offers.origin,
        enumerated=False,
        counts={"changed": refresh.counts["offers_changed"]},
    )


def _newest(rows: Iterable[Offer]) -> list[tuple[Offer, str]]:
    """One row per SKU, the newest, with a hash that leaves `as_of` out: a repeated number is no change."""
    newest: dict[str, Offer] = {}
    for row in rows:
        if row.sku not in newest or newest[row.sku].as_of <= row.as_of:
            newest[row.sku] = row
    return [(row, content_hash(row.model_copy(update={"as_of": _TIMELESS}))) for row in newest.values()]
