"""Numbers as people and machines write them, read exactly: every reading a spelling allows, so that none is guessed."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
_PLAIN = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_FLOAT_DIGITS = 15  # what a float holds for certain
_MAX_LENGTH = 40


def readings(data: Any, *, comma: bool = False) -> list[Decimal]:
    """Return the numbers that the data can mean: one, none, or two for `1,500` (and `1.500` where `comma` is usual)."""
    if isinstance(data, bool):
        return []
    if isinstance(data, float):
        data = f"{data:.{_FLOAT_DIGITS}g}"
    if isinstance(data, (int, Decimal)) or (isinstance(data, str) and "e" in data.lower()):
        return _finite(data)
    text = str(data).strip()
    return _of_text(text, comma=comma) if len(text) <= _MAX_LENGTH else []


def number(data: Any, *, comma: bool = False) -> Decimal | None:
    """Return the number that the data means, or none where it means none or more than one."""
    found = readings(data, comma=comma)
    return found[0] if len(found) == 1 else None


def _of_text(text: str, *, comma: bool) -> list[Decimal]:
    as_decimal = [Decimal(text.replace(",", "."))] if _PLAIN.fullmatch(text) else []
    grouped = _GROUPED.fullmatch(text)
    if not grouped or re.match(r"[-+]?0", text):
        return as_decimal
    mark, unsigned = grouped[1], re.sub(rf"[{re.escape(grouped[1])}]", "", text)
    as_thousands = [Decimal(unsigned.replace(",", "."))]
    if mark == "." and as_decimal and not comma:
        return as_decimal
    return [*as_decimal, *as_thousands]


def _finite(data: Any) -> list[Decimal]:
    try:
        found = Decimal(data)
    except InvalidOperation:
        return []
    return [found] if found.is_finite() and abs(found.adjusted()) <= _MAX_LENGTH else []
