"""The value that is sent for what the PIM says: one of the enumeration, a number, or a text of one's own; never a guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog_sync.mapping.schema import Attribute, AttributeValue
from catalog_sync.mapping.source import Found
from catalog_sync.mapping.text_characters import printable
from catalog_sync.mapping.text_refused import refused_name
from catalog_sync.mapping.units import UnitError, convert, is_one_thing, plain, rounded
from catalog_sync.mapping.value_numbers import readings
from catalog_sync.mapping.value_units import measurement, unit_in_name
from catalog_sync.mapping.value_words import writes_comma

POSITIVE_NUMBER = "POSITIVE_INT_OR_DECIMAL"
"""The one `value_data_format` that Get Attributes names."""

_MAX_CUSTOM_VALUE = 2000  # characters; Partner API, Create Product
_SHOWN_VALUES = 12
_LEAST_ID = 6  # digits; what looks like an id is no text of one's own


@dataclass(frozen=True)
class Choice:
    """What is sent, if anything, and what is wrong: a finding's code and the part of its message after the name."""

    value: dict[str, str] | None = None
    code: str | None = None
    fault: str = ""


def choose(attribute: Attribute, found: Found, *, locales: Sequence[str], market: str) -> Choice:
    """Return the value that the PIM's value names; its text is in one of the locales, the market has its own."""
    comma = writes_comma(locales)
    match = attribute.index.match(found.text, code=found.code, comma=comma)
    if match.value:
        return Choice({"id": match.value.id})
    if match.candidates:
        return Choice(None, "attribute_value_ambiguous", _ambiguous(found, match.candidates))
    own = own_text(found.text)
    number = attribute.value_data_format == POSITIVE_NUMBER
    if not (attribute.is_customizable or not attribute.values) or (not number and _is_id(attribute, own)):
        return Choice(None, "attribute_value_unknown", _unknown(attribute, found))
    choice = _number(attribute, found, comma=comma) if number else Choice({"name": own})
    fault = _text_fault(choice.value["name"], market) if choice.value else None
    if fault:
        return Choice(None, "attribute_value_invalid", f"does not take {found.text[:60]!r}: it {fault}")
    return choice


def allowed_values(attribute: Attribute) -> str:
    """Return the names of the enumeration for a message, cut where there are many."""
    names = [value.name for value in attribute.values]
    more = f" and {len(names) - _SHOWN_VALUES} more" if len(names) > _SHOWN_VALUES else ""
    return ", ".join(names[:_SHOWN_VALUES]) + more or "any text"


def own_text(text: str) -> str:
    """Return the text without emoji, control characters and doubled spaces."""
    return " ".join(printable(text).split())


def _number(attribute: Attribute, found: Found, *, comma: bool) -> Choice:
    try:
        numbers = _converted(attribute, found, comma=comma)
    except UnitError as error:
        return Choice(None, "attribute_value_invalid", f"does not take {found.text!r}: {error}")
    if len(numbers) > 1:
        both = " or ".join(map(plain, numbers))
        fault = f"cannot tell whether {found.text!r} is {both}; write it without thousands separators"
        return Choice(None, "attribute_value_ambiguous", fault)
    if numbers and numbers[0] <= 0:
        fault = f"does not take {found.text!r}: it must be more than 0; correct it in the PIM"
        return Choice(None, "attribute_value_invalid", fault)
    if not numbers and isinstance(found.data, dict):
        fault = f"does not take {found.text!r}: correct its unit in the PIM, or let the rule name the unit that is sent"
        return Choice(None, "attribute_value_invalid", fault)
    if not numbers:
        fault = f"has no value {found.text!r}; map it in values; allowed: a positive number"
        return Choice(None, "attribute_value_unknown", fault)
    return Choice({"name": plain(numbers[0])})


def _converted(attribute: Attribute, found: Found, *, comma: bool) -> list[Decimal]:
    """The numbers that the value can mean, in the unit that the attribute's name states."""
    unit = unit_in_name(attribute.name)
    measured = found.data if isinstance(found.data, dict) else measurement(found.text, comma=comma)
    if unit and isinstance(measured, dict):
        if measured is not found.data and not is_one_thing(measured["unit"], unit):
            raise UnitError("fluid ounces differ by country; write it in millilitres")
        return [rounded(convert(measured, unit))]
    exact = isinstance(found.data, float) and found.text == str(found.data)
    return readings(found.data if exact else found.text, comma=comma)


def _ambiguous(found: Found, candidates: Sequence[AttributeValue]) -> str:
    both = " and ".join(f"{value.name} ({value.id})" for value in candidates)
    return f"has several values that {found.text!r} can mean: {both}; say in values which one"


def _unknown(attribute: Attribute, found: Found) -> str:
    near = ", ".join(f"{value.name} ({value.id})" for value in attribute.index.near(found.text))
    nearest = f"; nearest: {near}" if near else ""
    return f"has no value {found.text!r}; map it in values{nearest}; allowed: {allowed_values(attribute)}"


def _is_id(attribute: Attribute, text: str) -> bool:
    return bool(attribute.values) and text.isdecimal() and len(text) >= _LEAST_ID


def _text_fault(text: str, market: str) -> str | None:
    if len(text) > _MAX_CUSTOM_VALUE:
        return f"has {len(text)} characters, {_MAX_CUSTOM_VALUE} are allowed"
    return refused_name(text, market)
