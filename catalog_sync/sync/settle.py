"""Settles calls whose answer was never written down, before anything new is planned."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from catalog_sync.review.lifecycle import standing as standing_of
from catalog_sync.store.listings import Intent
from catalog_sync.sync.actions import sku_ids_of
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.offered import with_unsure
from catalog_sync.sync.plan import Action
from catalog_sync.sync.stock import with_tried
from catalog_sync.tiktok.errors import NotFound, TikTokError
from catalog_sync.tiktok.product_models import ProductDetail
from catalog_sync.tiktok.search_bodies import MAX_SKU_FILTER, SearchProductsRequest

_IN_FLIGHT = 12

Item = TypeVar("Item")
Result = TypeVar("Result")


async def settle_open_intents(desk: Desk) -> set[str]:
    """Find out what became of each open intent; returns the products whose create may still turn up.

    A create is looked for by seller SKU and confirmed by our product key. It counts as absent only when two looks,
    the settle time or more apart, both missed it: search indexes lag. The first look comes after the call has
    certainly ended, so the time since its effect is never overestimated, however long the call waited for its turn.
    All other calls set absolute values: they are planned again, whatever is desired by then. What such a call set
    counts as unknown, so that it is compared anew; the quantities of a stock call stay known as tried, so that none
    of them goes out a second time after units were sold.
    """
    creates = []
    for intent, missed_for in desk.listings.open_intents():
        if intent.action == Action.CREATE:
            creates.append((intent, missed_for))
        else:
            desk.listings.settle(intent, "planned again", {}, unsure(desk, intent))
    found = await _found(desk, [intent for intent, _ in creates])
    missed = []
    for intent, missed_for in creates:
        if product := found.get(intent.product_key):
            desk.listings.settle(intent, "found", {"product_id": product.id}, _adopted(intent, product))
        elif missed_for is not None and missed_for >= desk.settle_seconds:
            desk.listings.settle(intent, "absent", {}, None)
        else:
            missed.append(intent)
    desk.listings.note_missed(missed)
    return {intent.product_key for intent in missed}


def unsure(desk: Desk, intent: Intent) -> dict[str, Any] | None:
    """Columns of `listings` after a call that may have taken effect."""
    listing = desk.listings.of([intent.product_key]).get(intent.product_key)
    if listing is None:
        return None
    if intent.action == Action.STOCK:
        return with_tried(listing, intent.body.get("numbers", {}))
    if intent.action == Action.PRICE:
        return {"prices": with_unsure(listing["prices"], intent.desired["prices"])}
    if intent.action == Action.DEACTIVATE:
        return {"active": False}
    return {"content_submitted": None} if intent.action == Action.EDIT else None


async def _found(desk: Desk, intents: Sequence[Intent]) -> dict[str, ProductDetail]:
    """Our product key -> the product in the shop; seller SKUs of many intents share a search."""
    seller_skus = sorted({seller_sku for intent in intents for seller_sku in intent.body["seller_skus"]})
    searches = [
        seller_skus[start : start + MAX_SKU_FILTER] for start in range(0, len(seller_skus), MAX_SKU_FILTER)
    ]
    hits = await _each(lambda few: _search(desk, few), searches)
    candidates = sorted({product_id for product_ids in hits for product_id in product_ids})
    details = await _each(lambda product_id: _read(desk, product_id), candidates)
    known = {detail.external_product_id: detail for detail in details if detail}
    return {
        intent.product_key: known[intent.product_key] for intent in intents if intent.product_key in known
    }


async def _search(desk: Desk, seller_skus: list[str]) -> list[str]:
    """The products with one of these seller SKUs, but for deleted ones."""
    return [
        product.id
        async for page in desk.client.search_products(SearchProductsRequest(seller_skus=tuple(seller_skus)))
        for product in page.products
        if product.status != "DELETED"
    ]


async def _read(desk: Desk, product_id: str) -> ProductDetail | None:
    try:
        return await desk.client.get_product(product_id)
    except NotFound:
        return None


async def _each(work: Callable[[Item], Coroutine[Any, Any, Result]], items: Iterable[Item]) -> list[Result]:
    """The results of work on many items, a few at a time; the first error ends all."""
    gate = asyncio.Semaphore(_IN_FLIGHT)

    async def one(item: Item) -> Result:
        async with gate:
            return await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in items]
    except* TikTokError as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


def _adopted(intent: Intent, product: ProductDetail) -> dict[str, Any]:
    standing = standing_of(product.status, product.product_status, product.audit.status)
    return intent.desired | {
        "product_id": product.id,
        "sku_ids": sku_ids_of(product.skus),
        "standing": standing.value,
    }
