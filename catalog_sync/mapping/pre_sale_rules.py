"""The rule that says which goods are sold ahead, and how."""

from typing import Literal, Self

from pydantic import Field, model_validator

from catalog_sync.mapping.rule_sources import Conditional, Filler


class PreSaleRule(Conditional):
    """Sold ahead: PRE_ORDER by `release_date`, or any type by `handling_days`, whichever the region asks for."""

    type: Literal["PRE_ORDER", "MADE_TO_ORDER", "CUSTOM"]
    release_date: Filler | None = Field(default=None, description="the day the goods are there (ISO date)")
    handling_days: int | None = Field(
        default=None, ge=1, description="days from the order to handing it over"
    )

    @model_validator(mode="after")
    def _timed(self) -> Self:
        if self.type != "PRE_ORDER" and self.release_date:
            raise ValueError(f"{self.type} has handling_days, no release_date")
        if not (self.release_date or self.handling_days):
            raise ValueError("needs release_date or handling_days")
        return self
