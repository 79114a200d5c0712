"""The configurations of the sources of prices and stock."""

from typing import Self

from pydantic import Field, model_validator

from catalog_sync.configuration_part import EnvironmentVariable, Part, ZoneName
from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.sql.configuration import Relation


class HttpOffersConfiguration(Part):
    """Prices and stock over HTTP."""

    url: str
    key_env: EnvironmentVariable = "CATALOG_SYNC_OFFERS_KEY"


class SqlOffersConfiguration(Part):
    """Prices and stock in a table or view of a PostgreSQL database: a column for each number, or a row for each.

    Numbers in rows of their own need a `shop` column beside `quantity`, a `currency` column beside `price`.
    """

    url_env: EnvironmentVariable = "CATALOG_SYNC_OFFERS_URL"
    table: Relation
    sku: str = "sku"
    as_of: str = Field(default="as_of", description="column with the moment for which the numbers are true")
    time_zone: ZoneName | None = Field(
        default=None, description="zone of as_of where it has none, e.g. Europe/London"
    )
    prices: dict[str, str] = Field(default={}, description="columns by currency")
    quantities: dict[str, str] = Field(default={}, description="columns by shop")
    price: str | None = None
    currency: str | None = None
    quantity: str | None = None
    shop: str | None = None
    updated: str | None = Field(
        default=None, description="timestamp of a row's last change; without one all rows are read every time"
    )
    overlap_seconds: int = Field(default=600, ge=0, description="how far each delta reads back")

    @model_validator(mode="after")
    def _numbers(self) -> Self:
        if (self.price is None) != (self.currency is None) or (self.quantity is None) != (self.shop is None):
            raise ValueError("price needs currency beside it, quantity needs shop")
        if not (self.prices or self.quantities or self.price or self.quantity):
            raise ValueError("name at least one column with prices or quantities")
        return self


class FeedOffersConfiguration(Part):
    """Prices and stock in files dropped into a folder: a column for each number, or objects in the shape of Offer.

    Where neither prices nor quantities are named, the columns `price_<currency>` and `quantity_<shop>` are.
    """

    drops: DropsConfiguration
    sku: str = "sku"
    prices: dict[str, str] = Field(default={}, description="columns by currency")
    quantities: dict[str, str] = Field(default={}, description="columns by shop")
    as_of: str | None = Field(
        default="as_of",
        description="column with the moment for which the numbers are true; null: the manifest or the name tells",
    )
    time_zone: ZoneName | None = Field(
        default=None, description="zone of as_of where it has none, e.g. Europe/London"
    )
    trust_file_time: bool = Field(
        default=False,
        description="whether numbers without any as_of are true for when their file was written: a copy looks new",
    )
    decimal_comma: bool = Field(default=False, description="whether prices are written like 12,99")


class PimOffersConfiguration(Part):
    """Prices and stock from attributes of the products themselves.

    As of the moment the PIM was read: so its stock must know the orders of the shops.
    """

    price: str | None = Field(default=None, description="a price collection attribute")
    stock: dict[str, str] = Field(
        default={}, description="an attribute with the units free to sell, by shop (key of `shops`)"
    )
    channel: str | None = Field(default=None, description="of the values, where they differ by channel")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.price and not self.stock:
            raise ValueError("names neither a price attribute nor stock attributes")
        return self
