"""The review: submissions wait for their time, then scripted verdicts or the rules decide."""

from typing import Any

from catalog_sync.sandbox.tiktok.model import Product, Shop, Version
from catalog_sync.sandbox.tiktok.review_rules import reasons_against
from catalog_sync.sandbox.tiktok.world import World

Reasons = list[dict[str, Any]]


def submit(world: World, shop: Shop, product: Product, version: Version) -> None:
    """Send a version to review: as candidate of a live product, as the only version of any other."""
    now = world.clock.now()
    if product.product_status == "ACTIVATE":
        product.candidate = version
    else:
        product.base, product.candidate = version, None
    if product.product_status == "DRAFT":
        product.product_status = "INITIAL"
    product.submission += 1
    product.audit = "AUDITING"
    product.audit_failed_reasons = []
    product.note("submitted", now)
    shop.review_queue.append((now, product.id, product.submission))
    shop.index(product)


def settle(world: World, shop: Shop) -> None:
    """Give the verdicts whose time has come; every read of products starts with this."""
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
    product.audit_failed_reasons = []


def _judge(world: World, shop: Shop, product: Product) -> None:
    version = product.latest
    scripted = _scripted(shop, version)
    reasons = reasons_against(world, shop, product, version) if scripted is None else scripted
    if reasons:
        product.audit, product.candidate = "FAILED", None
        product.audit_failed_reasons = [{"listing_platform": "TIKTOK_SHOP", **reason} for reason in reasons]
        product.note("rejected", world.clock.now(), reasons=product.audit_failed_reasons)
    else:
        product.base, product.candidate = version, None
        product.audit, product.product_status = "APPROVED", "ACTIVATE"
        product.note("approved", world.clock.now())


def _scripted(shop: Shop, version: Version) -> Reasons | None:
    """Return the next scripted verdict for any of the SKUs; an empty list approves."""
    for sku in version.skus:
        if shop.verdicts.get(sku.seller_sku):
            return shop.verdicts[sku.seller_sku].popleft()
    return None
