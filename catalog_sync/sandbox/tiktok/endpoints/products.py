"""Create, check, edit and read products."""

import copy
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.build import build_version, sku_answer, sku_as_request
from catalog_sync.sandbox.tiktok.listing.check import findings, require_valid
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.model import Product, Shop, Version
from catalog_sync.sandbox.tiktok.product_view import product_detail
from catalog_sync.sandbox.tiktok.review import submit

IDEMPOTENCY_KEY_LENGTH = 128
DAY = 86_400
UNEDITABLE = frozenset({"FREEZE", "DELETED"})


def create_product(call: Call) -> Data:
    """Create Product; a repeated idempotency key gets the first answer again, whatever the body says."""
    key = call.body.get("idempotency_key")
    if key is not None and not 0 < len(key) <= IDEMPOTENCY_KEY_LENGTH:
        raise Refusal(12052910)
    if key in call.shop.answers_by_idempotency_key:
        return call.shop.answers_by_idempotency_key[key]
    _check_quota(call)
    draft = Draft(call.world, call.shop, call.body)
    is_draft = call.body.get("save_mode") == "AS_DRAFT"
    if not is_draft:
        require_valid(draft)
    answer = _answer(_store(call, build_version(draft), is_draft), draft)
    if key:
        call.shop.answers_by_idempotency_key[key] = answer
    return answer


def check_listing(call: Call) -> Data:
    """Check Product Listing: every finding of a create, without creating."""
    draft = Draft(call.world, call.shop, call.body)
    found = list(findings(draft))
    return {
        "check_result": "FAILED" if found else "PASS",
        "fail_reasons": [{"code": refused.code, "message": str(refused)} for refused in found],
        "warnings": {"message": " ".join(draft.warnings)},
        "listing_quality": {"current_tier": "NA", "remaining_recommendations": 0},
        "diagnoses": [],
        "pre_check_results": [],
    }


def edit_product(call: Call) -> Data:
    """Edit Product: replaces everything; only price and stock of known SKUs survive omission."""
    product = find_product(call)
    return _edit(call, product, dict(call.body))


def partial_edit_product(call: Call) -> Data:
    """Partial Edit Product: replaces the given top-level properties of the latest version."""
    product = find_product(call)
    latest = product.latest
    skus = [sku_as_request(sku, call.market.currency) for sku in latest.skus]
    payload = {**copy.deepcopy(latest.content), "skus": skus, **call.body}
    answer = _edit(call, product, payload)
    del answer["warnings"]
    return answer


def get_product(call: Call) -> Data:
    """Get Product: the base version, or the one under review when asked for."""
    product = find_product(call)
    version = product.base
    if call.query.get("return_under_review_version", "").lower() == "true":
        if product.audit != "AUDITING":
            raise Refusal(12052547)
        version = product.latest
    return product_detail(call.world, call.shop, product, version, call.query.get("locale"))


def find_product(call: Call) -> Product:
    """Return the product of the path; refuses unknown ids and those of other shops."""
    product_id = call.path["product_id"]
    product = call.shop.products.get(product_id)
    if product:
        return product
    elsewhere = any(product_id in shop.products for shop in call.world.shops.values())
    raise refusal(12052048 if elsewhere else 12052032)


def _check_quota(call: Call) -> None:
    limit = call.shop.settings.daily_create_limit
    since = call.world.clock.now() - DAY
    if limit is not None and sum(p.create_time > since for p in call.shop.products.values()) >= limit:
        raise Refusal(12052093)


def _store(call: Call, version: Version, is_draft: bool) -> Product:
    now = call.world.clock.now()
    product = Product(call.world.new_id(), version, int(now), int(now), "DRAFT" if is_draft else "INITIAL")
    call.shop.products[product.id] = product
    product.note("created", now)
    call.shop.index(product)
    if not is_draft:
        submit(call.world, call.shop, product, version)
    return product


def _answer(product: Product, draft: Draft) -> Data:
    return {
        "product_id": product.id,
        "skus": [sku_answer(sku) for sku in product.latest.skus],
        "warnings": [{"message": warning} for warning in draft.warnings],
    }


def _edit(call: Call, product: Product, payload: dict[str, Any]) -> Data:
    as_draft = payload.get("save_mode") == "AS_DRAFT"
    if product.status in UNEDITABLE:
        raise Refusal(12052901)
    if as_draft and product.product_status != "DRAFT":
        raise Refusal(12052488)
    payload["skus"] = _with_kept_offers(call.shop, product, payload["skus"])
    draft = Draft(call.world, call.shop, payload, product)
    if not as_draft:
        require_valid(draft)
    _apply(call, product, build_version(draft), as_draft)
    return {**_answer(product, draft), "audit": {"status": product.audit}}


def _with_kept_offers(shop: Shop, product: Product, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    stored = {
        sku.id: sku_as_request(sku, shop.market.currency)
        for version in product.versions
        for sku in version.skus
    }
    ids = [row["id"] for row in rows if row.get("id")]
    if len(set(ids)) < len(ids):
        raise Refusal(12052553)
    if set(ids) - stored.keys():
        raise Refusal(12052557)
    return [_with_kept_offer(stored.get(row.get("id") or "", {}), row) for row in rows]


def _with_kept_offer(stored: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: stored.get(name) for name in ("price", "inventory", "identifier_code") if row.get(name) is None
    }
    return {**row, **kept}


def _apply(call: Call, product: Product, version: Version, as_draft: bool) -> None:
    live = product.product_status == "ACTIVATE"
    if as_draft:
        product.base = version
        product.note("draft_saved", call.world.clock.now())
        call.shop.index(product)
    elif live and product.audit != "FAILED" and _same_content(product.latest, version):
        for stored in product.versions:
            _take_offers(stored, version)
        product.note("offers_edited", call.world.clock.now())
    else:
        submit(call.world, call.shop, product, version)


def _same_content(one: Version, other: Version) -> bool:
    return one.content == other.content and [sku_key(sku) for sku in one.skus] == [
        sku_key(sku) for sku in other.skus
    ]


def sku_key(sku: Any) -> tuple[Any, ...]:
    """Return everything about a SKU that the review looks at: all but price and stock."""
    return sku.id, sku.seller_sku, sku.external_sku_id, sku.sales_attributes, sku.identifier_code


def _take_offers(stored: Version, edited: Version) -> None:
    offers = {sku.id: sku for sku in edited.skus}
    for sku in stored.skus:
        if sku.id in offers:
            sku.amount, sku.inventory = offers[sku.id].amount, dict(offers[sku.id].inventory)
