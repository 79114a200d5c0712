"""What of a product's mapped prices and quantities may go to its shop right now, and what waits for a newer number: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.pim.document import Offer
from catalog_sync.sync.readings import Reading
from catalog_sync.sync.stock import Number, Shelf, Verdict, shelves_of, verdict

Price = dict[str, str]

_MOMENT = "%Y-%m-%d %H:%M:%S %Z"


@dataclass(frozen=True)
class Offered:
    """By seller SKU: differences for SKUs that the shop has, numbers that new SKUs bring, and what is remembered.

    `lacking` are new SKUs without a number that may go. `waits`: something would go once it is as of later.
    """

    prices: dict[str, Price] = field(default_factory=dict)
    quantities: dict[str, Number] = field(default_factory=dict)
    new: dict[str, Number] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    shelves: dict[str, Shelf] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Terms:
    """By what offers are judged: the shop, the mirror's offers of now by the PIM's SKU, and how old they may be at `now`."""

    shop: ShopFacts
    offers: Mapping[str, Offer]
    max_age: timedelta
    now: datetime

    def unfit(self, sku: str, made_of: Offer | None) -> Finding | None:
        """Why a number may not go: it is too old, dated ahead, or no longer what the mirror shows."""
        if made_of is None:
            return None
        current = self.offers.get(made_of.sku)
        if current is None or not _still_says(current, made_of):
            return _finding("offer_moved_on", sku, "has changed since it was mapped; the next run sends it.")
        if current.as_of > self.now:
            return _finding("offer_ahead", sku, f"is as of {current.as_of:{_MOMENT}}, which is yet to come.")
        if self.now - current.as_of > self.max_age:
            return _stale(sku, current.as_of, self.max_age)
        return None

    def number(self, desired: MappedListing, sku: str) -> Number:
        """The mapped quantity, as of what the mirror says now."""
        counted_by = desired.counted_by.get(sku)
        offer = self.offers.get(counted_by.sku) if counted_by else None
        return Number(quantity=desired.quantities[sku], as_of=offer.as_of if offer else None)


def with_unsure(accepted: Mapping[str, Price], tried: Mapping[str, Price]) -> dict[str, Price]:
    """Prices of which those that a call may have changed equal no other: they are sent anew, and still compared by amount."""
    return {
        sku: price if tried.get(sku) == price else price | {"unsure": "its answer was lost"}
        for sku, price in accepted.items()
    }


def offered(
    desired: MappedListing, listing: Mapping[str, Any] | None, reading: Reading | None, terms: Terms
) -> Offered:
    """Judge the numbers of a product by its row of `listings` and, where it takes stock, by a fresh reading."""
    known = listing["sku_ids"] if listing else {}
    new = [sku for sku in desired.quantities if sku not in known]
    unfit = {sku: finding for sku in new if (finding := _unfit_to_join(desired, sku, terms))}
    joining = {sku: _joining(desired, sku, terms) for sku in new if sku not in unfit}
    if listing is None:
        return Offered(new=joining, lacking=tuple(unfit), findings=tuple(unfit.values()), waits=bool(unfit))
    prices, price_findings = _prices(desired, listing, terms)
    shelves, quantities, stock_findings = _stock(desired, listing, reading, terms)
    return Offered(
        prices=prices,
        quantities=quantities,
        new=joining,
        lacking=tuple(unfit),
        shelves=shelves,
        findings=(*price_findings, *stock_findings, *unfit.values()),
        waits=bool(price_findings or stock_findings or unfit),
    )


def _unfit_to_join(desired: MappedListing, sku: str, terms: Terms) -> Finding | None:
    """Why a SKU cannot come to the shop now; where stock is left to others, 0 stands in for an old quantity."""
    if sku not in desired.prices:
        return _finding(
            "price_missing", sku, "has no price, which a new SKU must bring: add it to the offers."
        )
    price = terms.unfit(sku, desired.priced_by.get(sku))
    if price or "stock" in terms.shop.not_ours:
        return price
    return terms.unfit(sku, desired.counted_by.get(sku))


def _joining(desired: MappedListing, sku: str, terms: Terms) -> Number:
    """The number a new SKU brings."""
    if terms.unfit(sku, desired.counted_by.get(sku)):
        return Number(quantity=0)
    return terms.number(desired, sku)


def _prices(
    desired: MappedListing, listing: Mapping[str, Any], terms: Terms
) -> tuple[dict[str, Price], list[Finding]]:
    if "price" in terms.shop.not_ours:
        return {}, []
    differing = {
        sku: price
        for sku, price in desired.prices.items()
        if sku in listing["sku_ids"] and listing["prices"].get(sku) != price
    }
    unfit = {sku: finding for sku in differing if (finding := terms.unfit(sku, desired.priced_by.get(sku)))}
    return {sku: price for sku, price in differing.items() if sku not in unfit}, list(unfit.values())


def _stock(
    desired: MappedListing, listing: Mapping[str, Any], reading: Reading | None, terms: Terms
) -> tuple[dict[str, Shelf], dict[str, Number], list[Finding]]:
    if "stock" in terms.shop.not_ours:
        return {}, {}, []
    shelves, unread = _read(listing, reading)
    quantities: dict[str, Number] = {}
    findings = [
        _finding("stock_unread", sku, "is not shown by the shop; it is looked for again.") for sku in unread
    ]
    for sku in desired.quantities.keys() & listing["sku_ids"].keys() - set(unread):
        number, shelf = terms.number(desired, sku), shelves.get(sku, Shelf())
        judged, unfit = verdict(shelf, number), terms.unfit(sku, desired.counted_by.get(sku))
        moved = reading is not None and reading.moved(listing["sku_ids"][sku], desired.spread.get(sku))
        if judged is Verdict.KEEP and moved and not unfit and _is_news(number, shelf):
            quantities[sku] = number
        elif judged is Verdict.KEEP:
            found = number.quantity == shelf.level and not unfit
            shelves |= {sku: shelf.holding(number)} if found else {}
        elif unfit or judged is Verdict.WAIT:
            findings.append(unfit or _predates(sku, number, shelf))
        else:
            quantities[sku] = number
    return shelves, quantities, findings


def _is_news(number: Number, shelf: Shelf) -> bool:
    """Whether a number that equals what the shop holds in all may still say how it lies in the warehouses."""
    return number.as_of is not None and not shelf.repeats(number) and not shelf.may_surprise(number.as_of)


def _read(listing: Mapping[str, Any], reading: Reading | None) -> tuple[dict[str, Shelf], list[str]]:
    """The shelves after the reading, if there was one, and the seller SKUs that it does not show."""
    shelves = shelves_of(listing)
    if reading is None:
        return shelves, []
    levels = {sku: reading.levels.get(sku_id) for sku, sku_id in listing["sku_ids"].items()}
    read = {
        sku: shelves.get(sku, Shelf()).seen(level, reading.at)
        for sku, level in levels.items()
        if level is not None
    }
    return shelves | read, [sku for sku, level in levels.items() if level is None]


def _still_says(current: Offer, made_of: Offer) -> bool:
    prices, quantities = made_of.prices.items(), made_of.quantities.items()
    return prices <= current.prices.items() and quantities <= current.quantities.items()


def _predates(sku: str, number: Number, shelf: Shelf) -> Finding:
    if shelf.dropped_at is None or (number.as_of and number.as_of > shelf.dropped_at):
        what = f"says {shelf.sent} and {number.quantity} as of {number.as_of:{_MOMENT}}; the lower one holds until a later one comes."
        return _finding("stock_contradicts", sku, what)
    dropped = f"{shelf.dropped_at:{_MOMENT}}"
    what = (
        f"has been sold from in the shop (seen at {dropped}, {shelf.level} left), and the quantity {number.quantity} is "
        f"as of {number.as_of:{_MOMENT}}: it may not know of that. It goes out once a later one comes."
    )
    return _finding("stock_predates_sale", sku, what)


def _stale(sku: str, as_of: datetime, max_age: timedelta) -> Finding:
    what = (
        f"is as of {as_of:{_MOMENT}}, more than {max_age.total_seconds():.0f} s ago (offers.max_age_seconds)"
    )
    return _finding(
        "offer_stale", sku, f"{what}. It is sent once the source of prices and stock shows it anew."
    )


def _finding(code: str, sku: str, what: str) -> Finding:
    return Finding(code=code, severity=Severity.WARN, message=f"The offer of {sku} {what}", sku=sku)
