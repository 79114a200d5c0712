"""The measurement families of the demo world, in Akeneo's form and with Akeneo's codes."""

from typing import Any

_FAMILIES = {
    "Weight": ("KILOGRAM", {"MILLIGRAM": "0.000001", "GRAM": "0.001", "KILOGRAM": "1", "OUNCE": "0.028349523125", "POUND": "0.45359237"}),
    "Length": ("METER", {"MILLIMETER": "0.001", "CENTIMETER": "0.01", "METER": "1", "INCH": "0.0254", "FEET": "0.3048"}),
    "Volume": ("CUBIC_METER", {"MILLILITER": "0.000001", "LITER": "0.001", "CUBIC_METER": "1"}),
}  # fmt: skip
_SYMBOLS = {
    "MILLIGRAM": "mg",
    "GRAM": "g",
    "KILOGRAM": "kg",
    "OUNCE": "oz",
    "POUND": "lb",
    "MILLIMETER": "mm",
    "CENTIMETER": "cm",
    "METER": "m",
    "INCH": "in",
    "FEET": "ft",
    "MILLILITER": "ml",
    "LITER": "l",
    "CUBIC_METER": "m³",
}


def measurement_families() -> list[dict[str, Any]]:
    """Return the families Weight, Length and Volume.

    `convert_from_standard` turns, despite its name, a unit INTO the standard unit (Akeneo, Measurement family).
    """
    return [
        {
            "code": code,
            "labels": {"en_US": code},
            "standard_unit_code": standard,
            "units": {unit: _unit(unit, factor) for unit, factor in factors.items()},
        }
        for code, (standard, factors) in _FAMILIES.items()
    ]


def _unit(code: str, factor: str) -> dict[str, Any]:
    return {
        "code": code,
        "labels": {"en_US": code.replace("_", " ").capitalize()},
        "convert_from_standard": [{"operator": "mul", "value": factor}],
        "symbol": _SYMBOLS[code],
    }
