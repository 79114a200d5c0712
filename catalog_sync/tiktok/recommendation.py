"""What Recommend Category is asked and answers."""

from typing import Annotated

from pydantic import Field

from catalog_sync.tiktok.bodies import Body, Id, Locale, Many
from catalog_sync.tiktok.models import Answer, Tolerant
from catalog_sync.tiktok.product_parts import CategoryVersion, Image, ListingPlatform


class OriginCategory(Body):
    """The product's category in the system it comes from."""

    id: Id | None = None
    name: str | None = None
    full_name: str | None = None
    is_leaf: bool | None = None
    is_root: bool | None = None


class OriginAttribute(Body):
    """An attribute of the product in the system it comes from."""

    name: str | None = None
    values: Many[str] | None = None


class OriginMetaData(Body):
    """The product's attributes in the system it comes from."""

    attribute_value_list: Many[OriginAttribute] | None = None


class RecommendCategoryRequest(Body):
    """What is known of a product whose category is looked for."""

    product_title: str = Field(min_length=1)
    description: Annotated[str, Field(max_length=10_000)] | None = None
    images: Many[Image] | None = None
    category_version: CategoryVersion | None = None
    listing_platform: ListingPlatform | None = None
    locale: Locale | None = None
    include_prohibited_categories: bool | None = None
    is_live_quick: bool | None = None
    origin_platform_product_type: str | None = None
    origin_platform_vendor: str | None = None
    origin_platform_tags: Many[str] | None = None
    origin_platform_category: OriginCategory | None = None
    origin_platform_product_meta_data: OriginMetaData | None = None


class RecommendedNode(Tolerant):
    """A node on the way to the leaf; `level` counts from 1."""

    id: str
    name: str = ""
    level: int = 0
    is_leaf: bool = False
    permission_statuses: tuple[str, ...] = ()


class RecommendedCategory(Answer):
    """The leaf that TikTok recommends, and the way to it."""

    leaf_category_id: str = ""
    categories: tuple[RecommendedNode, ...] = ()
