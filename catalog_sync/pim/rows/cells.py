"""Cells of rows as the neutral document's data, by type: what cannot be read is refused and never guessed."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import orjson

_AMOUNT = {".": re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"), ",": re.compile(r"[+-]?[0-9]+(,[0-9]+)?")}
_SHORTENED = re.compile(r"[+-]?[0-9]([.,][0-9]+)?E\+[0-9]+")
_PRICE = re.compile(r"(\S+)\s*([A-Z]{3})")
_MEASURE = re.compile(r"(\S+)\s+(\S+)")
_YES, _NO = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})


class RowInvalid(ValueError):  # noqa: N818 - the name says what happened
    """A row, or one cell of it, cannot be read; the message names column and reason."""


def plain(cell: Any) -> str | None:
    """A cell as text without surrounding space, or none where it is empty.

    Refuses NUL, which no database stores, and what a spreadsheet leaves of long numbers: `4.00638E+12` was a code.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        return str(cell).lower()
    if not isinstance(cell, str | int | float):
        raise RowInvalid(f"a {type(cell).__name__} stands where text belongs")
    if "\0" in (text := str(cell).strip()):
        raise RowInvalid("a NUL character stands in the text: remove it")
    if "E+" in text and _SHORTENED.fullmatch(text):
        raise RowInvalid(f"{text} is what a spreadsheet left of a long number: export it as text")
    return text or None


def stored_json(data: Any) -> bytes:
    """Canonical JSON of plain data; refuses what no database stores."""
    try:
        payload = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise RowInvalid(f"it holds what no database stores: {error}") from error
    if b"\\u0000" in payload:
        raise RowInvalid("it holds a NUL character, which no database stores: remove it")
    return payload


def split(cell: Any, separator: str) -> list[str]:
    """The parts of a cell, or of a JSON list, in order and each once."""
    parts = cell if isinstance(cell, list) else (plain(cell) or "").split(separator)
    return list(dict.fromkeys(text for part in parts if (text := plain(part))))


def number(text: str, decimal: str) -> str:
    """A number as text with a decimal point; thousands separators are refused, as they may be decimal ones."""
    if not _AMOUNT[decimal].fullmatch(text):
        raise RowInvalid(f"{text!r} is no number with {decimal!r} before its decimals and without separators")
    return text.replace(",", ".").removeprefix("+")


def boolean(cell: Any) -> bool:
    """1, true, yes; 0, false, no."""
    word = (plain(cell) or "").casefold()
    if word not in _YES | _NO:
        raise RowInvalid(f"{word!r} is neither true nor false (1, true, yes; 0, false, no)")
    return word in _YES


def iso_date(cell: Any) -> str:
    """A date as in ISO 8601, its time of day left out."""
    text = plain(cell) or ""
    try:
        return (
            date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
        ).isoformat()
    except ValueError as error:
        raise RowInvalid(f"{text!r} is no date like 2027-01-31") from error


def measurement(cell: Any, unit: str | None, decimal: str) -> dict[str, str]:
    """An amount with its unit, which may stand in the cell (`1.5 KILOGRAM`); never without one."""
    if isinstance(cell, dict):
        unit, cell, decimal = plain(cell.get("unit")) or unit, cell.get("amount"), "."
    text = plain(cell) or ""
    if match := _MEASURE.fullmatch(text):
        text, unit = match.groups()
    if unit is None:
        raise RowInvalid(f"the amount {text} has no unit")
    return {"amount": number(text, decimal), "unit": unit}


def prices(cell: Any, currency: str | None, separator: str, decimal: str) -> list[dict[str, str]]:
    """Amounts with their currencies: one by its column, or several in the cell (`9.99 EUR, 10.50 USD`)."""
    if currency is not None:
        return [{"amount": number(plain(cell) or "", decimal), "currency": currency}]
    if isinstance(cell, list):
        return [
            {"amount": number(plain(one["amount"]) or "", "."), "currency": one["currency"]} for one in cell
        ]
    matches = [(part, _PRICE.fullmatch(part)) for part in split(cell, separator)]
    if wrong := [part for part, match in matches if match is None]:
        raise RowInvalid(f"{wrong[0]!r} is no amount with its currency, like 9.99 EUR")
    return [{"amount": number(match[1], decimal), "currency": match[2]} for _, match in matches if match]


SIMPLE: dict[str, Callable[[Any], Any]] = {
    "text": plain,
    "option": plain,
    "boolean": boolean,
    "date": iso_date,
}
