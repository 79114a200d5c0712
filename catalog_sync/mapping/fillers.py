"""Evaluates fillers: conditions, constants, templates, alternatives, aliases and units."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.rule_sources import Conditional, Filler
from catalog_sync.mapping.source import Found, Source
from catalog_sync.mapping.units import UnitError, convert, measurement_text, plain

PRODUCT_FACTS = ("family", "categories")
"""What conditions may ask beside attributes."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def applies(rule: Conditional, source: Source) -> bool:
    """Tell whether the product meets the rule's conditions."""
    wanted = all(_codes(source, attribute) & set(codes) for attribute, codes in rule.when.items())
    return wanted and not any(
        _codes(source, attribute) & set(codes) for attribute, codes in rule.unless.items()
    )


def candidates(rule: Filler, source: Source) -> Iterator[list[Found]]:
    """Yield everything the rule can offer, best first; each offer holds one value or, for a multiple select, several."""
    if not applies(rule, source):
        return
    offers = (offer for option in rule.first_of for offer in candidates(option, source))
    yield from ([_alias(rule, found) for found in offer] for offer in offers)
    if own := _own(rule, source):
        yield [_alias(rule, found) for found in own]


def fill(rule: Filler, source: Source) -> list[Found]:
    """Return the rule's best offer, or nothing."""
    return next(candidates(rule, source), [])


def attributes_of(rule: Filler) -> list[str]:
    """Return the PIM attributes a filler reads, in order, for messages."""
    own = [rule.from_] if rule.from_ else _PLACEHOLDER.findall(rule.template or "")
    return list(dict.fromkeys([*own, *(name for option in rule.first_of for name in attributes_of(option))]))


def alias_of(values: Mapping[str, str], found: Found) -> str | None:
    """Return what the table says for a value, by its option code, else by its code's or label's normalised name."""
    if found.code in values:
        return values[found.code]
    by_name = {normal(name): alias for name, alias in values.items()}
    return by_name.get(normal(found.code)) or by_name.get(normal(found.text))


def _codes(source: Source, attribute: str) -> set[str]:
    if attribute == "family":
        return {source.product.family or ""}
    if attribute == "categories":
        return set(source.product.categories)
    return {found.code for found in source.found(attribute)}


def _own(rule: Filler, source: Source) -> list[Found]:
    if rule.from_:
        return [_in_unit(rule, found) for found in source.found(rule.from_)]
    if rule.template is not None:
        return _written(rule.template, source)
    return [_constant(item) for item in _several(rule.constant)]


def _written(template: str, source: Source) -> list[Found]:
    texts = {
        name: ", ".join(found.text for found in source.found(name)) for name in _PLACEHOLDER.findall(template)
    }
    if not all(texts.values()):
        return []
    text = _PLACEHOLDER.sub(lambda match: texts[match[1]], template)
    return [Found(text, text, text)]


def _several(constant: Any) -> list[Any]:
    return constant if isinstance(constant, list) else [] if constant is None else [constant]


def _constant(data: Any) -> Found:
    if isinstance(data, dict):
        return Found(data, measurement_text(data), measurement_text(data))
    text = str(data).lower() if isinstance(data, bool) else str(data)
    return Found(data, text, text)


def _alias(rule: Filler, found: Found) -> Found:
    alias = alias_of(rule.values, found)
    return found if alias is None else replace(found, code=alias, text=alias)


def _in_unit(rule: Filler, found: Found) -> Found:
    if rule.unit is None or not isinstance(found.data, dict):
        return found
    try:
        exact = convert(found.data, rule.unit)
    except UnitError:
        return found
    text = plain((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.001")))
    return replace(found, code=text, text=text)
