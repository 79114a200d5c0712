"""Evaluates fillers: conditions, constants, templates, texts, alternatives, tables and units."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.rule_sources import Condition, Conditional, Filler
from catalog_sync.mapping.rule_tables import ValueTable
from catalog_sync.mapping.rule_templates import parts, placeholders
from catalog_sync.mapping.source import Found, Source
from catalog_sync.mapping.units import UnitError, is_one_thing, measurement_text, plain, rounded
from catalog_sync.mapping.value_units import measurement
from catalog_sync.mapping.value_words import writes_comma

PRODUCT_FACTS = ("family", "categories")
"""What conditions may ask beside attributes."""


def applies(rule: Conditional, source: Source) -> bool:
    """Tell whether the product meets the rule's conditions."""
    if not (rule.when or rule.unless):
        return True
    return all(_holds(condition, source, name) for name, condition in rule.when.items()) and not any(
        _holds(condition, source, name) for name, condition in rule.unless.items()
    )


def candidates(rule: Filler, source: Source) -> Iterator[list[Found]]:
    """Yield everything the rule can offer, best first; each offer holds one value or, for a multiple select, several."""
    seen = source.seen(rule)
    if not applies(rule, seen):
        return
    for option in rule.first_of:
        for offer in candidates(option, seen):
            if listed := _listed(rule, offer):
                yield listed
    if own := _listed(rule, _own(rule, seen)):
        yield own


def fill(rule: Filler, source: Source) -> list[Found]:
    """Return the rule's best offer, or nothing."""
    if rule.first_of:
        return next(candidates(rule, source), [])
    seen = source.seen(rule)
    if rule.is_plain:
        return seen.found(rule.from_ or "")
    return _listed(rule, _own(rule, seen)) if applies(rule, seen) else []


def fill_data(rule: Filler, source: Source) -> Any:
    """Return the data of the first value of the rule's best offer, or None: without its text, which costs more."""
    if not rule.is_plain:
        return next((found.data for found in fill(rule, source)), None)
    data = source.seen(rule).data(rule.from_ or "")
    return data if not isinstance(data, list) else next((found.data for found in fill(rule, source)), None)


def attributes_of(rule: Filler) -> list[str]:
    """Return the PIM attributes a filler reads, in order, for messages."""
    names = [rule.from_] if rule.from_ else []
    for name in placeholders(rule.template or ""):
        text = rule.text(name)
        names += attributes_of(text) if text else [name]
    return list(
        dict.fromkeys([*names, *(name for option in rule.first_of for name in attributes_of(option))])
    )


def alias_of(values: Mapping[str, str], found: Found) -> str | None:
    """Return what the table says for a value, by its option code, else by its code's or label's normalised name."""
    if not values:
        return None
    table = values if isinstance(values, ValueTable) else ValueTable(values)
    return table.alias(found.code, found.text)


def _holds(condition: Condition, source: Source, name: str) -> bool:
    if name in PRODUCT_FACTS:
        codes = {source.product.family} - {None} if name == "family" else source.categories
        return bool(codes.intersection(condition.is_)) if condition.is_ else bool(codes) == condition.present
    found = source.found(name)
    if condition.present is False:
        return not found and not source.media(name)
    if condition.present and not (condition.is_ or condition.compares):
        return bool(found or source.media(name))
    return any(_meets(condition, item, source.measures) for item in found)


def _meets(condition: Condition, found: Found, measures: Measures) -> bool:
    if condition.is_ and found.code not in condition.is_:
        return False
    if not condition.compares:
        return True
    number = _number(found.data, condition.unit, measures)
    return number is not None and condition.within(number)


def _number(data: Any, unit: str | None, measures: Measures) -> Decimal | None:
    """A number as it stands, or a measurement in the unit; what is neither meets no bounds."""
    try:
        if isinstance(data, dict):
            exact = measures.convert(data, unit or "")
            return Decimal(exact.numerator) / exact.denominator
        number = Decimal(str(data))
    except (UnitError, InvalidOperation):
        return None
    return number if number.is_finite() else None


def _own(rule: Filler, source: Source) -> list[Found]:
    if rule.from_ and rule.unit is None and rule.measured_in is None:
        return source.found(rule.from_)
    if rule.from_:
        return [
            _in_unit(rule, _measured(rule, found, source), source.measures)
            for found in source.found(rule.from_)
        ]
    if rule.template is not None:
        return _written(rule, rule.template, source)
    return [_in_unit(rule, _constant(item), source.measures) for item in _several(rule.constant)]


def _written(rule: Filler, template: str, source: Source) -> list[Found]:
    texts = {name: _text(rule, name, source) for name in placeholders(template)}
    if not all(texts.values()):
        return []
    text = "".join(texts[part] if is_name else part for part, is_name in parts(template))
    return [Found(text, text, text)]


def _text(rule: Filler, name: str, source: Source) -> str:
    named = rule.text(name)
    return ", ".join(found.text for found in (fill(named, source) if named else source.found(name)))


def _several(constant: Any) -> list[Any]:
    return constant if isinstance(constant, list) else [] if constant is None else [constant]


def _constant(data: Any) -> Found:
    if isinstance(data, dict):
        return Found(data, measurement_text(data), measurement_text(data))
    text = str(data).lower() if isinstance(data, bool) else str(data)
    return Found(data, text, text)


def _listed(rule: Filler, offer: list[Found]) -> list[Found]:
    """The offer as the rule's tables call it; with `only_listed`, without what they do not have."""
    if not (rule.values or rule.table):
        return offer
    aliases = [(found, rule.alias(code=found.code, text=found.text)) for found in offer]
    return [
        found if alias is None else Found(found.data, alias, alias, found.attribute)
        for found, alias in aliases
        if alias is not None or not rule.only_listed
    ]


def _measured(rule: Filler, found: Found, source: Source) -> Found:
    """A bare number, or a number with its unit in a text, as a measurement, where the rule says in what it is measured."""
    if rule.measured_in is None or isinstance(found.data, dict):
        return found
    data = measurement(found.data, unit=rule.measured_in, comma=writes_comma(source.locales))
    if not isinstance(data, dict) or not is_one_thing(data["unit"], rule.measured_in):
        return found
    return Found(data, measurement_text(data), measurement_text(data), found.attribute)


def _in_unit(rule: Filler, found: Found, measures: Measures) -> Found:
    if rule.unit is None or not isinstance(found.data, dict):
        return found
    try:
        exact = measures.convert(found.data, rule.unit)
    except UnitError:
        return found
    text = plain(rounded(exact, rule.decimals))
    return found._replace(code=text, text=text)
