"""Holds rules against a shop's market: its leaves, their attributes, values and certificates, the region's units."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.listing import Finding
from catalog_sync.mapping.normal import nearest
from catalog_sync.mapping.regions import RegionFacts
from catalog_sync.mapping.rule_faults import unknown_unit
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import Attribute, CategorySchema
from catalog_sync.yaml_files import Loc

_SHOWN = 12
_ID_DIGITS = 5
"""A text of so many digits or more is meant as an id, not as a custom value."""


def check_market(
    shop: str,
    region: RegionFacts,
    rules: Rules,
    tree: CategoryTree,
    schemas: Mapping[str, CategorySchema],
    tally: Tally,
) -> None:
    """Note every leaf, attribute, value, certificate and unit that the shop's market does not know."""
    _check_shared(shop, rules, tree, schemas, tally)
    beyond = _leaves(rules.categories.values(), tree)
    for part in (*rules.families.values(), *rules.categories.values()):
        if tree.categories():
            _check_leaves(shop, part, tree, tally)
        leaves = _leaves([part], tree) | beyond
        known = [schemas[leaf] for leaf in sorted(leaves) if leaf in schemas] or list(schemas.values())
        if known:
            _check_names(shop, part, known, tally)
            _check_values(shop, part, known, tally)
        _check_units(shop, part, region, tally)


def _check_shared(
    shop: str, rules: Rules, tree: CategoryTree, schemas: Mapping[str, CategorySchema], tally: Tally
) -> None:
    """Note entitlements and certifications of the library that no shop knows."""
    for row, category in enumerate(rules.entitled_categories if tree.categories() else ()):
        message = f"no tree has a category {category!r}"
        known = tree.get(category) is not None
        tally.ask(rules.place("entitled_categories", row), category, message, known=known, shop=shop)
    listed = sorted(
        {item.name for schema in schemas.values() for item in schema.rules.product_certifications}
    )
    library = rules.certificate_library
    for kind, names in library.certifications.items() if library and listed else ():
        for name in names:
            known = any(schema.certification(name) for schema in schemas.values())
            message = f"no leaf lists a certificate {name!r}{nearest(name, listed)}"
            place = rules.place("certificate_library", "certifications", kind)
            tally.ask(place, name, message, known=known, shop=shop)


def _leaves(parts: Collection[FamilyRules], tree: CategoryTree) -> set[str]:
    choices = (choice for part in parts for choice in part.category)
    return {leaf.id for choice in choices if isinstance(leaf := tree.leaf(choice), Category)}


def _check_leaves(shop: str, part: FamilyRules, tree: CategoryTree, tally: Tally) -> None:
    for row, choice in enumerate(part.category):
        if isinstance(found := tree.leaf(choice), Finding):
            tally.tell(part.place("category", row), f"{shop}: {found.message}")


def _check_names(shop: str, part: FamilyRules, schemas: Collection[CategorySchema], tally: Tally) -> None:
    names = sorted({attribute.name for schema in schemas for attribute in schema.attributes})
    for name in part.attributes:
        known = any(schema.attribute(name, "PRODUCT_PROPERTY") for schema in schemas)
        message = f"no leaf has an attribute {name!r}{nearest(name, names)}"
        tally.ask(part.place("attributes", name), name, message, known=known, shop=shop)
    for axis, rule in part.sales_attributes.items():
        if rule.id:
            known = any(schema.attribute(rule.id, "SALES_PROPERTY") for schema in schemas)
            message = f"no leaf has a sales attribute {rule.id}; name one of your own with `name`"
            tally.ask(part.place("sales_attributes", axis), rule.id, message, known=known, shop=shop)
    listed = sorted({item.name for schema in schemas for item in schema.rules.product_certifications})
    for name in part.certificates:
        known = any(schema.certification(name) for schema in schemas)
        message = f"no leaf lists a certificate {name!r}{nearest(name, listed)}"
        tally.ask(part.place("certificates", name), name, message, known=known, shop=shop)


def _check_values(shop: str, part: FamilyRules, schemas: Collection[CategorySchema], tally: Tally) -> None:
    """Within a shop, a value is unknown when no leaf that has the attribute takes it."""
    for schema in schemas:
        for name, rule in part.attributes.items():
            if attribute := schema.attribute(name, "PRODUCT_PROPERTY"):
                for path, value in stated_values(rule, ("attributes", name)):
                    _ask(shop, part, path, attribute, value, tally)
        for axis, sales in part.sales_attributes.items():
            if attribute := schema.attribute(sales.id or sales.name or "", "SALES_PROPERTY"):
                for code, value in sales.values.items():
                    _ask(shop, part, ("sales_attributes", axis, "values", code), attribute, value, tally)


def stated_values(rule: Filler, path: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield every value that a rule says itself will be sent; what its own tables translate further is not among them."""
    yield from (((*path, "values", code), value) for code, value in rule.values.items())
    if rule.values or rule.table:
        return
    constants = rule.constant if isinstance(rule.constant, list) else [rule.constant]
    scalars = [
        item for item in constants if isinstance(item, (str, int, float)) and not isinstance(item, bool)
    ]
    yield from (((*path, "constant"), str(item)) for item in scalars)
    for row, option in enumerate(rule.first_of):
        yield from stated_values(option, (*path, "first_of", row))


def _ask(shop: str, part: FamilyRules, path: Loc, attribute: Attribute, value: str, tally: Tally) -> None:
    place, subject = part.place(*path), f"{shop} {value}"
    if _takes(attribute, value):
        tally.ask(place, subject, "", known=True)
        return
    names = [known.name for known in attribute.values]
    shown = ", ".join(f"{known.name} ({known.id})" for known in attribute.values[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    message = (
        f"{shop}: {attribute.name} ({attribute.id}) has no value {value!r}{nearest(value, names)}; "
        f"allowed: {shown}{more}"
    )
    tally.ask(place, subject, message, known=False)


def _takes(attribute: Attribute, value: str) -> bool:
    if not attribute.values or attribute.value(value):
        return True
    return attribute.is_customizable and not (value.isdecimal() and len(value) >= _ID_DIGITS)


def _check_units(shop: str, part: FamilyRules, region: RegionFacts, tally: Tally) -> None:
    stated: list[tuple[Loc, str | None, Sequence[str]]] = [
        (("weight_unit",), part.weight_unit, region.weight_units)
    ]
    if part.package_dimensions:
        unit = part.package_dimensions.unit
        stated.append((("package_dimensions", "unit"), unit, region.dimension_units))
    for path, named, allowed in stated:
        if named is not None and named not in allowed:
            tally.tell(part.place(*path), f"{shop}: {unknown_unit(named, list(allowed))}")
