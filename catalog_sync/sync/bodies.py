"""The bodies of the calls that change a listing, made from the desired state and the shop's ids."""

from typing import Any

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.tiktok.product_models import NewPrice, SkuInventory, SkuPrice, WarehouseStock


def create_body(desired: MappedListing, content: dict[str, Any], warehouse_id: str) -> dict[str, Any]:
    """The Create Product body: all content, every SKU with its price and stock, submitted for review."""
    return _body(desired, content, warehouse_id, sku_ids={})


def edit_body(
    desired: MappedListing, content: dict[str, Any], warehouse_id: str, sku_ids: dict[str, str]
) -> dict[str, Any]:
    """The Edit Product body: all content; SKUs by id keep their price and stock, new ones bring theirs."""
    return _body(desired, content, warehouse_id, sku_ids)


def _body(
    desired: MappedListing, content: dict[str, Any], warehouse_id: str, sku_ids: dict[str, str]
) -> dict[str, Any]:
    skus = []
    for sku in content["skus"]:
        seller_sku = sku["seller_sku"]
        if seller_sku in sku_ids:
            skus.append(sku | {"id": sku_ids[seller_sku]})
        else:
            stock = {"warehouse_id": warehouse_id, "quantity": desired.quantities[seller_sku]}
            skus.append(sku | {"price": desired.prices[seller_sku], "inventory": [stock]})
    return content | {"skus": skus, "save_mode": "LISTING", "external_product_id": desired.product_key}


def price_rows(desired: MappedListing, sku_ids: dict[str, str]) -> list[SkuPrice]:
    """All prices of the SKUs that the shop has: one call per product, whatever changed."""
    return [
        SkuPrice(id=sku_ids[seller_sku], price=NewPrice(**price))
        for seller_sku, price in desired.prices.items()
        if seller_sku in sku_ids
    ]


def stock_rows(desired: MappedListing, sku_ids: dict[str, str], warehouse_id: str) -> list[SkuInventory]:
    """All quantities of the SKUs that the shop has."""
    return [
        SkuInventory(
            id=sku_ids[seller_sku],
            inventory=[WarehouseStock(warehouse_id=warehouse_id, quantity=quantity)],
        )
        for seller_sku, quantity in desired.quantities.items()
        if seller_sku in sku_ids
    ]
