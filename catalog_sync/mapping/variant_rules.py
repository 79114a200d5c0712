"""The parts of the mapping rules about variants: stock with buffers and warehouses, and which listings a model makes."""

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from catalog_sync.mapping.rule_amounts import AmountRule
from catalog_sync.mapping.rule_sources import Rule, exactly_one


class Buffer(Rule):
    """Units that are kept back: so many, and so many percent of what there is, rounded up."""

    units: int = Field(default=0, ge=0)
    percent: Decimal = Field(default=Decimal(0), ge=0, le=100)


class StockSource(AmountRule):
    """Where a quantity comes from, what of it is kept back, and the most that is shown.

    `of`: the key of the offers' quantities, by default the shop's partition key.
    """

    of: str | None = None
    first_of: "list[StockSource]" = Field(default=[])  # type: ignore[assignment]
    buffer: Buffer = Buffer()
    maximum: int | None = Field(default=None, ge=0)


class StockRule(StockSource):
    """The stock of a shop: one source for its own warehouse, or one for each of several, by TikTok's warehouse id."""

    warehouses: dict[str, StockSource] = Field(default={}, min_length=1)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "offers", "from_", "constant", "first_of", "warehouses")
        return self


class ListingsRule(Rule):
    """Which listings a product model makes: one, or one for each value of some of its axes, and more where it is too big.

    `per`: family variant -> the axes that its sub-models differ in; `split`: variants beyond what the region takes go
    to further listings.
    """

    per: dict[str, list[str]] = Field(default={})
    split: bool = False
