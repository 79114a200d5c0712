"""The SKUs of the bodies that create, edit or check a product."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok.bodies import Amount, Body, Currency, Id, Many
from catalog_sync.tiktok.product_parts import Dimensions, Image, Weight

Quantity = Annotated[int, Field(ge=0, le=999_999)]
"""Units; whether 0 may be sent and where the maximum lies is told differently over time (Partner API)."""


class Price(Body):
    """The display price: `amount` for local and intra-EU sellers, `sale_price` for global sellers."""

    currency: Currency
    amount: Amount | None = None
    sale_price: Amount | None = None


class AuctionPrice(Price):
    """A price that may open an auction."""

    starting_bid_price: Amount | None = None


class ListPrice(Body):
    """The strikethrough price (US)."""

    amount: Amount
    currency: Literal["USD"]


class ExternalListPrice(ListPrice):
    """A list price from another store system (US)."""

    source: Literal["SHOPIFY_COMPARE_AT_PRICE"]


class WarehouseStock(Body):
    """Units ready to ship from a warehouse; a backorder goes with its handling time in working days."""

    warehouse_id: Id
    quantity: Quantity | None = None
    backorder_quantity: int | None = None
    handling_time: int | None = None


class CountedStock(WarehouseStock):
    """Stock whose quantity must be told."""

    quantity: Quantity


class SalesAttribute(Body):
    """A variant axis and the SKU's value on it; ids that TikTok offers win over custom names."""

    id: Id | None = None
    name: Annotated[str, Field(max_length=20)] | None = None
    value_id: Id | None = None
    value_name: Annotated[str, Field(max_length=50)] | None = None
    sku_img: Image | None = None
    supplementary_sku_images: Annotated[Many[Image], Field(max_length=8)] | None = None


class IdentifierCode(Body):
    """A product code; it cannot be changed once submitted (12052593)."""

    code: str | None = None
    type: Literal["GTIN", "EAN", "UPC", "ISBN", "JAN"] | None = None


class CombinedSku(Body):
    """A member of a bundle."""

    product_id: Id
    sku_id: Id
    sku_count: int


class FulfillmentType(Body):
    """When a pre-sale order is handed over: days, or a date in Unix seconds."""

    handling_duration_days: int | None = None
    release_date: int | None = None


class PreSale(Body):
    """Settings of a pre-order."""

    type: Literal["PRE_ORDER", "MADE_TO_ORDER", "CUSTOM"] | None = None
    fulfillment_type: FulfillmentType | None = None


class EditedPreSale(Body):
    """Settings of a pre-order, or with NONE its end."""

    type: Literal["PRE_ORDER", "MADE_TO_ORDER", "CUSTOM", "NONE"] | None = None
    fulfillment_type: FulfillmentType | None = None


class Fee(Body):
    """A regulatory fee, e.g. a bottle deposit."""

    type: Literal["PFAND"] | None = None
    amount: Amount | None = None
    additional_attribute: Literal["SINGLE_USE", "REUSABLE", "NOT_APPLICABLE"] | None = None


class SkuContent(Body):
    """What every body takes about a SKU beside price and stock."""

    seller_sku: Annotated[str, Field(min_length=1, max_length=50)] | None = None
    external_sku_id: Annotated[str, Field(max_length=999)] | None = None
    sales_attributes: Annotated[Many[SalesAttribute], Field(max_length=3)] | None = None
    identifier_code: IdentifierCode | None = None
    extra_identifier_codes: Annotated[Many[str], Field(max_length=10)] | None = None
    sku_unit_count: Amount | None = None
    external_urls: Many[Annotated[str, Field(max_length=500)]] | None = None
    list_price: ListPrice | None = None
    external_list_prices: Many[ExternalListPrice] | None = None
    fees: Many[Fee] | None = None
    sku_dimensions: Dimensions | None = None
    sku_weight: Weight | None = None


class NewSku(SkuContent):
    """A SKU that is created: with its price and stock."""

    price: AuctionPrice
    inventory: Many[WarehouseStock]
    combined_skus: Many[CombinedSku] | None = None
    pre_sale: PreSale | None = None


class EditedSku(SkuContent):
    """A SKU of a full edit: with its id it stays and keeps price and stock left out here, without one it is new."""

    id: Id | None = None
    price: AuctionPrice | None = None
    inventory: Many[WarehouseStock] | None = None
    combined_skus: Many[CombinedSku] | None = None
    pre_sale: EditedPreSale | None = None


class PartiallyEditedSku(SkuContent):
    """A SKU of a partial edit; the SKUs of the product that are not listed beside it are deleted."""

    id: Id | None = None
    price: Price | None = None
    inventory: Many[CountedStock] | None = None
    pre_sale: PreSale | None = None
