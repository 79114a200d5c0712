"""The parts of the mapping rules that say where a price or a quantity comes from."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from catalog_sync.mapping.rule_sources import Conditional, Rule, exactly_one


class Rate(Rule):
    """What one unit of a currency is worth in the shop's currency, and the last day it may be used."""

    rate: Decimal = Field(gt=0)
    as_of: date
    expires: date

    @model_validator(mode="after")
    def _expires_later(self) -> Self:
        if self.expires < self.as_of:
            raise ValueError(f"expires on {self.expires}, before the day it is as of ({self.as_of})")
        return self


class Rounding(Rule):
    """Prices become multiples of `step`, less `minus` (step 1, minus 0.01: 12.99)."""

    step: Decimal = Field(gt=0)
    mode: Literal["half_up", "up", "down"] = "half_up"
    minus: Decimal = Decimal(0)


class AmountRule(Conditional):
    """Where a price or a quantity comes from: the offers, a PIM attribute, a constant, or the first of several."""

    offers: bool = False
    from_: str | None = Field(default=None, alias="from")
    channel: str | None = Field(default=None, description="read in this channel instead of the rules' own")
    locales: list[str] = Field(
        default=[], description="read in these locales instead, the first with a value wins"
    )
    constant: Decimal | None = None
    first_of: "list[AmountRule]" = Field(default=[])
    convert: dict[str, Rate] = Field(default={})
    rounding: Rounding | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "offers", "from_", "constant", "first_of")
        return self
