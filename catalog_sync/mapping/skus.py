"""Variants: the listing's SKUs with sales attributes, prices and quantities; a bad one is withheld, the others go."""

import re
from dataclasses import dataclass, field
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.identifiers import identifier_code
from catalog_sync.mapping.listing import Severity
from catalog_sync.mapping.prices import Made, price, quantity
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.sales_attributes import SalesAttributes
from catalog_sync.mapping.source import Source
from catalog_sync.pim.document import Offer, Sku


@dataclass
class Skus:
    """The SKUs that go, prices and quantities by seller SKU, what they were made of, and the withheld SKUs or keys."""

    content: list[dict[str, Any]] = field(default_factory=list)
    prices: dict[str, dict[str, str]] = field(default_factory=dict)
    quantities: dict[str, int] = field(default_factory=dict)
    priced_by: dict[str, Offer] = field(default_factory=dict)
    counted_by: dict[str, Offer] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)


def build_skus(ctx: Context) -> Skus:
    """Return the enabled variants that can be listed; the listing is blocked only where none can."""
    built, problems = Skus(), list[tuple[Sku, Problem]]()
    axes, identifiers = SalesAttributes(ctx), set[str]()
    for sku in (sku for sku in ctx.product.skus if sku.enabled):
        try:
            _add(ctx, built, axes, ctx.source.of(sku), identifiers)
        except Problem as problem:
            built.withheld.append(sku.sku or sku.key)
            problems.append((sku, problem))
    axes.add_images(built.content)
    _note(ctx, problems, Severity.WARN if built.content else Severity.BLOCK)
    _check_count(ctx, len(built.content))
    return built


def _add(ctx: Context, built: Skus, axes: SalesAttributes, source: Source, identifiers: set[str]) -> None:
    seller_sku = _seller_sku(ctx, source, built)
    offer = ctx.offers.get(seller_sku)
    amount, stock = _price(ctx, source, offer), quantity(ctx, source, offer)
    entry: dict[str, Any] = {
        "seller_sku": seller_sku,
        "external_sku_id": source.sku.key if source.sku else seller_sku,
    }
    if sales_attributes := axes.of(source):
        entry["sales_attributes"] = sales_attributes
    if code := identifier_code(ctx, source, identifiers):
        entry["identifier_code"] = code
    built.content.append(entry)
    _add_offer(built, seller_sku, amount, stock)


def _add_offer(built: Skus, seller_sku: str, amount: Made[dict[str, str]] | None, stock: Made[int]) -> None:
    built.quantities[seller_sku] = stock.value
    if stock.offer:
        built.counted_by[seller_sku] = stock.offer
    if amount:
        built.prices[seller_sku] = amount.value
    if amount and amount.offer:
        built.priced_by[seller_sku] = amount.offer


def _price(ctx: Context, source: Source, offer: Offer | None) -> Made[dict[str, str]] | None:
    """The price; where it is left to others, a SKU that the shop has needs none."""
    try:
        return price(ctx, source, offer)
    except Problem:
        if "price" in ctx.shop.not_ours:
            return None
        raise


def _seller_sku(ctx: Context, source: Source, built: Skus) -> str:
    seller_sku = source.sku.sku if source.sku else None
    if not seller_sku:
        raise Problem(
            "seller_sku_missing", "The variant has no SKU: give it one in the PIM.", field="skus.seller_sku"
        )
    if not re.fullmatch(ctx.region.seller_sku, seller_sku):
        message = (
            f"{ctx.region.code} does not take the SKU {seller_sku!r}; it must match {ctx.region.seller_sku}."
        )
        raise Problem("seller_sku_invalid", message, field="skus.seller_sku")
    if seller_sku in built.quantities:
        message = f"Two variants have the SKU {seller_sku}; give each its own in the PIM."
        raise Problem("seller_sku_repeated", message, field="skus.seller_sku")
    return seller_sku


def _note(ctx: Context, problems: list[tuple[Sku, Problem]], severity: Severity) -> None:
    for sku, problem in problems:
        message = (
            problem.message if severity is Severity.BLOCK else f"{problem.message} This variant is withheld."
        )
        where = {"sku": sku.sku or sku.key, "field": problem.field, "attribute": problem.attribute}
        ctx.findings.append(ctx.finding(problem.code, severity, message, **where))


def _check_count(ctx: Context, count: int) -> None:
    if count > ctx.region.max_skus:
        message = f"{count} variants, {ctx.region.code} takes {ctx.region.max_skus}; split the product model in the PIM."
        ctx.block("too_many_skus", message, field="skus")
