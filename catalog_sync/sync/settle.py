"""Settles calls whose answer was never written down, before anything new is planned."""

from typing import Any

from catalog_sync.review.lifecycle import standing as standing_of
from catalog_sync.store.listings import Intent
from catalog_sync.sync.actions import sku_ids_of
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import Action
from catalog_sync.tiktok.product_models import ProductDetail

_SELLER_SKUS_PER_SEARCH = 10


async def settle_open_intents(desk: Desk) -> set[str]:
    """Find out what became of each open intent; returns the products whose create may still turn up.

    A create is looked for by seller SKU and confirmed by our product key; it counts as absent only when it was
    not found after the settle time, since search indexes lag. All other calls set absolute values: they are
    simply planned again.
    """
    unsettled = set()
    for intent, age in desk.listings.open_intents():
        if intent.action != Action.CREATE:
            desk.listings.settle(intent, "planned again", {}, None)
        elif product := await _find(desk, intent):
            desk.listings.settle(intent, "found", {"product_id": product.id}, _adopted(intent, product))
        elif age >= desk.settle_seconds:
            desk.listings.settle(intent, "absent", {}, None)
        else:
            unsettled.add(intent.product_key)
    return unsettled


async def _find(desk: Desk, intent: Intent) -> ProductDetail | None:
    seller_skus = intent.body["seller_skus"]
    for start in range(0, len(seller_skus), _SELLER_SKUS_PER_SEARCH):
        few = seller_skus[start : start + _SELLER_SKUS_PER_SEARCH]
        async for page in desk.client.search_products(seller_skus=few):
            for product in page.products:
                detail = await desk.client.get_product(product.id)
                if detail.external_product_id == intent.product_key:
                    return detail
    return None


def _adopted(intent: Intent, product: ProductDetail) -> dict[str, Any]:
    standing = standing_of(product.status, product.product_status, product.audit.status)
    return intent.desired | {
        "product_id": product.id,
        "sku_ids": sku_ids_of(product.skus),
        "standing": standing.value,
    }
