"""Hazards: what a market wants to know of batteries, liquids, dangerous goods and warnings, and never takes a guess for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog_sync.mapping.attribute_conditions import met
from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.compliance_policy import compliance_policy
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, fill
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.schema import Attribute

Filled = Mapping[str, Sequence[Mapping[str, str]]]


def check_hazards(ctx: Context, filled: Filled) -> None:
    """Note safety facts that rules or lists of the market demand and nobody states, that a rule assumes, or nobody knows.

    `filled` is what is sent, by attribute id. What the category itself requires is noted with the attributes.
    """
    by_rule, by_list = (
        _absent(ctx, ctx.family.demanded_attributes, filled),
        _absent(ctx, _dangerous_goods(ctx), filled),
    )
    for attribute in by_rule:
        _note(ctx, attribute, "safety_fact_missing", "the rules demand it (demanded_attributes)")
    for attribute in (attribute for attribute in by_list if attribute not in by_rule):
        why = f"{ctx.region.name} lists the category among those of dangerous goods"
        _note(ctx, attribute, "safety_fact_missing", why, blocks=False)
    for attribute, why in _details(ctx, filled):
        _note(ctx, attribute, "safety_detail_missing", why, blocks=False)
    for _, rule, attribute in ctx.attribute_rules:
        if attribute.states_a_fact and attribute.id in filled and _is_assumed(ctx, rule):
            _note(
                ctx, attribute, "safety_fact_assumed", "the PIM says nothing, a rule states it all the same"
            )
    _note_doubts(ctx, filled)


def line_of(tree: CategoryTree, category: Category) -> tuple[str, ...]:
    """Return the ids of a category and of all above it, since what holds for one holds for all below."""
    line, node = [category.id], tree.get(category.parent_id)
    while node and node.id not in line:
        line.append(node.id)
        node = tree.get(node.parent_id)
    return tuple(line)


def _dangerous_goods(ctx: Context) -> tuple[str, ...]:
    goods = compliance_policy().dangerous_goods
    asked = ctx.region.code in goods.regions and ctx.shop.seller_type == "LOCAL"
    return goods.attributes if asked and goods.categories.intersection(ctx.line) else ()


def _absent(ctx: Context, names: Iterable[str], filled: Filled) -> list[Attribute]:
    """The attributes of the leaf with these ids or names that are empty, and that it does not require anyway."""
    found = (ctx.schema.attribute(name, "PRODUCT_PROPERTY") for name in names)
    unique = {attribute.id: attribute for attribute in found if attribute and attribute.id not in filled}
    return [
        attribute
        for attribute in unique.values()
        if not (attribute.is_required or met(attribute.requirement_conditions, filled))
    ]


def _details(ctx: Context, filled: Filled) -> Iterator[tuple[Attribute, str]]:
    for detail in compliance_policy().details:
        said = {value.get("id") for value in filled.get(detail.attribute, ())}
        if detail.values.isdisjoint(said):
            continue
        if (parent := ctx.schema.attribute(detail.attribute, "PRODUCT_PROPERTY")) is None:
            continue
        for name in detail.ask:
            attribute = ctx.schema.attribute(name, "PRODUCT_PROPERTY")
            if attribute and name not in filled and not met(attribute.requirement_conditions, filled):
                yield attribute, f"{parent.name} says that there is something to describe"


def _is_assumed(ctx: Context, rule: Filler) -> bool:
    """Whether a rule that reads the PIM yields a value for a variant though none of what it reads has one there."""
    names = attributes_of(rule)
    variants = ctx.variants if names else []
    return any(
        all(source.value(name) is None for name in names) and bool(fill(rule, source))
        for _, source in variants
    )


def _note_doubts(ctx: Context, filled: Filled) -> None:
    for attribute_id, values in filled.items():
        if any(value.get("id") in compliance_policy().not_sure for value in values):
            attribute = ctx.schema.attribute(attribute_id, "PRODUCT_PROPERTY")
            if attribute:
                _note(ctx, attribute, "safety_fact_not_sure", "it is sent as not sure", blocks=False)


def _note(ctx: Context, attribute: Attribute, code: str, why: str, *, blocks: bool = True) -> None:
    rule = next((rule for _, rule, found in ctx.attribute_rules if found == attribute), None)
    names = attributes_of(rule) if rule else []
    fix = f"fill {' or '.join(names)} in the PIM" if names else "add a rule for it under attributes"
    message = f"{attribute.name} ({attribute.id}): {why}; {fix}."
    tell = ctx.block if blocks else ctx.warn
    first = names[0] if names else None
    tell(code, message, field="product_attributes", attribute=first, rule="attributes")
