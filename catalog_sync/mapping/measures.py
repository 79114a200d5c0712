"""Exact conversion of measurements by the PIM's own measurement families, where Akeneo's standard ones do not know a unit."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from catalog_sync.mapping.units import UnitError, convert, kind_of, parts_of_measurement, ratio, units_of
from catalog_sync.pim.hashing import canonical_hash

Steps = list[tuple[str, Fraction]]
"""Operators with their values: in this order they turn an amount into the family's standard unit."""


class _Family(NamedTuple):
    standard: str
    units: dict[str, Steps]


class Measures:
    """The units that rules may name: Akeneo's standard ones, and those of the PIM's measurement families.

    Equal ones have the same `version`.
    """

    def __init__(self, families: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.version = canonical_hash(dict(families or {}))
        self._families = {code: _family(row) for code, row in (families or {}).items()}

    @classmethod
    def from_dictionary(cls, dictionary: Mapping[str, Mapping[str, Any]]) -> "Measures":
        """Build from the PIM's dictionaries by kind."""
        return cls(dictionary.get("measurement_families"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measures) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def units_of(self, kind: str | None = None) -> list[str]:
        """Return the units that values of a measurement family can become, or all that can be converted."""
        known = set(units_of(kind))
        for code, family in self._families.items():
            if kind in (None, code):
                known |= {*family.units, *units_of(kind_of(family.standard) or code)}
        return sorted(known)

    def convert(self, measurement: Any, unit: str) -> Fraction:
        """Return exactly how many of `unit` a measurement `{"amount", "unit"}` is.

        Raises UnitError, also where families of the PIM understand different things by a unit.
        """
        if not self._families:
            return convert(measurement, unit)
        amount, own = parts_of_measurement(measurement)
        if ratio(own, unit) is not None:
            return convert(measurement, unit)
        found = {made: code for code, made in self._ways(amount, own, unit)}
        if not found:
            return convert(measurement, unit)
        if len(found) > 1:
            families = " and ".join(sorted(found.values()))
            raise UnitError(f"{own} or {unit} means different things in the measurement families {families}")
        return next(iter(found))

    def _ways(self, amount: Fraction, own: str, unit: str) -> Iterator[tuple[str, Fraction]]:
        """The amount by each family that knows a way, if need be from or to its standard unit by Akeneo's own."""
        for code, (standard, units) in self._families.items():
            before, after = ratio(own, standard), ratio(standard, unit)
            if own in units:
                in_standard = _into(units[own], amount)
            elif before is not None:
                in_standard = amount * before
            else:
                continue
            if unit in units:
                yield code, _out_of(units[unit], in_standard)
            elif after is not None:
                yield code, in_standard * after


STANDARD = Measures()
"""Akeneo's standard measurement families alone."""


def _family(row: Mapping[str, Any]) -> _Family:
    units = {
        code: [(step["operator"], Fraction(str(step["value"]))) for step in unit.get("to_standard", [])]
        for code, unit in row["units"].items()
    }
    usable = {code: steps for code, steps in units.items() if all(map(_is_usable, steps))}
    return _Family(row["standard_unit"], usable)


def _is_usable(step: tuple[str, Fraction]) -> bool:
    return step[0] in ("add", "sub") or step[1] != 0


def _into(steps: Steps, amount: Fraction) -> Fraction:
    for operator, value in steps:
        amount = _done(operator, amount, value)
    return amount


def _out_of(steps: Steps, amount: Fraction) -> Fraction:
    for operator, value in reversed(steps):
        amount = _done(_UNDONE[operator], amount, value)
    return amount


_UNDONE = {"mul": "div", "div": "mul", "add": "sub", "sub": "add"}


def _done(operator: str, amount: Fraction, value: Fraction) -> Fraction:
    if operator in ("mul", "div"):
        return amount * value if operator == "mul" else amount / value
    return amount + value if operator == "add" else amount - value
