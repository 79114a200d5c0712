"""What the controls tell about the world: everything, including what the platform would keep to itself."""

from dataclasses import asdict
from typing import Any

from catalog_sync.sandbox.tiktok.model import App, Product, Shop, Version
from catalog_sync.sandbox.tiktok.world import World


def world_summary(world: World) -> dict[str, Any]:
    """Return where the world is reached, and its apps with their shops."""
    return {
        "api_url": world.base_url,
        "auth_url": world.base_url,
        "apps": [app_summary(app) for app in world.apps.values()],
    }


def app_summary(app: App) -> dict[str, Any]:
    """Return an app's credentials and shops."""
    return {
        "name": app.name,
        "app_key": app.app_key,
        "app_secret": app.app_secret,
        "service_id": app.service_id,
        "redirect_url": app.redirect_url,
        "shops": [
            {
                "region": shop.region,
                "shop_id": shop.id,
                "cipher": shop.cipher,
                "warehouse_id": shop.sales_warehouse,
                "return_warehouse_id": shop.return_warehouse,
            }
            for shop in app.shops
        ],
    }


def product_state(shop: Shop, product: Product) -> dict[str, Any]:
    """Return everything about a product: its states, its versions, and its history."""
    return {
        "region": shop.region,
        "shop_id": shop.id,
        "id": product.id,
        "external_product_id": product.base.content.get("external_product_id"),
        "status": product.status,
        "product_status": product.product_status,
        "audit_status": product.audit,
        "audit_failed_reasons": product.audit_failed_reasons,
        "seller_skus": [sku.seller_sku for sku in product.base.skus],
        "prices": {sku.seller_sku: sku.amount for sku in product.base.skus},
        "stock": {sku.seller_sku: sum(sku.inventory.values()) for sku in product.base.skus},
        "live": _version(product.base) if product.product_status == "ACTIVATE" else None,
        "under_review": _version(product.latest) if product.audit == "AUDITING" else None,
        "latest": _version(product.latest),
        "draft": _version(product.draft) if product.draft else None,
        "create_time": product.create_time,
        "update_time": product.update_time,
        "history": product.history,
    }


def duplicates(shop: Shop) -> list[dict[str, Any]]:
    """Return the seller SKUs that more than one product of the shop carries, deleted products aside."""
    products_by_sku: dict[str, list[str]] = {}
    for product in shop.products.values():
        if product.status != "DELETED":
            for seller_sku in {sku.seller_sku for sku in product.base.skus if sku.seller_sku}:
                products_by_sku.setdefault(seller_sku, []).append(product.id)
    return [
        {"region": shop.region, "shop_id": shop.id, "seller_sku": seller_sku, "product_ids": ids}
        for seller_sku, ids in products_by_sku.items()
        if len(ids) > 1
    ]


def _version(version: Version) -> dict[str, Any]:
    return {**version.content, "skus": [asdict(sku) for sku in version.skus]}
