"""Brings the mirror up to date with the PIM and with the source of prices and stock, once for all shops."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from catalog_sync.pim.document import Offer, Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Change, Gone, OfferSource, PimSource, Problem
from catalog_sync.store.database import advisory_lock
from catalog_sync.store.mirror import Mirror

logger = logging.getLogger(__name__)

PIM, OFFERS = "pim", "offers"
_GUARDED_SHARE, _GUARDED_NUMBER = 0.1, 20


@dataclass
class Refresh:
    """What a refresh found: counts, and the problems that are now shown to people."""

    counts: Counter[str] = field(default_factory=Counter)
    read: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


async def refresh_if_older(
    source: PimSource,
    offers: OfferSource | None,
    engine: sa.Engine,
    *,
    freshness: timedelta,
    enumerate_every: timedelta,
) -> Refresh | None:
    """Refresh unless the mirror is younger than `freshness`; single-flight, others wait and get None."""
    asked = datetime.now(UTC)
    mirror = Mirror(engine)
    with advisory_lock(engine, "pim", wait=None):
        if mirror.refreshed_since(PIM, asked - freshness):
            return None
        return await _refresh(source, offers, mirror, asked - enumerate_every)


async def _refresh(
    source: PimSource, offers: OfferSource | None, mirror: Mirror, enumerated_before: datetime
) -> Refresh:
    refresh = Refresh()
    dictionaries = await source.dictionaries()
    mirror.store_dictionary(PIM, dictionaries.model_dump(mode="json"), dictionaries.hash)
    await _refresh_products(source, mirror, refresh, enumerated_before)
    if offers is not None:
        await _refresh_offers(offers, mirror, refresh)
    return refresh


async def _refresh_products(
    source: PimSource, mirror: Mirror, refresh: Refresh, enumerated_before: datetime
) -> None:
    known = mirror.bound(PIM)
    reading = await source.changes(known.bound if known else None)
    async for batch in reading:
        await _store(source, mirror, batch, refresh)
    enumerate_now = known is None or known.enumerated_at is None or known.enumerated_at <= enumerated_before
    enumerated = enumerate_now and await _reconcile(source, mirror, refresh)
    mirror.replace_problems(PIM, refresh.problems, read=refresh.read, complete=known is None)
    mirror.move_bound(PIM, reading.bound, enumerated=enumerated, counts=dict(refresh.counts))


async def _store(
    source: PimSource, mirror: Mirror, batch: Sequence[Change], refresh: Refresh, *, follow: bool = True
) -> None:
    products = [item for item in batch if isinstance(item, Product)]
    refresh.problems += [item for item in batch if isinstance(item, Problem)]
    refresh.counts["read"] += len(products)
    refresh.read.update(product.key for product in products)
    refresh.counts["deleted"] += mirror.delete_products(
        [item.key for item in batch if isinstance(item, Gone)]
    )
    robbed = _robbed(mirror, products) if follow else set()
    refresh.counts["changed"] += mirror.store_products(
        [(product, content_hash(product)) for product in products]
    )
    if robbed:
        async for more in source.read(robbed):
            await _store(source, mirror, more, refresh, follow=False)


def _robbed(mirror: Mirror, products: Sequence[Product]) -> set[str]:
    """Products of the mirror whose SKUs now arrive with another product: they have to be read again."""
    arriving = {sku.key: product.key for product in products for sku in product.skus}
    owners = mirror.owners(list(arriving))
    return {owner for sku_key, owner in owners.items() if owner != arriving[sku_key]} - {
        product.key for product in products
    }


async def _reconcile(source: PimSource, mirror: Mirror, refresh: Refresh) -> bool:
    """Compare a complete enumeration with the mirror; absences are confirmed one by one. Returns completeness.

    Problems that it does not name are over: those of deleted products, and those of earlier enumerations.
    """
    listed: dict[str, set[str]] = {}
    reading = await source.listed()
    async for batch in reading:
        for row in batch:
            listed.setdefault(row.key, set()).update([row.sku] if row.sku else [])
    if not reading.complete:
        refresh.problems.append(_incomplete())
        return False
    refresh.read |= {problem.key for problem in mirror.problems() if problem.source == PIM} - listed.keys()
    living = mirror.living()
    differing = [key for key, skus in listed.items() if living.get(key, frozenset()) != frozenset(skus)]
    async for more in source.read(differing):
        await _store(source, mirror, more, refresh)
    await _delete_vanished(source, mirror, sorted(living.keys() - listed.keys()), len(living), refresh)
    return True


async def _delete_vanished(
    source: PimSource, mirror: Mirror, vanished: list[str], living: int, refresh: Refresh
) -> None:
    if len(vanished) > max(_GUARDED_NUMBER, living * _GUARDED_SHARE):
        refresh.problems.append(_mass_disappearance(len(vanished), living))
        return
    gone = [key for key in vanished if not await source.exists(key)]
    refresh.counts["deleted"] += mirror.delete_products(gone)


async def _refresh_offers(offers: OfferSource, mirror: Mirror, refresh: Refresh) -> None:
    known = mirror.bound(OFFERS)
    reading = await offers.offers(known.bound if known else None)
    problems: list[Problem] = []
    read: set[str] = set()
    async for batch in reading:
        rows = [item for item in batch if isinstance(item, Offer)]
        read.update(row.sku for row in rows)
        problems += [item for item in batch if isinstance(item, Problem)]
        refresh.counts["offers_changed"] += mirror.store_offers(_newest(rows))
    mirror.replace_problems(OFFERS, problems, read=read, complete=known is None)
    mirror.move_bound(OFFERS, reading.bound, enumerated=False, counts={"problems": len(problems)})
    refresh.problems += problems


def _newest(rows: Iterable[Offer]) -> list[tuple[Offer, str]]:
    """One row per SKU, the newest, with a hash that leaves `as_of` out: a repeated number is no change."""
    newest: dict[str, Offer] = {}
    for row in rows:
        if row.sku not in newest or newest[row.sku].as_of <= row.as_of:
            newest[row.sku] = row
    timeless = datetime.fromtimestamp(0, UTC)
    return [(row, content_hash(row.model_copy(update={"as_of": timeless}))) for row in newest.values()]


def _incomplete() -> Problem:
    return Problem(
        "enumeration",
        "all products",
        "The PIM's list of products stopped short of its own count. Deletes are not looked for until a list "
        "is complete; see whether its search index is healthy.",
    )


def _mass_disappearance(vanished: int, living: int) -> Problem:
    return Problem(
        "mass_disappearance",
        "all products",
        f"{vanished} of {living} products are gone from the PIM's list. Nothing was deactivated for it. If the "
        "connection lost a permission, restore it; the rest of the catalogue goes on.",
    )
