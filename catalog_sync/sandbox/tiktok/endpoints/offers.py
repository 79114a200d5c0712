"""Price and stock of live listings: effective at once, never reviewed."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.endpoints.products import find_product
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.offers import check_price, check_stock
from catalog_sync.sandbox.tiktok.model import Product, Shop, Sku

STOCKABLE = frozenset({"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"})
PRODUCT_IDS = 100
SKU_IDS = 600


def update_prices(call: Call) -> Data:
    """Update Price: all SKUs or none, and only of a live product."""
    product = find_product(call)
    if product.status != "ACTIVATE":
        raise Refusal(12052901)
    _check_ids(product, call.body["skus"])
    for row in call.body["skus"]:
        for refused in check_price(call.market, row["price"]):
            raise refused
    for row in call.body["skus"]:
        for sku in _stored(product, row["id"]):
            sku.amount = row["price"]["amount"]
    product.note("prices_updated", call.world.clock.now())
    return {}


def update_inventory(call: Call) -> Data:
    """Update Inventory: absolute quantities; a SKU that is refused is reported, the others are taken."""
    product = find_product(call)
    if product.status not in STOCKABLE:
        raise Refusal(12052901)
    _check_ids(product, call.body["skus"])
    errors = [error for row in call.body["skus"] if (error := _update_stock(call.shop, product, row))]
    if len(errors) < len(call.body["skus"]):
        product.note("inventory_updated", call.world.clock.now())
    return {"errors": errors} if errors else {}


def search_inventory(call: Call) -> Data:
    """Inventory Search by SKU ids, or else by product ids; unknown ids are left out."""
    sku_ids, product_ids = call.body.get("sku_ids") or [], call.body.get("product_ids") or []
    if not sku_ids and not product_ids:
        raise Refusal(12052910)
    if len(sku_ids) > SKU_IDS or len(product_ids) > PRODUCT_IDS:
        raise Refusal(12019120)
    shop = call.shop
    found = [shop.by_sku_id[id_] for id_ in sku_ids if id_ in shop.by_sku_id] if sku_ids else product_ids
    products = (shop.products[id_] for id_ in dict.fromkeys(found) if id_ in shop.products)
    return {"inventory": [_inventory(product, set(sku_ids)) for product in products]}


def _check_ids(product: Product, rows: list[dict[str, Any]]) -> None:
    ids = [row["id"] for row in rows]
    if not ids:
        raise Refusal(12052902)
    if len(set(ids)) < len(ids):
        raise Refusal(12052553)
    if set(ids) - {sku.id for sku in product.base.skus}:
        raise Refusal(12052557)


def _stored(product: Product, sku_id: str) -> list[Sku]:
    return [sku for version in product.versions for sku in version.skus if sku.id == sku_id]


def _update_stock(shop: Shop, product: Product, row: dict[str, Any]) -> dict[str, Any] | None:
    refused = list(check_stock(shop, row["inventory"]))
    if refused:
        warehouse = row["inventory"][0].get("warehouse_id", "") if row["inventory"] else ""
        extra = [{"warehouse_id": warehouse, "code": r.code, "message": str(r)} for r in refused]
        return {
            "code": 12052990,
            "message": "Check failed",
            "detail": {"sku_id": row["id"], "extra_errors": extra},
        }
    for sku in _stored(product, row["id"]):
        sku.inventory = {
            s.get("warehouse_id") or shop.sales_warehouse: s["quantity"] for s in row["inventory"]
        }
    return None


def _inventory(product: Product, sku_ids: set[str]) -> dict[str, Any]:
    skus = [_sku_inventory(sku) for sku in product.base.skus if not sku_ids or sku.id in sku_ids]
    return {"product_id": product.id, "skus": skus}


def _sku_inventory(sku: Sku) -> dict[str, Any]:
    total = sum(sku.inventory.values())
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "total_available_quantity": total,
        "total_committed_quantity": 0,
        "warehouse_inventory": [
            {"warehouse_id": id_, "available_quantity": quantity, "committed_quantity": 0}
            for id_, quantity in sku.inventory.items()
        ],
        "total_available_inventory_distribution": {
            "in_shop_inventory": {"quantity": total},
            "campaign_inventory": [],
            "creator_inventory": [],
        },
    }
