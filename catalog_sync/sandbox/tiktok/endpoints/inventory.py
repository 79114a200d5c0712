"""Inventory Search: what can be sold of each SKU, and what buyers have ordered."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_input
from catalog_sync.sandbox.tiktok.model import Product, Sku

PRODUCT_IDS = 100
SKU_IDS = 600


def search_inventory(call: Call) -> Data:
    """Inventory Search by SKU ids, or else by product ids; unknown ids are left out."""
    sku_ids, product_ids = call.body.get("sku_ids") or [], call.body.get("product_ids") or []
    if not sku_ids and not product_ids:
        raise invalid_input("sku_ids or product_ids must name something")
    if len(sku_ids) > SKU_IDS:
        raise Refusal(12019015)
    if len(product_ids) > PRODUCT_IDS:
        raise Refusal(12019120)
    shop = call.shop
    found = [shop.by_sku_id[id_] for id_ in sku_ids if id_ in shop.by_sku_id] if sku_ids else product_ids
    products = (shop.products[id_] for id_ in dict.fromkeys(found) if id_ in shop.products)
    return {"inventory": [_inventory(product, set(sku_ids)) for product in products]}


def _inventory(product: Product, sku_ids: set[str]) -> dict[str, Any]:
    skus = [_sku_inventory(sku) for sku in product.base.skus if not sku_ids or sku.id in sku_ids]
    return {"product_id": product.id, "skus": skus}


def _sku_inventory(sku: Sku) -> dict[str, Any]:
    available = sum(sku.inventory.values())
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "total_available_quantity": available,
        "total_committed_quantity": sum(sku.committed.values()),
        "warehouse_inventory": [
            {
                "warehouse_id": id_,
                "available_quantity": quantity,
                "committed_quantity": sku.committed.get(id_, 0),
            }
            for id_, quantity in sku.inventory.items()
        ],
        "total_available_inventory_distribution": {
            "in_shop_inventory": {"quantity": available},
            "campaign_inventory": [],
            "creator_inventory": [],
        },
    }
