"""Create, check and read products."""

from collections.abc import Iterator

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_input, refusal
from catalog_sync.sandbox.tiktok.listing.build import build_version, sku_answer
from catalog_sync.sandbox.tiktok.listing.check import findings, require_valid
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.shop_state import not_submitted_reasons, require_unlocked
from catalog_sync.sandbox.tiktok.model import Product, Version
from catalog_sync.sandbox.tiktok.product_view import product_detail
from catalog_sync.sandbox.tiktok.quality import listing_quality
from catalog_sync.sandbox.tiktok.review import submit

IDEMPOTENCY_KEY_LENGTH = 128
DAY = 86_400
SAVE_MODES = frozenset({"LISTING", "AS_DRAFT"})


def create_product(call: Call) -> Data:
    """Create Product; what a repeated idempotency key gets is undocumented, and a setting of the shop."""
    key = call.body.get("idempotency_key")
    if key is not None and not 0 < len(key) <= IDEMPOTENCY_KEY_LENGTH:
        raise invalid_input(f"idempotency_key must have 1 to {IDEMPOTENCY_KEY_LENGTH} characters")
    mode = call.shop.settings.idempotency
    if key in call.shop.answers_by_idempotency_key and mode != "ignored":
        if mode == "error":
            raise invalid_input("idempotency_key was already used for another request")
        return call.shop.answers_by_idempotency_key[key]
    answer = _create(call)
    if key:
        call.shop.answers_by_idempotency_key[key] = answer
    return answer


def check_listing(call: Call) -> Data:
    """Check Product Listing: every finding of a create, without creating; it takes no category version."""
    require_unlocked(call.shop)
    draft = Draft(
        call.world, call.shop, {"category_version": call.world.tree(call.shop).version, **call.body}
    )
    found = list(findings(draft))
    warnings = [*draft.warnings, *_not_submitted_warnings(call)]
    return {
        "check_result": "FAILED" if found else "PASS",
        "fail_reasons": [{"code": refused.code, "message": str(refused)} for refused in found],
        "warnings": {"message": " ".join(warnings)},
        "listing_quality": listing_quality(call.world, call.shop, draft.payload),
        "diagnoses": [],
        "pre_check_results": [],
    }


def get_product(call: Call) -> Data:
    """Get Product: the base version, or the draft or the one under review when asked for."""
    product = find_product(call)
    if product.product_status in {"FREEZE", "DELETED"} and call.shop.settings.ended_products == "hidden":
        raise Refusal(12052032)
    return product_detail(
        call.world, call.shop, product, _asked_version(call, product), call.query.get("locale")
    )


def find_product(call: Call) -> Product:
    """Return the product of the path; refuses unknown ids and those of other shops."""
    product_id = call.path["product_id"]
    product = call.shop.products.get(product_id)
    if product:
        return product
    elsewhere = any(product_id in shop.products for shop in call.world.shops.values())
    raise refusal(12052048 if elsewhere else 12052032)


def answer_of(product: Product, version: Version, draft: Draft) -> Data:
    """Return what create and edit answer about the version that was sent."""
    return {
        "product_id": product.id,
        "skus": [sku_answer(sku) for sku in version.skus],
        "warnings": [{"message": warning} for warning in draft.warnings],
    }


def is_saved_as_draft(payload: Data) -> bool:
    """Tell whether the listing is only saved, not submitted; refuses an unknown `save_mode`."""
    mode = payload.get("save_mode") or "LISTING"
    if mode not in SAVE_MODES:
        raise invalid_input("save_mode must be LISTING or AS_DRAFT")
    return bool(mode == "AS_DRAFT")


def _create(call: Call) -> Data:
    require_unlocked(call.shop)
    _check_quota(call)
    draft = Draft(call.world, call.shop, call.body)
    is_draft = is_saved_as_draft(call.body)
    if not is_draft:
        require_valid(draft)
        draft.warnings += _not_submitted_warnings(call)
    version = build_version(draft)
    return answer_of(_store(call, version, is_draft), version, draft)


def _not_submitted_warnings(call: Call) -> Iterator[str]:
    for reason in not_submitted_reasons(call.shop):
        yield f"The product was saved but not submitted for review. Reason: [{reason}]."


def _asked_version(call: Call, product: Product) -> Version:
    wants_review = call.query.get("return_under_review_version", "").lower() == "true"
    wants_draft = call.query.get("return_draft_version", "").lower() == "true"
    if wants_review and wants_draft:
        raise invalid_input("return_under_review_version and return_draft_version exclude each other")
    if wants_review:
        if product.audit != "AUDITING":
            raise Refusal(12052547)
        return product.latest
    return product.draft or product.base if wants_draft else product.base


def _check_quota(call: Call) -> None:
    limit = call.shop.settings.daily_create_limit
    since = call.world.clock.now() - DAY
    if limit is not None and sum(p.create_time > since for p in call.shop.products.values()) >= limit:
        raise Refusal(12052093)


def _store(call: Call, version: Version, is_draft: bool) -> Product:
    now = call.world.clock.now()
    product = Product(call.world.new_id(), version, int(now), int(now), "DRAFT" if is_draft else "INITIAL")
    call.shop.add(product)
    product.note("created", now)
    call.shop.index(product)
    if not is_draft:
        submit(call.world, call.shop, product, version)
    return product
