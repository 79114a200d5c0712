"""The facts of each TikTok Shop region (currency, limits, units), read from the packaged data file."""

from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from catalog_sync.yaml_files import load_yaml

# Partner API, Create Product: places after the point by unit of weight.
WEIGHT_DECIMALS = {"KILOGRAM": 3, "POUND": 2, "GRAM": 0}


class PreSaleWindow(BaseModel):
    """How many days ahead goods of one pre-sale type may be sold, and what states them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Literal["release_date", "handling_days"]
    low: int
    high: int


class RegionFacts(BaseModel):
    """What holds for every shop of a region; ranges are inclusive, prices in the region's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    currency: str
    price_decimals: int
    price_local: tuple[Decimal, Decimal]
    price_cross_border: tuple[Decimal, Decimal] | None
    price_with_tax: bool = True
    locale: str
    title: tuple[int, int]
    description_max: int
    seller_sku: str
    max_skus: int
    max_quantity: int
    weight_units: tuple[str, ...]
    dimension_units: tuple[str, ...]
    dimension_decimals: int
    category_version: Literal["v1", "v2"]
    package_dimensions: Literal["category_rule", "optional"]
    delivery_options: bool = False
    cash_on_delivery: tuple[Literal["LOCAL", "CROSS_BORDER"], ...] = ()
    pre_sale: dict[str, PreSaleWindow] = {"PRE_ORDER": PreSaleWindow(by="handling_days", low=3, high=30)}


class ShopFacts(BaseModel):
    """One shop: its partition key, region, sales warehouse, and whether it sells locally or across the border.

    What is `not_ours` is sent with creates and new SKUs, which must carry it, and is left to others from then on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    partition_key: str
    region: RegionFacts
    warehouse_id: str
    seller_type: Literal["LOCAL", "CROSS_BORDER"] = "LOCAL"
    not_ours: tuple[Literal["price", "stock"], ...] = ()
    mode: Literal["check", "draft", "live"] = "check"

    @property
    def price_range(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest price the shop may ask (Partner API, Product Pricing)."""
        cross_border = self.region.price_cross_border if self.seller_type == "CROSS_BORDER" else None
        return cross_border or self.region.price_local


@cache
def regions() -> dict[str, RegionFacts]:
    """Return the facts of all known regions by code."""
    with as_file(files("catalog_sync.mapping") / "regions.yaml") as path:
        data, _ = load_yaml(path)
    return TypeAdapter(dict[str, RegionFacts]).validate_python(
        {code: {"code": code} | facts for code, facts in data.items()}
    )
