"""All rules of a listing in the order in which they are reported."""

from collections.abc import Iterator

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.attributes import check_attributes
from catalog_sync.sandbox.tiktok.listing.compliance import check_compliance
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.offers import check_offers
from catalog_sync.sandbox.tiktok.listing.pictures import check_main_images, check_variant_images
from catalog_sync.sandbox.tiktok.listing.text import check_category, check_description, check_title
from catalog_sync.sandbox.tiktok.listing.variants import check_variants

CHECKS = (
    check_category,
    check_title,
    check_description,
    check_main_images,
    check_attributes,
    check_variants,
    check_variant_images,
    check_offers,
    check_compliance,
)


def findings(draft: Draft) -> Iterator[Refusal]:
    """Yield every refusal of the listing; clearing what the platform clears happens on the way."""
    for check in CHECKS:
        yield from check(draft)


def require_valid(draft: Draft) -> None:
    """Raise the first refusal of the listing, as create and edit do."""
    for refused in findings(draft):
        raise refused
