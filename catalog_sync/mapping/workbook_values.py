"""Finds the values of a product that TikTok Shop does not know: of attributes, of variant axes, and brands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from catalog_sync.mapping.attributes import product_attributes
from catalog_sync.mapping.brand import is_id
from catalog_sync.mapping.brands import says_no_brand
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import alias_of
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rule_check import Market
from catalog_sync.mapping.rules import FamilyRules
from catalog_sync.mapping.sales_attributes import known_value
from catalog_sync.mapping.schema import Attribute, CategorySchema
from catalog_sync.mapping.source import Found, Source
from catalog_sync.mapping.value_choice import choose
from catalog_sync.mapping.variant_values import found_in_all
from catalog_sync.mapping.workbook_required import KIND

BRAND = "brand"
_OPEN = {"attribute_value_unknown", "attribute_value_ambiguous"}
_LONGEST = 200
"""Characters: a longer text is no value that a table would name."""


class Open(NamedTuple):
    """A value, the rule or axis that found it, the attribute that does not have it, and what happens to it now."""

    name: str
    axis: str
    found: Found
    attribute: Attribute | None
    now: str = "left out"


def open_values(
    market: Market, family: FamilyRules, schema: CategorySchema, source: Source
) -> Iterator[Open]:
    """Yield the values that a table should name."""
    yield from _brands(market, family, source)
    yield from _attribute_values(market, family, schema, source)
    yield from _axis_values(family, schema, source)


def filled_attributes(
    market: Market, family: FamilyRules, schema: CategorySchema, source: Source
) -> dict[str, list[dict[str, str]]]:
    """Return the attribute values that would be sent, by attribute id."""
    shop = ShopFacts(partition_key=market.name, region=market.region, warehouse_id="")
    today = datetime.now(UTC).date()
    ctx = Context(source.product, market.rules, family, shop, source, schema, {}, (), today)
    return {entry["id"]: entry["values"] for entry in product_attributes(ctx)}


def _brands(market: Market, family: FamilyRules, source: Source) -> Iterator[Open]:
    """The brands, of the PIM or of the rules themselves, that neither the rules nor the shop's own list have an id for."""
    brands = market.brands
    for found in found_in_all(family.brand, source)[0] if family.brand else ():
        resolved = is_id(found) or (brands is not None and len(brands.named(found.text)) == 1)
        nameable = found.attribute is None or _is_named(found, source)
        if nameable and not resolved and not says_no_brand(found.text, found.code):
            yield Open(BRAND, "", found, None)


def _attribute_values(
    market: Market, family: FamilyRules, schema: CategorySchema, source: Source
) -> Iterator[Open]:
    """The values that fit none of the leaf's, sent as texts of their own or not at all."""
    for name, rule in family.attributes.items():
        if attribute := schema.attribute(name, KIND):
            locales = rule.locales or source.locales
            for found in found_in_all(rule, source)[0]:
                chosen = choose(attribute, found, locales=locales, market=market.region.locale)
                own = chosen.value["name"] if chosen.value and "name" in chosen.value else ""
                if ((attribute.values and own) or chosen.code in _OPEN) and _is_named(found, source):
                    yield Open(name, "", found, attribute, f"sent as {own!r}" if own else "left out")


def _axis_values(family: FamilyRules, schema: CategorySchema, source: Source) -> Iterator[Open]:
    """The values of axes that the fixed list of a sales attribute does not have."""
    for axis in source.product.axes:
        rule = family.sales_attributes.get(axis)
        attribute = schema.attribute(rule.id or rule.name or "", "SALES_PROPERTY") if rule else None
        if rule is None or attribute is None or not attribute.values or attribute.is_customizable:
            continue
        for found in (found for sku in source.product.skus for found in source.of(sku).found(axis)[:1]):
            if known_value(attribute, found, alias_of(rule.values, found), source.locales) is None:
                yield Open("", axis, found, attribute, "its variants are withheld")


def _is_named(found: Found, source: Source) -> bool:
    """Whether it is a value as the PIM has it, that a table may name."""
    if found.attribute is None or isinstance(found.data, dict) or len(found.code) > _LONGEST:
        return False
    seen = [source, *map(source.of, source.product.skus)]
    return any(found.code == each.code for view in seen for each in view.found(found.attribute))
