"""The neutral product document: the one shape that every PIM source produces and everything after it reads."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Document(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Value(Document):
    """One value of an attribute for one locale and channel; null means "for all".

    `data` keeps Akeneo's shapes: text; number as string or int; `{"amount": "1.5", "unit": "KILOGRAM"}` for
    measurements; `[{"amount": "9.99", "currency": "EUR"}]` for prices; option code or list of codes; bool; ISO date.
    """

    locale: str | None = None
    channel: str | None = None
    data: Any


class Media(Document):
    """A picture or document of a product: `code` is immutable in the PIM, the same code is the same bytes for ever."""

    attribute: str
    code: str
    locale: str | None = None
    channel: str | None = None


class Completeness(Document):
    """How much of what its family demands a SKU has, in percent, for one channel and locale."""

    channel: str
    locale: str
    percent: int = Field(ge=0, le=100)


class Sku(Document):
    """One sellable variant, with inherited values merged in. A simple product has exactly one."""

    key: str = Field(description="the PIM's immutable key, e.g. the uuid")
    sku: str | None = Field(description="the seller SKU; none when the PIM has no identifier for it")
    enabled: bool = True
    values: dict[str, list[Value]] = {}
    media: list[Media] = []
    completeness: list[Completeness] = []


class Product(Document):
    """What becomes one listing: a simple product, or a root product model with its variants.

    `key` is `product:<uuid>` or `model:<code>`. `axes` names the variant attributes in order, empty for simple products.
    """

    key: str
    identifier: str = Field(description="what people call it: SKU or model code")
    family: str | None = None
    categories: list[str] = []
    enabled: bool = True
    axes: list[str] = []
    values: dict[str, list[Value]] = {}
    media: list[Media] = []
    skus: list[Sku] = []
    depends_on: list[str] = Field(
        default=[],
        description="what this document was made from besides the product itself, e.g. `asset:packshots/mug_front`",
    )


class Offer(Document):
    """Price and stock of one SKU, from their own source: amounts by currency, quantities by shop (partition key)."""

    sku: str
    prices: dict[str, Decimal] = {}
    quantities: dict[str, int] = {}
    as_of: datetime
