"""Reads one row of prices and stock, wherever it came from, into an offer, or says what is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from catalog_sync.pim.document import Offer
from catalog_sync.pim.source import Problem

Clock = Callable[[], datetime]
"""Tells the present moment, with its zone."""

RENEWAL = timedelta(days=1)
"""How often all offers are read where otherwise only changed ones are: some may have become visible too late."""
_AHEAD = timedelta(minutes=5)
"""How far a source's clock may be ahead of ours."""


def utc_now() -> datetime:
    """Our own clock."""
    return datetime.now(UTC)


def offer_row(row: Mapping[str, Any], where: str, now: datetime) -> Offer | Problem:
    """Read a row in the shape of `Offer`; `where` names it in a problem when it has no SKU, e.g. `row 7`.

    A negative quantity (oversold) means nothing to sell. A row that is no mapping at all is a problem too, and so is
    one from the future, which would keep true rows out until then; a little ahead of `now` it counts as of now.
    """
    sku = (str(row.get("sku") or "") if isinstance(row, Mapping) else "").replace("\0", "?") or where
    try:
        offer = Offer.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Problem(
            sku, sku, f"offer has a wrong {'.'.join(map(str, first['loc'])) or 'row'}: {first['msg']}"
        )
    if wrong := _doubt(offer, now):
        return Problem(sku, sku, wrong)
    quantities = {shop: max(0, n) for shop, n in offer.quantities.items()}
    return offer.model_copy(update={"quantities": quantities, "as_of": min(offer.as_of, now)})


def _doubt(offer: Offer, now: datetime) -> str | None:
    if not offer.sku.strip() or "\0" in offer.sku:
        return "offer has an empty sku, or one with a NUL character"
    if offer.as_of.tzinfo is None:
        return f"offer's as_of {offer.as_of.isoformat()} has no time zone: add Z or an offset"
    if offer.as_of > now + _AHEAD:
        return f"offer's as_of {offer.as_of.isoformat()} is yet to come: correct its time zone, or the source's clock"
    if negative := [currency for currency, amount in offer.prices.items() if amount < Decimal(0)]:
        return f"offer has a negative price in {', '.join(negative)}"
    return None
