"""Exact conversion between the units of Akeneo's standard measurement families Weight, Length and Volume."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil
from typing import Any

# Akeneo, standard measurement families: what one unit is in the family's standard unit.
_FAMILIES: dict[str, dict[str, str]] = {
    "Weight": {
        "MICROGRAM": "0.000000001", "MILLIGRAM": "0.000001", "GRAM": "0.001", "KILOGRAM": "1", "TON": "1000",
        "GRAIN": "0.00006479891", "DENIER": "0.001275", "ONCE": "0.03059", "MARC": "0.24475", "LIVRE": "0.4895",
        "OUNCE": "0.028349523125", "POUND": "0.45359237",
    },
    "Length": {
        "MICROMETER": "0.000001", "NAUTICAL_MILE": "1852", "MILLIMETER": "0.001", "CENTIMETER": "0.01",
        "DECIMETER": "0.1", "METER": "1", "DEKAMETER": "10", "HECTOMETER": "100", "KILOMETER": "1000",
        "MIL": "0.0000254", "INCH": "0.0254", "FEET": "0.3048", "YARD": "0.9144", "CHAIN": "20.1168",
        "FURLONG": "201.168", "MILE": "1609.344",
    },
    "Volume": {
        "MICROLITER": "0.000000001", "CUBIC_MILLIMETER": "0.000000001", "CUBIC_CENTIMETER": "0.000001",
        "MILLILITER": "0.000001", "CENTILITER": "0.00001", "DECILITER": "0.0001", "CUBIC_DECIMETER": "0.001",
        "LITER": "0.001", "CUBIC_METER": "1", "OUNCE": "0.0000284130625", "PINT": "0.00056826125",
        "BARREL": "0.16365924", "GALLON": "0.00454609", "CUBIC_FOOT": "0.028316846592",
        "CUBIC_INCH": "0.000016387064", "CUBIC_YARD": "0.764554857984",
    },
}  # fmt: skip
_SYMBOLS = {
    "MILLIGRAM": "mg", "GRAM": "g", "KILOGRAM": "kg", "OUNCE": "oz", "POUND": "lb", "MILLIMETER": "mm",
    "CENTIMETER": "cm", "METER": "m", "INCH": "in", "FEET": "ft", "MILLILITER": "ml", "CENTILITER": "cl", "LITER": "l",
}  # fmt: skip


class UnitError(ValueError):
    """A measurement that is not a number, or whose unit cannot become the wanted one."""


def convert(measurement: Any, unit: str) -> Fraction:
    """Return exactly how many of `unit` an Akeneo measurement `{"amount", "unit"}` is."""
    amount, own = _parts(measurement)
    if own == unit:
        return amount
    for units in _FAMILIES.values():
        if own in units and unit in units:
            return amount * Fraction(units[own]) / Fraction(units[unit])
    known = sorted(code for units in _FAMILIES.values() if unit in units for code in units)
    raise UnitError(f"{own} cannot be converted to {unit}; convertible units: {', '.join(known) or 'none'}")


def round_up(amount: Fraction, decimals: int) -> str:
    """Return the smallest number of so many decimals that is not below the amount, without trailing zeros."""
    return plain(Decimal(ceil(amount * 10**decimals)).scaleb(-decimals))


def plain(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measurement_text(measurement: Mapping[str, Any]) -> str:
    """Write a measurement as people do: `45 cm`; other mappings as they are."""
    try:
        amount, unit = Decimal(str(measurement["amount"])), str(measurement["unit"])
        return f"{plain(amount)} {_SYMBOLS.get(unit, unit.replace('_', ' ').lower())}"
    except (KeyError, InvalidOperation):
        return str(dict(measurement))


def _parts(measurement: Any) -> tuple[Fraction, str]:
    try:
        amount = Decimal(str(measurement["amount"]))
        if not amount.is_finite():
            raise UnitError(f"{measurement['amount']!r} is not a number")
        return Fraction(amount), str(measurement["unit"])
    except (KeyError, TypeError, InvalidOperation) as error:
        raise UnitError(f"{measurement!r} is not a measurement with amount and unit") from error
