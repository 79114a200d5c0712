"""The filters of the searches: products, size charts, manufacturers and responsible persons."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok.bodies import Body, Id, Locale, Many
from catalog_sync.tiktok.product_parts import CategoryVersion, ListingPlatform

Status = Literal[
    "ALL",
    "DRAFT",
    "PENDING",
    "FAILED",
    "ACTIVATE",
    "SELLER_DEACTIVATED",
    "PLATFORM_DEACTIVATED",
    "FREEZE",
    "DELETED",
]

MAX_SKU_FILTER = 10  # seller SKUs or SKU ids of one search (12019027, 12019087)


class SearchProductsRequest(Body):
    """Which products to list. Times are Unix seconds, both ends inclusive; a missing `le` means now.

    `status` is that of the base version; `audit_status` also finds edits of live products under review.
    """

    status: Status = "ALL"
    seller_skus: Annotated[Many[str], Field(max_length=MAX_SKU_FILTER)] | None = None
    sku_ids: Annotated[Many[Id], Field(max_length=MAX_SKU_FILTER)] | None = None
    create_time_ge: int | None = None
    create_time_le: int | None = None
    update_time_ge: int | None = None
    update_time_le: int | None = None
    audit_status: Many[Literal["AUDITING", "FAILED", "APPROVED"]] | None = None
    category_version: CategoryVersion | None = None
    listing_quality_tiers: Many[Literal["POOR", "FAIR", "GOOD", "EXCELLENT"]] | None = None
    listing_platforms: Many[ListingPlatform] | None = None
    sns_filter: Literal["CONFIGURED", "ELIGIBLE"] | None = None
    return_draft_version: bool | None = None
    include_live_quick_products: bool | None = None
    locale: Locale | None = None


class SearchSizeChartsRequest(Body):
    """Which size charts to list; `ids` win over `keyword`."""

    ids: Annotated[Many[Id], Field(max_length=50)] | None = None
    keyword: str | None = None
    size_chart_mode: Literal["PRODUCT_SCOPED", "REUSABLE_TEMPLATE"] | None = None


class _ComplianceFilter(Body):
    keyword: Annotated[str, Field(max_length=200)] | None = None
    locales: Many[Locale] | None = None


class SearchManufacturersRequest(_ComplianceFilter):
    """Which manufacturers to list."""

    manufacturer_ids: Many[Id] | None = None


class SearchResponsiblePersonsRequest(_ComplianceFilter):
    """Which responsible persons to list."""

    responsible_person_ids: Many[Id] | None = None
