"""The parts of the mapping rules that say where a value, a price or a quantity comes from, and when."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _code(value: Any) -> Any:
    """Write a YAML scalar as the PIM writes an option code: booleans as `true` and `false`."""
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else value


def several(value: Any) -> Any:
    """Take one value for a list of one."""
    return value if isinstance(value, list) else [value]


def _by_code(value: Any) -> Any:
    return {_code(key): item for key, item in value.items()} if isinstance(value, dict) else value


Code = Annotated[str, BeforeValidator(_code)]
Conditions = dict[str, Annotated[list[Code], BeforeValidator(several)]]
Aliases = Annotated[dict[str, Code], BeforeValidator(_by_code)]


class Rule(BaseModel):
    """A frozen part of the rules that refuses unknown keys and takes numbers where ids are meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Conditional(Rule):
    """Holds only for products whose attributes have one of the codes in `when` and none of those in `unless`."""

    when: Conditions = {}
    unless: Conditions = {}


def exactly_one(rule: BaseModel, *names: str) -> None:
    """Raise ValueError unless exactly one of these fields is set."""
    stated = [
        name for name in names if name in rule.model_fields_set and getattr(rule, name) not in (None, [])
    ]
    given = [name.rstrip("_") for name in stated if getattr(rule, name) is not False]
    if len(given) != 1:
        wanted = ", ".join(name.rstrip("_") for name in names)
        raise ValueError(f"needs exactly one of {wanted}; has {' and '.join(given) or 'none of them'}")


class Filler(Conditional):
    """Where a value comes from.

    `from`: a PIM attribute; `constant`; `template`: text with `{attribute}` in it; `first_of`: the first that yields
    something. `values` translates option codes to TikTok value names or ids; `unit` converts a measurement first.
    """

    from_: str | None = Field(default=None, alias="from")
    constant: Any = None
    template: str | None = None
    first_of: "list[Filler]" = []
    values: Aliases = {}
    unit: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "from_", "constant", "template", "first_of")
        return self


class Rate(Rule):
    """What one unit of a currency is worth in the shop's currency, and the last day it may be used."""

    rate: Decimal = Field(gt=0)
    as_of: date
    expires: date


class Rounding(Rule):
    """Prices become multiples of `step`, less `minus` (step 1, minus 0.01: 12.99)."""

    step: Decimal = Field(gt=0)
    mode: Literal["half_up", "up", "down"] = "half_up"
    minus: Decimal = Decimal(0)


class AmountRule(Conditional):
    """Where a price or a quantity comes from: the offers, a PIM attribute, a constant, or the first of several."""

    offers: bool = False
    from_: str | None = Field(default=None, alias="from")
    constant: Decimal | None = None
    first_of: "list[AmountRule]" = []
    convert: dict[str, Rate] = {}
    rounding: Rounding | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "offers", "from_", "constant", "first_of")
        return self
