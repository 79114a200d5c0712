"""Edit and partial edit: a new version that waits for review, or a draft of it."""

import copy
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.endpoints.products import answer_of, find_product, is_saved_as_draft
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.build import build_version, sku_as_request
from catalog_sync.sandbox.tiktok.listing.check import require_valid
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.listing.shop_state import require_unlocked
from catalog_sync.sandbox.tiktok.model import Product, Shop, Sku, Version
from catalog_sync.sandbox.tiktok.review import submit

UNEDITABLE = frozenset({"FREEZE", "DELETED"})
KEPT = ("price", "inventory", "identifier_code")
FIXED = frozenset({"is_not_for_sale"})
UNREVIEWED = frozenset({"list_price", "external_list_prices"})


def edit_product(call: Call) -> Data:
    """Edit Product: replaces everything that it takes; price and stock of known SKUs survive omission too."""
    product = find_product(call)
    fixed = {name: value for name, value in product.base.content.items() if name in FIXED}
    return _edit(call, product, {**call.body, **fixed})


def partial_edit_product(call: Call) -> Data:
    """Partial Edit Product: replaces the given top-level properties of the draft or else the latest version."""
    product = find_product(call)
    edited = product.edited
    skus = [sku_as_request(sku, call.market.currency) for sku in edited.skus]
    given = {name: value for name, value in call.body.items() if value is not None}
    answer = _edit(call, product, {**copy.deepcopy(edited.content), "skus": skus, **given})
    del answer["warnings"]
    return answer


def require_editable(product: Product) -> None:
    """Refuse what has ended for good, and what is under appeal."""
    if product.status in UNEDITABLE:
        raise Refusal(12052901)
    if product.in_appeal:
        raise Refusal(12052308)


def _edit(call: Call, product: Product, payload: dict[str, Any]) -> Data:
    require_unlocked(call.shop)
    require_editable(product)
    as_draft = is_saved_as_draft(payload)
    if as_draft and not _may_be_draft(call.shop, product):
        raise Refusal(12052488)
    payload["skus"] = _with_kept_offers(call.shop, product, payload["skus"])
    draft = Draft(call.world, call.shop, payload, product)
    if not as_draft:
        require_valid(draft)
    version = build_version(draft)
    _apply(call, product, version, as_draft)
    return {**answer_of(product, version, draft), "audit": {"status": product.audit}}


def _may_be_draft(shop: Shop, product: Product) -> bool:
    live = product.product_status == "ACTIVATE"
    return product.product_status == "DRAFT" or (live and limits_of(shop.region).live_drafts)


def _with_kept_offers(shop: Shop, product: Product, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    stored = {
        sku.id: sku_as_request(sku, shop.market.currency)
        for version in [*product.versions, product.edited]
        for sku in version.skus
    }
    ids = [row["id"] for row in rows if row.get("id")]
    if len(set(ids)) < len(ids):
        raise Refusal(12052553)
    if set(ids) - stored.keys():
        raise Refusal(12052557)
    return [_with_kept_offer(stored.get(row.get("id") or "", {}), row) for row in rows]


def _with_kept_offer(stored: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: stored.get(name) for name in KEPT if row.get(name) is None}}


def _apply(call: Call, product: Product, version: Version, as_draft: bool) -> None:
    now = call.world.clock.now()
    if as_draft:
        _save_draft(product, version)
        product.note("draft_saved", now)
        call.shop.index(product)
        return
    product.draft = None
    if (
        product.product_status == "ACTIVATE"
        and product.audit != "FAILED"
        and _same_content(product.latest, version)
    ):
        for stored in product.versions:
            _take_offers(stored, version)
        product.note("offers_edited", now)
    else:
        submit(call.world, call.shop, product, version)


def _save_draft(product: Product, version: Version) -> None:
    """Keep the draft; that of a live product leaves the stock as it is sold."""
    if product.product_status == "DRAFT":
        product.base = version
        return
    stock = {sku.id: sku.inventory for sku in product.base.skus}
    for sku in version.skus:
        sku.inventory = dict(stock.get(sku.id, sku.inventory))
    product.draft = version


def _same_content(one: Version, other: Version) -> bool:
    return one.content == other.content and [_reviewed(sku) for sku in one.skus] == [
        _reviewed(sku) for sku in other.skus
    ]


def _reviewed(sku: Sku) -> tuple[Any, ...]:
    """Return everything about a SKU that the review looks at: all but prices and stock."""
    more = {name: value for name, value in sku.more.items() if name not in UNREVIEWED}
    return sku.id, sku.seller_sku, sku.external_sku_id, sku.sales_attributes, sku.identifier_code, more


def _take_offers(stored: Version, edited: Version) -> None:
    offers = {sku.id: sku for sku in edited.skus}
    for sku in stored.skus:
        if sku.id in offers:
            sku.amount, sku.inventory = offers[sku.id].amount, dict(offers[sku.id].inventory)
            sku.more = dict(offers[sku.id].more)
