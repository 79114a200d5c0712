"""All rules of a listing in the order in which they are reported."""

from collections.abc import Iterator

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.attributes import check_attributes
from catalog_sync.sandbox.tiktok.listing.compliance import check_compliance
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.fees import check_fees
from catalog_sync.sandbox.tiktok.listing.fields import check_fields
from catalog_sync.sandbox.tiktok.listing.identifiers import check_identifiers
from catalog_sync.sandbox.tiktok.listing.offers import check_offers
from catalog_sync.sandbox.tiktok.listing.pictures import check_main_images, check_variant_images
from catalog_sync.sandbox.tiktok.listing.pre_sale import check_pre_sales
from catalog_sync.sandbox.tiktok.listing.producers import check_producers
from catalog_sync.sandbox.tiktok.listing.sale_terms import check_brand, check_sale_terms
from catalog_sync.sandbox.tiktok.listing.shop_state import check_shop
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
    check_identifiers,
    check_offers,
    check_pre_sales,
    check_brand,
    check_compliance,
    check_producers,
    check_fees,
    check_sale_terms,
    check_fields,
)


def findings(draft: Draft) -> Iterator[Refusal]:
    """Yield every refusal of the listing; clearing what the platform clears happens on the way."""
    yield from check_shop(draft.shop)
    for check in CHECKS:
        yield from check(draft)


def require_valid(draft: Draft) -> None:
    """Raise the first refusal of the listing, as create and edit do."""
    for refused in findings(draft):
        raise refused
