"""Rules for prices and stock, shared by listings and by the price and inventory updates."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.markets import Market
from catalog_sync.sandbox.tiktok.model import Shop

QUANTITY = (0, 99_999)


def check_offers(draft: Draft) -> Iterator[Refusal]:
    """Check price and stock of every SKU, and that returns have somewhere to go."""
    if not draft.shop.return_warehouse:
        yield refusal(12052535)
    for sku in draft.skus:
        if sku.get("price") is None:
            yield refusal(12052571)
        else:
            yield from check_price(draft.market, sku["price"])
        if sku.get("inventory") is None:
            yield refusal(12052486)
        else:
            yield from check_stock(draft.shop, sku["inventory"])


def check_price(market: Market, price: dict[str, Any]) -> Iterator[Refusal]:
    """Check currency, form and range of a local seller's price."""
    decimals = market.currency_decimals
    form = r"\d+" + (rf"(\.\d{{1,{decimals}}})?" if decimals else "")
    if price["currency"] != market.currency:
        yield refusal(12052084)
    elif not re.fullmatch(form, price.get("amount") or ""):
        yield refusal(12052073)
    elif not market.price[0] <= Decimal(price["amount"]) <= market.price[1]:
        yield refusal(12052570)


def check_stock(shop: Shop, inventory: list[dict[str, Any]]) -> Iterator[Refusal]:
    """Check warehouses and quantities; only the sales warehouse takes stock."""
    if not inventory:
        yield refusal(12019022)
    if len({row.get("warehouse_id") for row in inventory}) < len(inventory):
        yield refusal(12052533)
    for row in inventory:
        warehouse = row.get("warehouse_id") or shop.sales_warehouse
        if warehouse == shop.return_warehouse:
            yield refusal(12019022)
        elif warehouse != shop.sales_warehouse:
            yield refusal(12052097)
        if row.get("quantity") is None or not QUANTITY[0] <= row["quantity"] <= QUANTITY[1]:
            yield refusal(12052055)
