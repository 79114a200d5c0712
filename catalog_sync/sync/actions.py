"""One action on one listing: the call, and what the ledger learns from its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.review.lifecycle import Standing
from catalog_sync.sync.bodies import create_body, edit_body, price_rows, stock_rows
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.offered import Offered, Price
from catalog_sync.sync.plan import Action
from catalog_sync.sync.shop_mode import is_draft
from catalog_sync.sync.stock import filled, shelves_of
from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.tiktok.models import Answer
from catalog_sync.tiktok.product_models import SavedSku, Sku
from catalog_sync.tiktok.sku_bodies import EditedSku


@dataclass(frozen=True)
class Answered:
    """Columns of `listings` that the answer adds, the platform's warnings, and what failed of a call in parts."""

    columns: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    failure: TikTokError | None = None


async def perform(
    desk: Desk,
    action: Action,
    desired: MappedListing,
    content: dict[str, Any],
    listing: dict[str, Any] | None,
    offered: Offered,
    idempotency_key: str,
) -> Answered:
    """Make the call of an action. Raises TikTokError, also where the only item of a batch call failed.

    Content that the Partner API would not take is refused (PayloadRefused) before anything is sent.
    """
    if action is Action.CREATE:
        return await _create(desk, bringing(desired, offered), content, idempotency_key)
    if listing is None:
        raise ValueError(f"{action} needs a listing: {desired.product_key}")
    if action is Action.EDIT:
        return await _edit(desk, bringing(desired, offered), content, listing, offered)
    product_id, sku_ids = listing["product_id"], listing["sku_ids"]
    if action is Action.PRICE:
        prices = price_rows(offered.prices, sku_ids)
        return _whole(await desk.client.update_prices(product_id, prices), endpoints.UPDATE_PRICES)
    if action is Action.STOCK:
        return await _stock(desk, desired, product_id, sku_ids, offered)
    if action is Action.DEACTIVATE:
        return _whole(await desk.client.deactivate([product_id]), endpoints.DEACTIVATE, Standing.DEACTIVATED)
    return _whole(await desk.client.activate([product_id]), endpoints.ACTIVATE, Standing.IN_REVIEW)


def bringing(desired: MappedListing, offered: Offered) -> MappedListing:
    """The desired listing with the quantities that its new SKUs bring."""
    quantities = {sku: number.quantity for sku, number in offered.new.items()}
    return desired.model_copy(update={"quantities": desired.quantities | quantities})


async def _stock(
    desk: Desk, desired: MappedListing, product_id: str, sku_ids: dict[str, str], offered: Offered
) -> Answered:
    """Set quantities; where some SKUs fail, the others were taken (Partner API, Update Inventory)."""
    quantities = {sku: number.quantity for sku, number in offered.quantities.items()}
    rows = stock_rows(quantities, sku_ids, desk.facts.warehouse_id, desired.spread)
    answer = await desk.client.update_inventory(product_id, rows)
    failed = {error.detail.sku_id for error in answer.errors}
    taken = {sku: number for sku, number in offered.quantities.items() if sku_ids[sku] not in failed}
    try:
        answer.or_raise(endpoints.UPDATE_INVENTORY.title)
    except TikTokError as failure:
        if not taken:
            raise
        return Answered(filled(offered.shelves, taken, datetime.now(UTC)), list(answer.warnings), failure)
    return Answered(filled(offered.shelves, taken, datetime.now(UTC)), answer.complaints)


async def _create(
    desk: Desk, desired: MappedListing, content: dict[str, Any], idempotency_key: str
) -> Answered:
    body = create_body(desired, content, desk.facts.warehouse_id).model_copy(update=_saved(desk))
    created = await desk.client.create_product(body, idempotency_key)
    columns = {
        "product_id": created.product_id,
        "sku_ids": sku_ids_of(created.skus),
        "standing": _standing(desk, listing=None).value,
        "warnings": created.complaints,
    }
    return Answered(columns, created.complaints)


async def _edit(
    desk: Desk,
    desired: MappedListing,
    content: dict[str, Any],
    listing: dict[str, Any],
    offered: Offered,
) -> Answered:
    body = edit_body(desired, content, desk.facts.warehouse_id, listing["sku_ids"])
    prices = offered.prices if is_draft(listing) else {}
    body = body.model_copy(update=_saved(desk) | {"skus": tuple(_priced(sku, prices) for sku in body.skus)})
    edited = await desk.client.edit_product(listing["product_id"], body)
    known = listing["sku_ids"]
    sku_ids = sku_ids_of(edited.skus) or known
    kept = {sku["seller_sku"] for sku in content["skus"]}
    shelves = {sku: shelf for sku, shelf in shelves_of(listing).items() if sku in kept}
    columns = filled(shelves, offered.new, datetime.now(UTC)) | {
        "sku_ids": sku_ids,
        "prices": _with_new(listing["prices"], desired.prices, known, desired.carried_skus) | prices,
        "standing": _standing(desk, listing).value,
        "warnings": edited.complaints,
    }
    return Answered(columns, edited.complaints)


def _saved(desk: Desk) -> dict[str, str]:
    """How the shop's mode lets a product be saved; the mode `check` lets nothing get this far."""
    return {"save_mode": "LISTING" if desk.facts.mode == "live" else "AS_DRAFT"}


def _standing(desk: Desk, listing: dict[str, Any] | None) -> Standing:
    """Where a product stands once it was saved."""
    if desk.facts.mode != "live":
        return Standing.DRAFT
    sells = listing is not None and Standing(listing["standing"]).sells
    return Standing.LIVE_EDIT_IN_REVIEW if sells else Standing.IN_REVIEW


def _priced(sku: EditedSku, prices: Mapping[str, Price]) -> EditedSku:
    """A draft takes its prices with its content: nothing else brings them before it goes live."""
    price = prices.get(sku.seller_sku or "")
    return EditedSku.model_validate(dict(sku) | {"price": price}) if price else sku


def _with_new(
    accepted: dict[str, Any], desired: dict[str, Any], known: dict[str, str], carried: Sequence[str]
) -> dict[str, Any]:
    """What the shop holds after an edit: old SKUs keep theirs, new ones brought theirs, left-out ones are gone."""
    kept = {sku: accepted[sku] for sku in carried if sku in accepted}
    return kept | {
        sku: accepted[sku] if sku in known and sku in accepted else value for sku, value in desired.items()
    }


def sku_ids_of(skus: Sequence[SavedSku] | Sequence[Sku]) -> dict[str, str]:
    """Seller SKU -> TikTok's SKU id."""
    return {sku.seller_sku: sku.id for sku in skus}


def _whole(answer: Answer, endpoint: endpoints.Endpoint, standing: Standing | None = None) -> Answered:
    """What is learnt from an answer about one product, in which nothing may have failed."""
    complaints = answer.or_raise(endpoint.title).complaints
    return Answered({"standing": standing.value} if standing else {}, complaints)
