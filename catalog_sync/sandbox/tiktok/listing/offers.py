"""Rules for prices and stock, shared by listings and by the price and inventory updates."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.listing.warehouses import check_stock, warehouse_of
from catalog_sync.sandbox.tiktok.markets import Market
from catalog_sync.sandbox.tiktok.model import Shop, Sku


def check_offers(draft: Draft) -> Iterator[Refusal]:
    """Check price and stock of every SKU; a list price below the price is discarded with a warning."""
    for sku in draft.skus:
        if sku.get("price") is None:
            yield refusal(12052571)
        else:
            yield from check_price(draft.shop, sku["price"])
            yield from check_list_price(draft.market, sku)
            _discard_low_list_price(draft, sku)
        if sku.get("inventory") is None:
            yield refusal(12052486)
        else:
            yield from check_stock(draft.world, draft.shop, sku["inventory"])
        yield from _check_kept(draft, sku)


def check_price(shop: Shop, price: dict[str, Any]) -> Iterator[Refusal]:
    """Check currency, form and range: local sellers send `amount`, global ones `sale_price`."""
    market, is_global = shop.market, shop.seller_type == "CROSS_BORDER"
    given = price_text(shop, price)
    if price["currency"] != market.currency:
        yield refusal(12052084)
    elif is_global and not given:
        yield refusal(12052424)
    elif not is_amount(market, given):
        yield refusal(12052092 if is_global else 12052073)
    elif not market.price[0] <= Decimal(given) <= market.price[1]:
        yield refusal(12052570)


def price_text(shop: Shop, price: dict[str, Any]) -> str:
    """Return the price that counts for the kind of seller, as it was sent."""
    return (price.get("sale_price") if shop.seller_type == "CROSS_BORDER" else price.get("amount")) or ""


def is_amount(market: Market, text: str) -> bool:
    """Tell whether a text is an amount with no more decimals than the currency has."""
    decimals = market.currency_decimals
    return bool(re.fullmatch(r"\d+" + (rf"(\.\d{{1,{decimals}}})?" if decimals else ""), text))


def check_list_price(market: Market, sku: dict[str, Any]) -> Iterator[Refusal]:
    """Check market, form and range of the price before discounts."""
    given, allowed = sku.get("list_price"), limits_of(market.region).list_price
    if not given:
        return
    if allowed is None:
        yield refusal(12052376)
    elif given["currency"] != market.currency:
        yield refusal(12052084)
    elif not is_amount(market, given["amount"]):
        yield refusal(12052375)
    elif not allowed[0] <= Decimal(given["amount"]) <= allowed[1]:
        yield refusal(12052383)


def _discard_low_list_price(draft: Draft, sku: dict[str, Any]) -> None:
    amounts = [(sku.get("list_price") or {}).get("amount") or "", price_text(draft.shop, sku["price"])]
    if all(is_amount(draft.market, text) for text in amounts) and Decimal(amounts[0]) < Decimal(amounts[1]):
        draft.clear(f"list_price:{amounts[0]}", "The list price is lower than the price")
        sku["list_price"] = None


def _check_kept(draft: Draft, sku: dict[str, Any]) -> Iterator[Refusal]:
    """Check what an edit may not change of a stored SKU: its warehouses, and a promotion's price and stock."""
    stored = draft.stored_sku(sku.get("id"))
    if stored is None or draft.existing is None:
        return
    rows = sku.get("inventory") or []
    if draft.existing.product_status != "DRAFT" and _moved(draft.shop, stored, rows):
        yield refusal(12052516)
    if draft.existing.in_promotion:
        yield from check_promotion_price(stored, price_text(draft.shop, sku.get("price") or {}))
        yield from check_promotion_stock(draft.shop, stored, rows)


def _moved(shop: Shop, stored: Sku, rows: list[dict[str, Any]]) -> bool:
    return bool(stored.inventory) and {warehouse_of(shop, row) for row in rows} != stored.inventory.keys()


def check_promotion_price(stored: Sku, amount: str) -> Iterator[Refusal]:
    """Refuse a price that differs while a promotion runs."""
    if amount != stored.amount:
        yield refusal(12052038)


def check_promotion_stock(shop: Shop, stored: Sku, rows: list[dict[str, Any]]) -> Iterator[Refusal]:
    """Refuse stock below what is there while a promotion runs."""
    if any((row.get("quantity") or 0) < stored.inventory.get(warehouse_of(shop, row), 0) for row in rows):
        yield refusal(12052393)
