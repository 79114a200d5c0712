"""The parts of the mapping rules that name a leaf, pictures, a parcel and variant axes."""

from typing import Any, Self

from pydantic import Field, PrivateAttr, model_validator

from catalog_sync.mapping.rule_sources import Aliases, Conditional, Filler, Rule, exactly_one
from catalog_sync.mapping.rule_tables import ValueTable


class CategoryChoice(Conditional):
    """A leaf category, by id or by its path of names: `Home Supplies > Lighting > Table Lamps`."""

    id: str | None = None
    path: str | None = None

    _suggested: float | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        exactly_one(self, "id", "path")
        return self

    @property
    def suggested(self) -> float | None:
        """How sure a suggestion was that nobody confirmed; None for a rule that a person wrote."""
        return self._suggested

    def suggested_with(self, confidence: float) -> None:
        """Let the choice say that it was suggested."""
        self._suggested = confidence


class ImagesRule(Rule):
    """PIM media attributes in display order, and how their pictures are treated before upload."""

    from_: list[str] = Field(alias="from", min_length=1)
    channel: str | None = Field(default=None, description="taken from this channel instead of the rules' own")
    locales: list[str] = Field(
        default=[], description="taken from these locales instead, the first with one wins"
    )
    square: bool = False
    min_side: int | None = Field(default=None, gt=0, description="pixels of the shorter side")
    max_enlargement: float | None = Field(
        default=None, ge=1, description="at most this factor to reach min_side"
    )

    @property
    def treatment(self) -> dict[str, Any]:
        """The treatment fields of a picture's placeholder."""
        options = {"square": self.square, "min_side": self.min_side, "max_enlargement": self.max_enlargement}
        return {name: option for name, option in options.items() if option}


class DimensionsRule(Rule):
    """Length, width and height of the parcel; `unit` defaults to the region's first one."""

    length: Filler
    width: Filler
    height: Filler
    unit: str | None = None


class SalesAttributeRule(Rule):
    """The TikTok sales attribute of a variant axis: a built-in one by `id`, or an own one by `name`."""

    id: str | None = None
    name: str | None = Field(default=None, max_length=20)
    values: Aliases = Field(default=ValueTable())
    pictures: bool = Field(default=False, description="this axis has the pictures, else the first one")

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, (str, int)) else value

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        exactly_one(self, "id", "name")
        return self


class SuggestRule(Rule):
    """Whether a family without a category takes a suggested leaf: only one that is surer than `apply_above`."""

    apply_above: float | None = Field(default=None, ge=0, lt=1, description="by default none is taken")
