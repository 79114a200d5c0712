"""Rules for the brand, the video and the terms of sale: platforms, order quantities."""

from collections.abc import Iterator

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of

MINIMUM_ORDER = (1, 20)


def check_brand(draft: Draft) -> Iterator[Refusal]:
    """Check the right to sell the brand; an unknown brand is cleared with a warning."""
    brand_id = draft.payload.get("brand_id")
    if not brand_id or brand_id in draft.app.records.brands:
        return
    brand = draft.world.taxonomy.brands_by_id.get(brand_id)
    if brand is None:
        draft.clear(f"brand_id:{brand_id}", "Brand does not exist")
        del draft.payload["brand_id"]
    elif brand.t1 and not brand.authorized:
        yield refusal(12052208)
    elif brand.authorized and brand.status != "AVAILABLE":
        yield refusal(12052201)


def check_sale_terms(draft: Draft) -> Iterator[Refusal]:
    """Check platforms, minimum and maximum order quantity, and that the video exists."""
    limits = limits_of(draft.shop.region)
    if set(draft.payload.get("listing_platforms") or []) - set(limits.platforms):
        yield refusal(12052330)
    least = draft.payload.get("minimum_order_quantity")
    if least is not None and not limits.minimum_order_quantity:
        yield refusal(12052707)
    elif least is not None and not MINIMUM_ORDER[0] <= least <= MINIMUM_ORDER[1]:
        yield refusal(12052706)
    most = (draft.payload.get("purchase_order_quantity_limit") or {}).get("maximum_order_quantity")
    if most is not None and most < (least or 1):
        yield refusal(12052319)
    video = draft.payload.get("video")
    if video and video["id"] not in draft.world.documents:
        yield refusal(12052360)
