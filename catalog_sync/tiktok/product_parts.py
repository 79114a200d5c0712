"""The parts of the bodies that create, edit or check a product, below the product itself and beside its SKUs."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok.bodies import Amount, Body, Id, Many

SaveMode = Literal["AS_DRAFT", "LISTING"]
CategoryVersion = Literal["v1", "v2"]
ListingPlatform = Literal["TIKTOK_SHOP", "TOKOPEDIA"]
SellingFormat = Literal["FIXED_PRICE", "FIXED_PRICE_AND_LIVE_AUCTION"]
ShippingInsurance = Literal["NOT_SUPPORTED", "OPTIONAL", "REQUIRED"]


class Image(Body):
    """A picture by the `uri` that its upload answered."""

    uri: str = Field(min_length=1)


class CertificationFile(Body):
    """A document by the id that its upload answered."""

    id: Id
    name: str
    format: str


class Certification(Body):
    """A certificate of the product; `expiration_date` is in Unix seconds."""

    id: Id
    images: Many[Image] | None = None
    files: Many[CertificationFile] | None = None
    expiration_date: int | None = None


class Dimensions(Body):
    """Size of a parcel."""

    length: Amount
    width: Amount
    height: Amount
    unit: Literal["CENTIMETER", "INCH"]


class Weight(Body):
    """Weight of a parcel."""

    value: Amount
    unit: Literal["KILOGRAM", "GRAM", "POUND"]


class MetricValue(Body):
    """One number of a measurement, in the unit that the attribute offers."""

    id: Id | None = None
    value: str | None = None
    unit_id: Id | None = None


class MetricStandard(Body):
    """A measurement after a template of the attribute (`metric_standards` in Get Category Attributes)."""

    id: Id | None = None
    metric_value_module_infos: Many[MetricValue] | None = None


class CheckedValue(Body):
    """A value that TikTok offers, by its id, or a custom one by name; the id wins."""

    id: Id | None = None
    name: Annotated[str, Field(max_length=2000)] | None = None


class AttributeValue(CheckedValue):
    """A value as products carry it; Check Product Listing does not take measurements."""

    metric_standard_info: MetricStandard | None = None


class CheckedAttribute(Body):
    """A product attribute with its values, as Check Product Listing takes it."""

    id: Id
    values: Many[CheckedValue]


class ProductAttribute(Body):
    """A product attribute with its values."""

    id: Id
    values: Many[AttributeValue]


class Reference(Body):
    """Something of the shop by its id."""

    id: Id


class SizeChart(Body):
    """A size chart: a picture, or a template of the seller."""

    image: Image | None = None
    template: Reference | None = None


class ScheduledSale(Body):
    """When the listing goes on sale: Unix milliseconds, at most 90 days ahead."""

    is_enabled_scheduled_sale: bool
    schedule_sale_time: int


class ProductTagOperation(Body):
    """Sets or clears a tag, e.g. AUCTION."""

    product_tag: str
    enable: bool


class PurchaseOrderQuantityLimit(Body):
    """How many units a buyer may order, at once and over all orders."""

    maximum_order_quantity: int | None = None
    cumulative_order_quantity: int | None = None
