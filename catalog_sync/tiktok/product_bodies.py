"""The bodies that create, edit, partially edit or check a product."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog_sync.tiktok.bodies import Body, Id, Locale, Many
from catalog_sync.tiktok.edit_parts import (
    InventoryMode,
    PartiallyEditedReplica,
    PodInfo,
    ReplicatedProduct,
    SubscribeInfo,
)
from catalog_sync.tiktok.product_parts import (
    CategoryVersion,
    Certification,
    CheckedAttribute,
    Dimensions,
    Image,
    ListingPlatform,
    ProductAttribute,
    ProductTagOperation,
    PurchaseOrderQuantityLimit,
    Reference,
    SaveMode,
    ScheduledSale,
    SellingFormat,
    ShippingInsurance,
    SizeChart,
    Weight,
)
from catalog_sync.tiktok.sku_bodies import EditedSku, NewSku, PartiallyEditedSku

Title = Annotated[str, Field(min_length=1, max_length=300)]  # the widest of all markets
Description = Annotated[str, Field(min_length=1, max_length=10_000)]
MainImages = Annotated[Many[Image], Field(min_length=1, max_length=9)]

MAX_SKUS = 300  # the most of all markets


class _Content(Body):
    """What all four bodies take, and none demands."""

    brand_id: Id | None = None
    is_cod_allowed: bool | None = None
    certifications: Annotated[Many[Certification], Field(max_length=10)] | None = None
    package_dimensions: Dimensions | None = None
    package_weight: Weight | None = None
    video: Reference | None = None
    external_product_id: Annotated[str, Field(max_length=999)] | None = None
    size_chart: SizeChart | None = None
    manufacturer_ids: Many[Id] | None = None
    responsible_person_ids: Many[Id] | None = None
    listing_platforms: Many[ListingPlatform] | None = None
    scheduled_sale: ScheduledSale | None = None
    locale: Locale | None = None
    search_terms: Annotated[Many[str], Field(max_length=15)] | None = None
    key_product_features: Annotated[Many[str], Field(max_length=5)] | None = None


class _Whole(_Content):
    """What describes a whole product: created, checked, or replaced by an edit."""

    title: Title
    description: Description
    category_id: Id
    main_images: MainImages
    delivery_option_ids: Many[Id] | None = None
    shipping_insurance_requirement: ShippingInsurance | None = None
    minimum_order_quantity: Annotated[int, Field(ge=1)] | None = None
    is_pre_owned: bool | None = None
    shipping_template_id: Id | None = None
    product_tag_operations: Many[ProductTagOperation] | None = None
    selling_format: SellingFormat | None = None
    is_live_quick: bool | None = None


class _Saved(Body):
    """How a product is saved, and what the check does not look at."""

    save_mode: SaveMode | None = None
    category_version: CategoryVersion | None = None
    product_attributes: Many[ProductAttribute] | None = None
    auto_translate_enabled: bool | None = None
    is_blind_box: bool | None = None


class CreateProductRequest(_Whole, _Saved):
    """A new product; LISTING, the default save mode, submits it for review.

    The idempotency key is given to `create_product`, which puts it in.
    """

    skus: Annotated[Many[NewSku], Field(min_length=1, max_length=MAX_SKUS)]
    primary_combined_product_id: Id | None = None
    is_not_for_sale: bool | None = None
    purchase_order_quantity_limit: PurchaseOrderQuantityLimit | None = None
    idempotency_key: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class EditProductRequest(_Whole, _Saved):
    """A whole product: what it leaves out is blanked, but price and stock of the SKUs."""

    skus: Annotated[Many[EditedSku], Field(min_length=1, max_length=MAX_SKUS)]
    purchase_order_quantity_limit: PurchaseOrderQuantityLimit | None = None
    replicated_products: Many[ReplicatedProduct] | None = None
    subscribe_info_edit: SubscribeInfo | None = None
    inventory_mode: InventoryMode | None = None


class PartialEditProductRequest(_Content, _Saved):
    """The properties to replace, each as a whole; the category cannot be changed this way."""

    title: Title | None = None
    description: Description | None = None
    main_images: MainImages | None = None
    skus: Annotated[Many[PartiallyEditedSku], Field(min_length=1, max_length=MAX_SKUS)] | None = None
    replicated_products: Many[PartiallyEditedReplica] | None = None
    subscribe_info_edit: SubscribeInfo | None = None
    inventory_mode: InventoryMode | None = None
    pod_info: PodInfo | None = None

    @model_validator(mode="after")
    def _edits_something(self) -> Self:
        if not self.payload():
            raise ValueError("a partial edit names at least one property")
        return self


class CheckOption(Body):
    """Starts or follows the asynchronous check that some US sellers have."""

    need_trigger_gne_async_check: bool | None = None
    gne_async_check_session_id: str | None = None


class CheckProductListingRequest(_Whole):
    """A product that Create Product might be asked for; the check takes neither save mode nor category version."""

    skus: Annotated[Many[NewSku], Field(min_length=1, max_length=MAX_SKUS)]
    product_attributes: Many[CheckedAttribute] | None = None
    primary_combined_product_id: Id | None = None
    option: CheckOption | None = None
