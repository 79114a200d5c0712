"""Holds the rules against the PIM's attributes and the region's leaves: what they name must exist."""

import difflib
from collections.abc import Collection, Iterator

from catalog_sync.mapping.fillers import PRODUCT_FACTS, attributes_of
from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.rule_sources import Conditional, Filler
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import CategorySchema


def unknown_names(
    rules: Rules, pim_attributes: Collection[str], schemas: Collection[CategorySchema]
) -> list[str]:
    """Return a line for each name in the rules that the PIM or the leaves do not know: place, name, nearest.

    PIM attribute codes are compared case-insensitively, as Akeneo does. Attributes of TikTok are looked for in all
    leaves that the rules name, since a rule may serve several.
    """
    known = {code.casefold() for code in pim_attributes}
    lines = [
        f"{rules.place(family, *path)}: the PIM has no attribute {name!r}{_near(name, pim_attributes)}"
        for family, family_rules in rules.families.items()
        for path, name in _pim_names(family_rules)
        if known and name.casefold() not in known
    ]
    lines += [
        f"{rules.place(family, 'attributes', name)}: no leaf has an attribute {name!r}{_near(name, _names(schemas))}"
        for family, family_rules in rules.families.items()
        for name in family_rules.attributes
        if schemas and not any(schema.attribute(name, "PRODUCT_PROPERTY") for schema in schemas)
    ]
    return list(dict.fromkeys(lines))


def _pim_names(family: FamilyRules) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every PIM attribute that a family's rules read, with the path it stands at."""
    for path, rule in _fillers(family):
        for name in (*attributes_of(rule), *_conditions(rule)):
            yield path, name
    for key in ("main_images", "variant_image", "size_chart"):
        images = getattr(family, key)
        for name in images.from_ if images else ():
            yield (key,), name
    for key, certificate in family.certificates.items():
        for name in (*certificate.files, *([certificate.valid_until] if certificate.valid_until else ())):
            yield ("certificates", key), name
    for choice in family.category:
        for name in _conditions(choice):
            yield ("category",), name


def _fillers(family: FamilyRules) -> Iterator[tuple[tuple[str, ...], Filler]]:
    for key in ("title", "description", "brand", "package_weight", "identifier"):
        if rule := getattr(family, key):
            yield (key,), rule
    for key in ("length", "width", "height") if family.package_dimensions else ():
        yield ("package_dimensions", key), getattr(family.package_dimensions, key)
    for name, rule in family.attributes.items():
        yield ("attributes", name), rule


def _conditions(rule: Conditional) -> list[str]:
    return [name for name in (*rule.when, *rule.unless) if name not in PRODUCT_FACTS]


def _names(schemas: Collection[CategorySchema]) -> list[str]:
    return sorted({attribute.name for schema in schemas for attribute in schema.attributes})


def _near(name: str, candidates: Collection[str]) -> str:
    by_normal = {normal(candidate): candidate for candidate in candidates}
    near = difflib.get_close_matches(normal(name), by_normal, n=3, cutoff=0.5)
    return f"; nearest: {', '.join(by_normal[key] for key in near)}" if near else ""
