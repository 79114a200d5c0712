"""Price and stock of listings: effective at once, never reviewed."""

from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.endpoints.products import find_product
from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.offers import (
    check_list_price,
    check_price,
    check_promotion_price,
    check_promotion_stock,
    is_amount,
    price_text,
)
from catalog_sync.sandbox.tiktok.listing.shop_state import require_active
from catalog_sync.sandbox.tiktok.listing.warehouses import check_stock, sales_warehouses, warehouse_of
from catalog_sync.sandbox.tiktok.model import Product, Shop, Sku

STOCK_STATUSES = {
    "wide": frozenset({"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"}),
    "live": frozenset({"ACTIVATE"}),
}


def update_prices(call: Call) -> Data:
    """Update Price: all SKUs or none, and only of a live product."""
    product = _open_product(call, frozenset({"ACTIVATE"}))
    skus = _rows_by_sku(product, call.body["skus"], unknown=12052557)
    for row in call.body["skus"]:
        for refused in _check_price(call.shop, product, skus[row["id"]], row):
            raise refused
    for row in call.body["skus"]:
        for sku in _stored(product, row["id"]):
            sku.amount = price_text(call.shop, row["price"])
            sku.more |= {"list_price": row["list_price"]} if row.get("list_price") else {}
    product.note("prices_updated", call.world.clock.now())
    return {}


def update_inventory(call: Call) -> Data:
    """Update Inventory: absolute quantities; a SKU that is refused is reported, the others are taken.

    In which states stock may be updated is disputed and a setting of the shop.
    """
    product = _open_product(call, STOCK_STATUSES[call.shop.settings.stock_statuses])
    skus = _rows_by_sku(product, call.body["skus"], unknown=12052556)
    errors = [error for row in call.body["skus"] if (error := _update_stock(call, product, skus, row))]
    if len(errors) < len(call.body["skus"]):
        product.note("inventory_updated", call.world.clock.now())
    return {"errors": errors} if errors else {}


def _open_product(call: Call, statuses: frozenset[str]) -> Product:
    require_active(call.shop)
    product = find_product(call)
    if product.status not in statuses:
        raise Refusal(12052901)
    if product.in_appeal:
        raise Refusal(12052308)
    return product


def _rows_by_sku(product: Product, rows: list[dict[str, Any]], *, unknown: int) -> dict[str, Sku]:
    ids = [row["id"] for row in rows]
    skus = {sku.id: sku for sku in product.base.skus}
    if not ids:
        raise Refusal(12052902)
    if len(set(ids)) < len(ids):
        raise Refusal(12052553)
    if set(ids) - skus.keys():
        raise Refusal(unknown)
    return skus


def _check_price(shop: Shop, product: Product, sku: Sku, row: dict[str, Any]) -> Iterator[Refusal]:
    amount = price_text(shop, row["price"])
    if amount and row["price"]["currency"] == shop.market.currency and not is_amount(shop.market, amount):
        yield refusal(12052012)
    yield from check_price(shop, row["price"])
    yield from check_list_price(shop.market, row)
    if product.in_promotion:
        yield from check_promotion_price(sku, amount)


def _stored(product: Product, sku_id: str) -> list[Sku]:
    return [sku for version in product.versions for sku in version.skus if sku.id == sku_id]


def _update_stock(
    call: Call, product: Product, skus: dict[str, Sku], row: dict[str, Any]
) -> dict[str, Any] | None:
    refused = list(_check_stock(call, product, skus[row["id"]], row["inventory"]))
    if refused:
        warehouse = row["inventory"][0].get("warehouse_id", "") if row["inventory"] else ""
        extra = [{"warehouse_id": warehouse, "code": r.code, "message": str(r)} for r in refused]
        return {
            "code": 12052990,
            "message": "Check failed",
            "detail": {"sku_id": row["id"], "extra_errors": extra},
        }
    for sku in _stored(product, row["id"]):
        sku.inventory = {warehouse_of(call.shop, s): s["quantity"] for s in row["inventory"]}
    return None


def _check_stock(
    call: Call, product: Product, sku: Sku, inventory: list[dict[str, Any]]
) -> Iterator[Refusal]:
    shop = call.shop
    if len(sales_warehouses(shop)) > 1 and not all(row.get("warehouse_id") for row in inventory):
        yield refusal(12019028)
        return
    found = list(check_stock(call.world, shop, inventory))
    yield from found
    if not found and {warehouse_of(shop, row) for row in inventory} != sku.inventory.keys():
        yield refusal(12052533)
    if not found and product.in_promotion:
        yield from check_promotion_stock(shop, sku, inventory)
