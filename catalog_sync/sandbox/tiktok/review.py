"""The review: submissions wait for their time, then scripted verdicts or the rules decide."""

from typing import Any

from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.listing.shop_state import not_submitted_reasons
from catalog_sync.sandbox.tiktok.model import Product, Shop, Version
from catalog_sync.sandbox.tiktok.review_rules import reasons_against
from catalog_sync.sandbox.tiktok.world import World

Reasons = list[dict[str, Any]]


def submit(world: World, shop: Shop, product: Product, version: Version) -> None:
    """Send a version to review: as candidate of a live product, as the only version of any other.

    While the shop lacks what a review needs, the product is kept as a draft instead.
    """
    now = world.clock.now()
    if product.product_status == "ACTIVATE":
        product.candidate = version
    else:
        product.base, product.candidate = version, None
    product.audit_failed_reasons, product.pre_approved_reasons = [], []
    product.not_submitted_reasons = not_submitted_reasons(shop)
    shop.index(product)
    if product.not_submitted_reasons and product.product_status in {"INITIAL", "DRAFT"}:
        product.product_status = "DRAFT"
        product.note("not_submitted", now)
        return
    if product.product_status == "DRAFT":
        product.product_status = "INITIAL"
    product.submission += 1
    product.audit = "AUDITING"
    product.note("submitted", now)
    shop.review_queue.append((now, product.id, product.submission))


def settle(world: World, shop: Shop) -> None:
    """Give the verdicts whose time has come; every read of products starts with this, in whatever thread."""
    with shop.reviewing:
        _settle(world, shop)


def _settle(world: World, shop: Shop) -> None:
    _release(world, shop)
    if shop.settings.review_paused:
        return
    due = world.clock.now() - shop.settings.review_delay
    while shop.review_queue and shop.review_queue[0][0] <= due:
        _, product_id, submission = shop.review_queue.popleft()
        product = shop.products[product_id]
        if product.submission == submission and product.audit == "AUDITING":
            _judge(world, shop, product)


def withdraw(product: Product) -> None:
    """End a running or refused review: the product left the state that it was reviewed for."""
    product.audit = "NONE"
    product.candidate = None
    product.audit_failed_reasons, product.pre_approved_reasons = [], []


def _judge(world: World, shop: Shop, product: Product) -> None:
    version = product.latest
    scripted = _scripted(shop, version)
    reasons = reasons_against(world, shop, product, version) if scripted is None else scripted
    if reasons:
        product.audit, product.candidate = "FAILED", None
        product.audit_failed_reasons = [{"listing_platform": "TIKTOK_SHOP", **reason} for reason in reasons]
        product.note("rejected", world.clock.now(), reasons=product.audit_failed_reasons)
    elif pending := _pending(world, shop, version):
        product.audit, product.pre_approved_reasons = "PRE_APPROVED", pending
        shop.pre_approved.add(product.id)
        product.note("pre_approved", world.clock.now())
    else:
        _approve(world, product)


def _approve(world: World, product: Product) -> None:
    product.base, product.candidate = product.latest, None
    product.audit, product.product_status, product.pre_approved_reasons = "APPROVED", "ACTIVATE", []
    product.note("approved", world.clock.now())


def _pending(world: World, shop: Shop, version: Version) -> list[str]:
    """Return what still keeps an approved version from being sold (Partner API, Products API overview)."""
    leaf = world.tree(shop).categories[version.content["category_id"]]
    invited = limits_of(shop.region).invite_only_is_pre_approved and "INVITE_ONLY" in leaf.permission_statuses
    kyc = ["KYC_PENDING"] if shop.settings.kyc_pending else []
    return [*kyc, *(["RESTRICTED_CATEGORY_PENDING"] if invited else [])]


def _release(world: World, shop: Shop) -> None:
    for product_id in list(shop.pre_approved):
        product = shop.products[product_id]
        if product.audit != "PRE_APPROVED":
            shop.pre_approved.discard(product_id)
        elif not _pending(world, shop, product.latest):
            shop.pre_approved.discard(product_id)
            _approve(world, product)


def _scripted(shop: Shop, version: Version) -> Reasons | None:
    """Return the next scripted verdict for any of the SKUs; an empty list approves."""
    for sku in version.skus:
        if shop.verdicts.get(sku.seller_sku):
            return shop.verdicts[sku.seller_sku].popleft()
    return None
