"""Exact conversion between units of Akeneo's standard measurement families, and numbers read with their unit."""

from collections.abc import Mapping
from decimal import MAX_PREC, Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache
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
    "Area": {
        "SQUARE_MILLIMETER": "0.000001", "SQUARE_CENTIMETER": "0.0001", "SQUARE_DECIMETER": "0.01",
        "SQUARE_METER": "1", "SQUARE_INCH": "0.00064516", "SQUARE_FOOT": "0.09290304", "SQUARE_YARD": "0.83612736",
    },
    "Power": {"WATT": "1", "KILOWATT": "1000", "MEGAWATT": "1000000"},
    "Voltage": {"MILLIVOLT": "0.001", "VOLT": "1", "KILOVOLT": "1000"},
    "Intensity": {"MILLIAMPERE": "0.001", "AMPERE": "1", "KILOAMPERE": "1000"},
    "Energy": {"WATTHOUR": "1", "KILOWATTHOUR": "1000"},
    "ElectricCharge": {"MILLIAMPEREHOUR": "3.6", "AMPEREHOUR": "3600", "COULOMB": "1"},
    "Frequency": {"HERTZ": "1", "KILOHERTZ": "1000", "MEGAHERTZ": "1000000", "GIGAHERTZ": "1000000000"},
    "Duration": {"MILLISECOND": "0.001", "SECOND": "1", "MINUTE": "60", "HOUR": "3600", "DAY": "86400", "WEEK": "604800"},
    "Age": {"MONTH": "1", "YEAR": "12"},
}  # fmt: skip
_SYMBOLS = {
    "MILLIGRAM": "mg", "GRAM": "g", "KILOGRAM": "kg", "OUNCE": "oz", "POUND": "lb", "MILLIMETER": "mm",
    "CENTIMETER": "cm", "METER": "m", "INCH": "in", "FEET": "ft", "MILLILITER": "ml", "CENTILITER": "cl", "LITER": "l",
    "WATT": "W", "KILOWATT": "kW", "VOLT": "V", "AMPERE": "A", "MILLIAMPERE": "mA", "AMPEREHOUR": "Ah",
    "MILLIAMPEREHOUR": "mAh", "WATTHOUR": "Wh", "KILOWATTHOUR": "kWh", "HERTZ": "Hz", "KILOHERTZ": "kHz",
    "MEGAHERTZ": "MHz", "GIGAHERTZ": "GHz",
}  # fmt: skip


_MOST_DIGITS = 40
_EXACT = Context(prec=MAX_PREC)


class UnitError(ValueError):
    """A measurement that is not a number, or whose unit cannot become the wanted one."""


def convert(measurement: Any, unit: str) -> Fraction:
    """Return exactly how many of `unit` an Akeneo measurement `{"amount", "unit"}` is."""
    amount, own = parts_of_measurement(measurement)
    if (factor := ratio(own, unit)) is not None:
        return amount if own == unit else amount * factor
    known = sorted(code for units in _FAMILIES.values() if unit in units for code in units)
    raise UnitError(f"{own} cannot be converted to {unit}; convertible units: {', '.join(known) or 'none'}")


def kind_of(unit: str) -> str | None:
    """Return the measurement family that a unit is of; none where it cannot be converted."""
    return next((kind for kind, units in _FAMILIES.items() if unit in units), None)


def units_of(kind: str | None = None) -> list[str]:
    """Return the units of a measurement family, or all that can be converted."""
    return sorted(unit for name, units in _FAMILIES.items() if kind in (None, name) for unit in units)


def is_one_thing(written: str, unit: str) -> bool:
    """Tell whether a unit as people write it is one thing where another is wanted: `oz` of a volume differs by country."""
    return written != "OUNCE" or kind_of(unit) != "Volume"


@cache
def ratio(unit: str, other: str) -> Fraction | None:
    """Return how many of the other unit one of the first is, or none where no family has both."""
    if unit == other:
        return Fraction(1)
    families = (units for units in _FAMILIES.values() if unit in units and other in units)
    return next((Fraction(units[unit]) / Fraction(units[other]) for units in families), None)


def is_unit(code: str) -> bool:
    """Tell whether a code is one of Akeneo's units that can be converted."""
    return any(code in units for units in _FAMILIES.values())


def rounded(amount: Fraction, decimals: int = 3) -> Decimal:
    """Return the nearest number of so many decimals; what would become zero keeps up to three digits instead."""
    if amount and round(amount * 10**decimals) == 0:
        while abs(amount) * 10**decimals < 100 and (amount * 10**decimals).denominator != 1:
            decimals += 1
    return Decimal(round(amount * 10**decimals)).scaleb(-decimals, _EXACT)


def round_up(amount: Fraction, decimals: int) -> str:
    """Return the smallest number of so many decimals that is not below the amount, without trailing zeros."""
    steps = -(-amount.numerator * 10**decimals // amount.denominator)
    return plain(Decimal(steps).scaleb(-decimals, _EXACT))


def plain(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measurement_text(measurement: Mapping[str, Any]) -> str:
    """Write a measurement as people do: `45 cm`; other mappings as they are."""
    try:
        amount, unit = _amount(measurement["amount"]), str(measurement["unit"])
        return f"{plain(amount)} {_SYMBOLS.get(unit, unit.replace('_', ' ').lower())}"
    except (KeyError, UnitError):
        return str(dict(measurement))


def parts_of_measurement(measurement: Any) -> tuple[Fraction, str]:
    """Return the exact amount and the unit of Akeneo's `{"amount", "unit"}`."""
    try:
        amount = measurement["amount"]
        exact = (
            _fraction(amount) if isinstance(amount, str) else Fraction(*_amount(amount).as_integer_ratio())
        )
        return exact, str(measurement["unit"])
    except (KeyError, TypeError) as error:
        raise UnitError(f"{measurement!r} is not a measurement with amount and unit") from error


@lru_cache(maxsize=1_000)
def _fraction(text: str) -> Fraction:
    return Fraction(*_amount(text).as_integer_ratio())


def _amount(data: Any) -> Decimal:
    """A number that can be reckoned with: neither infinite nor of hundreds of digits, and no artefact of a float."""
    try:
        amount = Decimal(f"{data:.15g}" if isinstance(data, float) else str(data))
    except InvalidOperation as error:
        raise UnitError(f"{data!r} is not a number") from error
    if not amount.is_finite() or abs(amount.adjusted()) > _MOST_DIGITS:
        raise UnitError(f"{data!r} is not a usable number")
    return amount
