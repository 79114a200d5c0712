"""The neutral product document: the one shape that every PIM source produces and everything after it reads."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, model_validator
from pydantic.dataclasses import dataclass


class Document(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def told(self) -> dict[str, Any]:
        """The fields that differ from their defaults, by name: what a hash is made of."""
        defaults = _defaults(type(self))
        return {name: value for name, value in self.__dict__.items() if value != defaults[name]}


_PART = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True, config=_PART)
class Value:
    """One value of an attribute for one locale and channel; null means "for all".

    `data` keeps Akeneo's shapes: text; number as string or int; `{"amount": "1.5", "unit": "KILOGRAM"}` for
    measurements; `[{"amount": "9.99", "currency": "EUR"}]` for prices; option code or list of codes; bool; ISO date.
    Documents hold many: a dataclass costs half of a model in time and memory.
    """

    data: Any
    locale: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_PART)
class Media:
    """A picture or document of a product: `code` is immutable in the PIM, the same code is the same bytes for ever."""

    attribute: str
    code: str
    locale: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_PART)
class Completeness:
    """How much of what its family demands a SKU has, in percent, for one channel and locale."""

    channel: str
    locale: str
    percent: int = Field(ge=0, le=100)


class Sku(Document):
    """One sellable variant, with inherited values merged in. A simple product has exactly one."""

    key: str = Field(description="the PIM's immutable key, e.g. the uuid")
    sku: str | None = Field(description="the seller SKU; none when the PIM has no identifier for it")
    enabled: bool = True
    values: dict[str, list[Value]] = Field(default_factory=dict)
    media: list[Media] = Field(default_factory=list)
    completeness: list[Completeness] = Field(default_factory=list)


class Product(Document):
    """What becomes one listing: a simple product, or a root product model with its variants.

    `key` is `product:<uuid>` or `model:<code>`. `axes` names the variant attributes in order, empty for simple products.
    """

    key: str
    identifier: str = Field(description="what people call it: SKU or model code")
    family: str | None = None
    family_variant: str | None = None
    categories: list[str] = Field(default_factory=list)
    enabled: bool = True
    axes: list[str] = Field(default_factory=list)
    values: dict[str, list[Value]] = Field(default_factory=dict)
    media: list[Media] = Field(default_factory=list)
    skus: list[Sku] = Field(default_factory=list)
    depends_on: list[str] = Field(
        default_factory=list,
        description="what this document was made from besides the product itself, e.g. `asset:packshots/mug_front`",
    )

    @model_validator(mode="wrap")
    @classmethod
    def _repeated_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """What its only SKU repeats, as that of a simple product does, is validated once, and shared with it."""
        repeats = _repeating(data)
        if repeats is None:
            return handler(data)
        product = handler(data | {"skus": [repeats]})
        shared = {"values": product.values, "media": product.media}
        product.skus[0] = product.skus[0].model_copy(update=shared)
        return product

    def told(self) -> dict[str, Any]:
        """A SKU that repeats the product, as that of a simple product does, is told as a repetition."""
        told = super().told()
        if len(self.skus) == 1 and (self.skus[0].values, self.skus[0].media) == (self.values, self.media):
            told["repeated"] = {
                name: value for name, value in self.skus[0].told().items() if name not in {"values", "media"}
            }
            del told["skus"]
        return told


class Offer(Document):
    """Price and stock of one SKU, from their own source: amounts by currency, quantities by shop (partition key)."""

    sku: str
    prices: dict[str, Decimal] = Field(default_factory=dict)
    quantities: dict[str, int] = Field(default_factory=dict)
    as_of: datetime


def told_part(part: Value | Media | Completeness) -> dict[str, Any]:
    """The fields of a part that differ from their defaults, which are all null."""
    if type(part) is Value:
        told = {"data": part.data}
        if part.locale is not None:
            told["locale"] = part.locale
        if part.channel is not None:
            told["channel"] = part.channel
        return told
    return {name: value for name in part.__slots__ if (value := getattr(part, name)) is not None}


@cache
def _defaults(model: type[Document]) -> dict[str, Any]:
    return {name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}


def _repeating(data: Any) -> dict[str, Any] | None:
    """The rest of the only SKU of a document that is not validated yet, where its values and media are the product's."""
    skus = data.get("skus") if isinstance(data, dict) else None
    if not isinstance(skus, list) or len(skus) != 1 or not isinstance(skus[0], dict):
        return None
    sku = skus[0]
    if "values" not in sku or (sku["values"], sku.get("media")) != (data.get("values"), data.get("media")):
        return None
    return {name: part for name, part in sku.items() if name not in {"values", "media"}}
