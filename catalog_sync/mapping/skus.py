"""Variants: the listing's SKUs with sales attributes, prices and quantities; a bad one is withheld, the others go."""

from dataclasses import dataclass, field
from typing import Any

from catalog_sync.mapping.compliance import deposit
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.identifiers import identifier_code
from catalog_sync.mapping.keys import check_sku_key
from catalog_sync.mapping.listing import Severity, SkuOffer
from catalog_sync.mapping.prices import price
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.quantities import quantity
from catalog_sync.mapping.sales_attributes import SalesAttributes
from catalog_sync.mapping.seller_skus import seller_sku
from catalog_sync.mapping.source import Source
from catalog_sync.pim.document import Offer, Sku

_RULES = {
    "skus.price": "price",
    "skus.inventory": "stock",
    "skus.sales_attributes": "sales_attributes",
    "skus.fees": "deposit",
}
"""Where a rule stands, by the field that it fills."""


@dataclass
class Skus:
    """The SKUs that go and what they cost, and the withheld SKUs (or keys) with what they would cost."""

    content: list[dict[str, Any]] = field(default_factory=list)
    offers: dict[str, SkuOffer] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    aside: dict[str, SkuOffer] = field(default_factory=dict)


def build_skus(ctx: Context) -> Skus:
    """Return the enabled variants that can be listed; the listing is blocked only where none can."""
    built, problems = Skus(), list[tuple[Sku, Problem]]()
    axes, identifiers, names = SalesAttributes(ctx), set[str](), set[str]()
    for sku, source in ctx.variants:
        faults = _add(ctx, built, axes, sku, source, identifiers, names)
        problems += ((sku, fault) for fault in faults)
    axes.add_images(built.content)
    _note(ctx, problems, Severity.WARN if built.content else Severity.BLOCK)
    _check_count(ctx, len(built.content))
    return built


def columns(offers: dict[str, SkuOffer]) -> dict[str, dict[str, Any]]:
    """What offers by seller SKU are in the fields of a mapped listing."""
    return {
        "prices": {name: offer.price for name, offer in offers.items() if offer.price},
        "quantities": {name: offer.quantity for name, offer in offers.items() if offer.quantity is not None},
        "spread": {name: offer.spread for name, offer in offers.items() if offer.spread},
        "priced_by": {name: offer.priced_by for name, offer in offers.items() if offer.priced_by},
        "counted_by": {name: offer.counted_by for name, offer in offers.items() if offer.counted_by},
    }


def _add(
    ctx: Context,
    built: Skus,
    axes: SalesAttributes,
    sku: Sku,
    source: Source,
    identifiers: set[str],
    names: set[str],
) -> list[Problem]:
    """Add a variant to those that go; where something is wrong with it, withhold it and return what."""
    try:
        name = _name(ctx, sku, names)
    except Problem as problem:
        built.withheld.append(sku.key)
        return [problem]
    names.add(name)
    offer, lacking = _offer(ctx, source, ctx.offers.get(sku.sku or ""))
    try:
        entry = None if lacking else _entry(ctx, axes, source, name, identifiers)
    except Problem as found:
        entry, lacking = None, [found]
    if entry is None:
        built.withheld.append(name)
        built.aside[name] = offer
    else:
        built.content.append(entry)
        built.offers[name] = offer
    return lacking


def _name(ctx: Context, sku: Sku, names: set[str]) -> str:
    if not sku.sku:
        raise Problem(
            "seller_sku_missing", "The variant has no SKU: give it one in the PIM.", field="skus.seller_sku"
        )
    check_sku_key(ctx, sku)
    name = ctx.seller_skus.get(sku.sku) or seller_sku(sku.sku, ctx.region.seller_sku)
    if name in names:
        message = f"Two variants have the SKU {sku.sku}; give each its own in the PIM."
        raise Problem("seller_sku_repeated", message, field="skus.seller_sku")
    return name


def _entry(
    ctx: Context, axes: SalesAttributes, source: Source, name: str, identifiers: set[str]
) -> dict[str, Any]:
    entry: dict[str, Any] = {"seller_sku": name, "external_sku_id": source.sku.key if source.sku else name}
    if sales_attributes := axes.of(source):
        entry["sales_attributes"] = sales_attributes
    if code := identifier_code(ctx, source, identifiers):
        entry["identifier_code"] = code
    if fees := deposit(ctx, source):
        entry["fees"] = fees
    return entry


def _offer(ctx: Context, source: Source, offer: Offer | None) -> tuple[SkuOffer, list[Problem]]:
    """What a SKU costs and how many there are, as far as it is known, and what is not."""
    known: dict[str, Any] = {
        "price": None,
        "quantity": None,
        "spread": {},
        "priced_by": None,
        "counted_by": None,
    }
    problems: list[Problem] = []
    try:
        made = price(ctx, source, offer)
        known |= {"price": made.value, "priced_by": made.offer}
    except Problem as problem:
        problems += [problem] if "price" not in ctx.shop.not_ours else []
    try:
        stock = quantity(ctx, source, offer)
        spread = stock.value if ctx.family.stock.warehouses else {}
        known |= {"quantity": sum(stock.value.values()), "spread": spread, "counted_by": stock.offer}
    except Problem as problem:
        problems.append(problem)
    return SkuOffer(**known), problems


def _note(ctx: Context, problems: list[tuple[Sku, Problem]], severity: Severity) -> None:
    for sku, problem in problems:
        message = (
            problem.message if severity is Severity.BLOCK else f"{problem.message} This variant is withheld."
        )
        where = {"sku": sku.sku or sku.key, "field": problem.field, "attribute": problem.attribute}
        where["rule"] = _RULES.get(problem.field)
        ctx.findings.append(ctx.finding(problem.code, severity, message, **where))


def _check_count(ctx: Context, count: int) -> None:
    if count > ctx.region.max_skus:
        message = (
            f"{count} variants, {ctx.region.code} takes {ctx.region.max_skus}: split the product model in the PIM, or "
            "let the rules do it (listings: split)."
        )
        ctx.block("too_many_skus", message, field="skus", rule="listings")
