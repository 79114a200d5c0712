"""Measurements in text: a number and a unit in six languages, and when two of them are the same amount."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from catalog_sync.mapping.units import is_unit, ratio
from catalog_sync.mapping.value_numbers import readings
from catalog_sync.mapping.value_words import value_words

_OWN = "own"

Quantity = tuple[Decimal, str]
"""An exact amount and Akeneo's code of its unit, or the unit's own word where it cannot be converted."""

_UNIT_IN_NAME = re.compile(r"(?:\bin (\w+)|[(\[](?:in )?(\w+)[)\]])$")
_QUANTITY = re.compile(r"([-+]?\d[\d.,' \u00a0\u202f]*?)\s*([^\s\d.,'][^\d]*[23²³]?|''|)\.?", re.DOTALL)


@lru_cache(maxsize=50_000)
def quantities(text: str, *, comma: bool = False) -> tuple[Quantity, ...]:
    """Return what amounts a text like `500 ml`, `0,5 L` or `5"` can mean; none where it is not exactly one measurement."""
    found = _QUANTITY.fullmatch(text.strip())
    unit = _unit(found[2]) if found else None
    if not found or unit is None:
        return ()
    return tuple((number, unit) for number in readings(found[1], comma=comma))


def same(quantity: Quantity, other: Quantity) -> bool:
    """Tell whether two amounts are exactly equal, by way of conversion where the units differ."""
    factor = ratio(quantity[1], other[1])
    return factor is not None and Fraction(quantity[0]) * factor == Fraction(other[0])


def measurement(data: Any, *, unit: str | None = None, comma: bool = False) -> Any:
    """Return the data as Akeneo's `{"amount", "unit"}` where it is a text or number that says one thing, else as it is.

    `unit` is that of numbers without one.
    """
    if isinstance(data, (dict, bool)):
        return data
    if isinstance(data, str) and (found := quantities(data, comma=comma)):
        return {"amount": str(found[0][0]), "unit": found[0][1]} if len(found) == 1 else data
    numbers = readings(data, comma=comma)
    return {"amount": str(numbers[0]), "unit": unit} if unit and len(numbers) == 1 else data


def _unit(word: str) -> str | None:
    spelt = word.casefold().replace(". ", ".").replace("fl oz", "fl.oz").strip()
    code = "_".join(spelt.split()).upper()
    return _codes().get(spelt) or (code if is_unit(code) else None)


@cache
def _codes() -> dict[str, str]:
    words = ((word, code) for code, words in value_words().units.items() for word in words.split())
    return {word: word if code == _OWN else code for word, code in words}


@cache
def unit_in_name(name: str) -> str | None:
    """Return the unit that an attribute's name ends with: `Capacity in Wh`, `Weight (g)`."""
    stated = _UNIT_IN_NAME.search(name.strip())
    code = _unit(stated[1] or stated[2]) if stated else None
    return code if code and is_unit(code) else None
