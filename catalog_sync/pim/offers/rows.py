"""Reads one row of prices and stock, wherever it came from, into an offer, or says what is wrong with it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from catalog_sync.pim.document import Offer
from catalog_sync.pim.source import Problem


def offer_row(row: Mapping[str, Any], where: str) -> Offer | Problem:
    """Read a row in the shape of `Offer`; `where` names it in a problem when it has no SKU, e.g. `row 7`.

    A negative quantity (oversold) means nothing to sell. A row that is no mapping at all is a problem too.
    """
    sku = (str(row.get("sku") or "") if isinstance(row, Mapping) else "").replace("\0", "?") or where
    try:
        offer = Offer.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Problem(
            sku, sku, f"offer has a wrong {'.'.join(map(str, first['loc'])) or 'row'}: {first['msg']}"
        )
    if wrong := _doubt(offer):
        return Problem(sku, sku, wrong)
    return offer.model_copy(update={"quantities": {shop: max(0, n) for shop, n in offer.quantities.items()}})


def _doubt(offer: Offer) -> str | None:
    if not offer.sku.strip() or "\0" in offer.sku:
        return "offer has an empty sku, or one with a NUL character"
    if offer.as_of.tzinfo is None:
        return f"offer's as_of {offer.as_of.isoformat()} has no time zone: add Z or an offset"
    if negative := [currency for currency, amount in offer.prices.items() if amount < Decimal(0)]:
        return f"offer has a negative price in {', '.join(negative)}"
    return None
