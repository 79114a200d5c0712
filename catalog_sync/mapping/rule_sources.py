"""The parts of the mapping rules that say where a value comes from, and when."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)

from catalog_sync.mapping.rule_constants import Constant
from catalog_sync.mapping.rule_tables import ValueTable
from catalog_sync.mapping.rule_templates import placeholders


def _code(value: Any) -> Any:
    """Write a YAML scalar as the PIM writes an option code: booleans as `true` and `false`."""
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else value


def several(value: Any) -> Any:
    """Take one value for a list of one."""
    return value if isinstance(value, list) else [value]


def _by_code(value: Any) -> Any:
    return {_code(key): _code(item) for key, item in value.items()} if isinstance(value, dict) else value


Code = Annotated[str, BeforeValidator(_code)]
Aliases = Annotated[ValueTable, BeforeValidator(_by_code)]


class Rule(BaseModel):
    """A frozen part of the rules that refuses unknown keys and takes numbers where ids are meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Condition(Rule):
    """What one attribute must say: one of some codes, a number within bounds, or anything at all.

    A code or a list of codes is short for `is`. It holds where one value of the attribute meets all that is asked.
    """

    is_: Annotated[list[Code], BeforeValidator(several)] = Field(
        default=[], alias="is", description="one of these option codes"
    )
    above: Decimal | None = None
    at_least: Decimal | None = None
    below: Decimal | None = None
    at_most: Decimal | None = None
    unit: str | None = Field(
        default=None, description="the unit the bounds are meant in: measurements need one"
    )
    present: bool | None = Field(default=None, description="whether the attribute is filled at all")

    @model_validator(mode="before")
    @classmethod
    def _codes_alone(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"is": value}

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        asked = bool(self.is_) or self.compares
        if not asked and self.present is None:
            raise ValueError("asks for nothing; give codes, above, at_least, below, at_most or present")
        if asked and self.present is False:
            raise ValueError("contradicts itself: what is not present cannot have such a value")
        if self.unit and not self.compares:
            raise ValueError("has a unit without above, at_least, below or at_most")
        lows = [bound for bound in (self.above, self.at_least) if bound is not None]
        highs = [bound for bound in (self.below, self.at_most) if bound is not None]
        if (
            lows
            and highs
            and (max(lows) > min(highs) or (max(lows) == min(highs) and not self.within(lows[0])))
        ):
            raise ValueError(
                f"contradicts itself: there is no such number between {max(lows)} and {min(highs)}"
            )
        return self

    @property
    def compares(self) -> bool:
        """Whether numbers are compared."""
        return any(bound is not None for bound in (self.above, self.at_least, self.below, self.at_most))

    def within(self, number: Decimal) -> bool:
        """Tell whether the number is within all bounds."""
        return (
            (self.above is None or number > self.above)
            and (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
            and (self.at_most is None or number <= self.at_most)
        )


Conditions = dict[str, Condition]


class Conditional(Rule):
    """Holds only for products that meet every condition in `when` and none of those in `unless`."""

    when: Conditions = Field(
        default={}, description="PIM attribute, family or categories -> what it must say"
    )
    unless: Conditions = Field(
        default={}, description="PIM attribute, family or categories -> what it must not say"
    )


def exactly_one(rule: BaseModel, *names: str) -> None:
    """Raise ValueError unless exactly one of these fields is set."""
    stated = {name: getattr(rule, name) for name in names if name in rule.model_fields_set}
    given = [
        name.rstrip("_")
        for name, said in stated.items()
        if said is not None and said != [] and (name, said) != ("offers", False)
    ]
    if len(given) != 1:
        wanted = ", ".join(name.rstrip("_") for name in names)
        raise ValueError(f"needs exactly one of {wanted}; has {' and '.join(given) or 'none of them'}")


class Filler(Conditional):
    """Where a value comes from: a PIM attribute, a constant, a template, or the first of several that yields something.

    What it finds is looked up in `values` and `table` (option code -> TikTok value name or id), after a measurement
    was converted to `unit`.
    """

    from_: str | None = Field(default=None, alias="from", min_length=1, description="a PIM attribute")
    constant: Constant = Field(default=None, description="always this; a list, or {amount, unit}, too")
    template: str | None = Field(
        default=None, min_length=1, description="text with {attribute} or {text} in it"
    )
    first_of: "list[Filler]" = Field(default=[], description="the first that yields something")
    channel: str | None = Field(default=None, description="read in this channel instead of the rules' own")
    locales: list[str] = Field(
        default=[], description="read in these locales instead, the first with a value wins"
    )
    values: Aliases = Field(default=ValueTable(), description="option code -> TikTok value name or id")
    table: str | None = Field(default=None, description="one of `tables`, for what `values` does not have")
    only_listed: bool = Field(default=False, description="what neither values nor table has yields nothing")
    unit: str | None = Field(default=None, description="measurements become numbers of this unit")
    decimals: int = Field(default=3, ge=0, le=9, description="places after the point when converted to unit")
    measured_in: str | None = Field(default=None, description="the unit of bare numbers in the PIM attribute")

    _table: ValueTable | None = PrivateAttr(default=None)
    _texts: "dict[str, Filler]" = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "from_", "constant", "template", "first_of")
        return self

    def bind(self, tables: Mapping[str, ValueTable], texts: "dict[str, Filler]") -> None:
        """Let the rule find the table and the texts that it names."""
        self._table = tables.get(self.table or "")
        self._texts = texts

    def text(self, name: str) -> "Filler | None":
        """Return the text of this name that templates may hold; none where the name is an attribute's."""
        return self._texts.get(name)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it yields what the PIM attribute says, just as it says it, wherever the product is read."""
        asks = self.when or self.unless or self.unit or self.measured_in or self.values or self.table
        return self.from_ is not None and not asks

    @cached_property
    def reads(self) -> frozenset[str]:
        """The PIM attributes that it looks at, for its value or its conditions, and those that its texts look at."""
        named = [self.from_] if self.from_ else []
        below = list(self.first_of)
        for name in placeholders(self.template or ""):
            text = self.text(name)
            named += [] if text else [name]
            below += [text] if text else []
        return frozenset({*named, *self.when, *self.unless}).union(*(part.reads for part in below))

    def alias(self, *, code: str, text: str) -> str | None:
        """Return what `values`, else the table, has for a value."""
        own = self.values.alias(code, text) if self.values else None
        return self._table.alias(code, text) if own is None and self._table is not None else own
