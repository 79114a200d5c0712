"""One action on one listing: the call, and what the ledger learns from its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.review.lifecycle import Standing
from catalog_sync.sync.bodies import create_body, edit_body, price_rows, stock_rows
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import Action
from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.models import Answer
from catalog_sync.tiktok.product_models import SavedSku, Sku


@dataclass(frozen=True)
class Answered:
    """Columns of `listings` that the answer adds, and the platform's warnings."""

    columns: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


async def perform(
    desk: Desk,
    action: Action,
    desired: MappedListing,
    content: dict[str, Any],
    listing: dict[str, Any] | None,
    idempotency_key: str,
) -> Answered:
    """Make the call of an action. Raises TikTokError; per-item errors of batch calls are raised as well.

    Content that the Partner API would not take is refused (PayloadRefused) before anything is sent.
    """
    if action is Action.CREATE:
        return await _create(desk, desired, content, idempotency_key)
    if listing is None:
        raise ValueError(f"{action} needs a listing: {desired.product_key}")
    if action is Action.EDIT:
        return await _edit(desk, desired, content, listing)
    product_id, sku_ids = listing["product_id"], listing["sku_ids"]
    if action is Action.PRICE:
        prices = price_rows(desired, sku_ids)
        return _whole(await desk.client.update_prices(product_id, prices), endpoints.UPDATE_PRICES)
    if action is Action.STOCK:
        stock = stock_rows(desired, sku_ids, desk.facts.warehouse_id)
        return _whole(await desk.client.update_inventory(product_id, stock), endpoints.UPDATE_INVENTORY)
    if action is Action.DEACTIVATE:
        return _whole(await desk.client.deactivate([product_id]), endpoints.DEACTIVATE, Standing.DEACTIVATED)
    return _whole(await desk.client.activate([product_id]), endpoints.ACTIVATE, Standing.IN_REVIEW)


async def _create(
    desk: Desk, desired: MappedListing, content: dict[str, Any], idempotency_key: str
) -> Answered:
    body = create_body(desired, content, desk.facts.warehouse_id)
    created = await desk.client.create_product(body, idempotency_key)
    columns = {
        "product_id": created.product_id,
        "sku_ids": sku_ids_of(created.skus),
        "standing": Standing.IN_REVIEW.value,
        "warnings": created.complaints,
    }
    return Answered(columns, created.complaints)


async def _edit(
    desk: Desk, desired: MappedListing, content: dict[str, Any], listing: dict[str, Any]
) -> Answered:
    body = edit_body(desired, content, desk.facts.warehouse_id, listing["sku_ids"])
    edited = await desk.client.edit_product(listing["product_id"], body)
    known = listing["sku_ids"]
    sku_ids = sku_ids_of(edited.skus) or known
    live = Standing(listing["standing"]).sells
    columns = {
        "sku_ids": sku_ids,
        "prices": _with_new(listing["prices"], desired.prices, known),
        "quantities": _with_new(listing["quantities"], desired.quantities, known),
        "standing": (Standing.LIVE_EDIT_IN_REVIEW if live else Standing.IN_REVIEW).value,
        "warnings": edited.complaints,
    }
    return Answered(columns, edited.complaints)


def _with_new(accepted: dict[str, Any], desired: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """What the shop holds after an edit: old SKUs keep theirs, new ones brought theirs, left-out ones are gone."""
    return {
        sku: accepted[sku] if sku in known and sku in accepted else value for sku, value in desired.items()
    }


def sku_ids_of(skus: Sequence[SavedSku] | Sequence[Sku]) -> dict[str, str]:
    """Seller SKU -> TikTok's SKU id."""
    return {sku.seller_sku: sku.id for sku in skus}


def _whole(answer: Answer, endpoint: endpoints.Endpoint, standing: Standing | None = None) -> Answered:
    """What is learnt from an answer about one product, in which nothing may have failed."""
    complaints = answer.or_raise(endpoint.title).complaints
    return Answered({"standing": standing.value} if standing else {}, complaints)
