"""Looks at a product's offers right before they may be sent: what its shop holds, and what the mirror says by now."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.review.lifecycle import Standing
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.offered import Offered, Terms, offered
from catalog_sync.sync.readings import Reading, Readings
from catalog_sync.sync.stock import rows_of, takes_stock

Listing = dict[str, Any]


def readings_of(desk: Desk, listings: Iterable[Listing]) -> Readings:
    """Readings of those of a batch's listings whose stock is compared."""
    read = [listing["product_id"] for listing in listings if _is_read(desk, listing)]
    return Readings(desk.client, desk.facts.warehouse_id, read)


async def look_at_offers(
    desk: Desk, readings: Readings, desired: MappedListing, listing: Listing | None
) -> tuple[Offered, Listing | None]:
    """What may go now, and the listing with what the reading taught; the ledger remembers it. Raises TikTokError.

    The shop is read before the mirror, so that no offer is older than it has to be.
    """
    if not desired.active:
        return Offered(), listing
    read = listing is not None and (_is_read(desk, listing) or _lacks_skus(desired, listing))
    reading = await readings.of(listing["product_id"]) if listing and read else None
    if listing and reading:
        reading = reading.over({sku: desired.spread[sku].keys() for sku in desired.spread})
        listing = _with_late_skus(desk, desired, listing, reading)
    made_of = {offer.sku for offer in (*desired.priced_by.values(), *desired.counted_by.values())}
    offers = desk.mirror.offers_of(sorted(made_of))
    terms = Terms(desk.facts, offers, desk.offers_max_age, datetime.now(UTC))
    found = offered(desired, listing, reading, terms)
    if listing and reading and (stock := rows_of(found.shelves)) != listing["stock"]:
        listing = _learnt(desk, listing, {"stock": stock})
    return found, listing


def _is_read(desk: Desk, listing: Listing) -> bool:
    """What is not ours is never compared."""
    return takes_stock(Standing(listing["standing"])) and "stock" not in desk.facts.not_ours


def _lacks_skus(desired: MappedListing, listing: Listing) -> bool:
    """Whether something would be new to what is on sale, unless an edit whose answer was lost brought it."""
    return Standing(listing["standing"]).sells and not desired.quantities.keys() <= listing["sku_ids"].keys()


def _with_late_skus(desk: Desk, desired: MappedListing, listing: Listing, reading: Reading) -> Listing:
    """SKUs of an edit whose answer was lost are known by the shop's ids from now on, and bring nothing again."""
    late = {
        sku: sku_id
        for sku, sku_id in reading.sku_ids.items()
        if sku in desired.quantities and sku not in listing["sku_ids"]
    }
    if not late:
        return listing
    return _learnt(desk, listing, {"sku_ids": listing["sku_ids"] | late})


def _learnt(desk: Desk, listing: Listing, columns: dict[str, Any]) -> Listing:
    """The listing with what was learnt; a desk that only looks keeps it to itself."""
    if desk.lock is not None:
        desk.listings.update(listing["product_key"], columns)
    return listing | columns
