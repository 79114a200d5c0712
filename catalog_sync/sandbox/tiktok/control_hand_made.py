"""Listings typed into Seller Center: stored like created ones, but past the rules of the API."""

from typing import Any

from catalog_sync.sandbox.tiktok import schema
from catalog_sync.sandbox.tiktok.listing.build import build_version
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.model import Product, Shop
from catalog_sync.sandbox.tiktok.review import submit
from catalog_sync.sandbox.tiktok.world import World

SKUS: schema.Schema = {"skus!": [schema.EDIT_SKU]}


def list_by_hand(world: World, shop: Shop, listing: dict[str, Any], *, live: bool) -> Product:
    """Store a listing, live at once or sent to review; `listing` may leave out anything that a create needs."""
    payload = _complete(world, shop, listing)
    schema.check_body(schema.PRODUCT, payload)
    version = build_version(Draft(world, shop, payload))
    now = world.clock.now()
    product = Product(world.new_id(), version, int(now), int(now))
    shop.add(product)
    product.note("made_by_hand", now)
    if live:
        product.audit, product.product_status = "APPROVED", "ACTIVATE"
        product.note("approved", now)
        shop.index(product)
    else:
        submit(world, shop, product, version)
    return product


def _complete(world: World, shop: Shop, listing: dict[str, Any]) -> dict[str, Any]:
    leaf = next(node for node in world.tree(shop).categories.values() if node.is_leaf)
    defaults = {
        "title": "A listing made by hand in Seller Center",
        "description": "<p>Typed by the seller.</p>",
        "category_id": leaf.id,
        "main_images": [],
        "skus": [{}],
    }
    payload = defaults | listing
    schema.check_body(SKUS, {"skus": payload["skus"]})
    return {**payload, "skus": [_sku(shop, sku) for sku in payload["skus"]]}


def _sku(shop: Shop, sku: dict[str, Any]) -> dict[str, Any]:
    low, _ = shop.market.price
    price = {"amount": str(low), "currency": shop.market.currency}
    inventory = [{"warehouse_id": shop.sales_warehouse, "quantity": 1}]
    return {"price": price, "inventory": inventory, **sku}
