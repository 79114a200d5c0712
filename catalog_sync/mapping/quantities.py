"""Quantities of a shop's warehouses, from the offers, the PIM or a constant, less what the rules keep back."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from math import floor

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.prices import Made, decimal
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.source import Source
from catalog_sync.mapping.variant_rules import StockSource
from catalog_sync.pim.document import Offer

_FIELD = "skus.inventory"


def quantity(ctx: Context, source: Source, offer: Offer | None) -> Made[dict[str, int]]:
    """Return the units to show by warehouse; raise Problem where one is not known.

    Where stock is left to others, none is 0: it only serves until they set theirs.
    """
    rule = ctx.family.stock
    sources = rule.warehouses or {ctx.shop.warehouse_id: rule}
    if not applies(rule, source):
        sources = {}
    made = {
        warehouse: next(_quantities(ctx, each, source, offer), None) for warehouse, each in sources.items()
    }
    known = {warehouse: found for warehouse, found in made.items() if found}
    if known and len(known) == len(made):
        return Made(
            {warehouse: found.value for warehouse, found in known.items()}, _counted([*known.values()])
        )
    if "stock" in ctx.shop.not_ours:
        return Made(dict.fromkeys(sources or [ctx.shop.warehouse_id], 0), None)
    unknown = ", ".join(made.keys() - known.keys()) if rule.warehouses else ""
    where = f"shop {ctx.shop.partition_key}" + (f", warehouse {unknown}" if unknown else "")
    message = f"No quantity for {where}: add it to the stock source, or a constant to the stock rule."
    raise Problem("stock_missing", message, field=_FIELD)


def _quantities(ctx: Context, rule: StockSource, source: Source, offer: Offer | None) -> Iterator[Made[int]]:
    if not applies(rule, source):
        return
    for option in rule.first_of:
        for made in _quantities(ctx, option, source, offer):
            yield Made(_shown(ctx, rule, made.value), made.offer)
    key = rule.of or ctx.shop.partition_key
    if rule.offers and offer and key in offer.quantities:
        units = offer.quantities[key]
        counted = offer.model_copy(update={"prices": {}, "quantities": {key: units}})
        yield Made(_shown(ctx, rule, units), counted)
    seen = source.within(rule.channel, rule.locales)
    own = decimal(seen.data(rule.from_)) if rule.from_ else rule.constant
    if own is not None:
        yield Made(_shown(ctx, rule, own), None)


def _shown(ctx: Context, rule: StockSource, units: Decimal | int) -> int:
    """What is left of the units without the buffer: never below 0, never above what rule and region allow."""
    buffer = rule.buffer
    percent = (units * buffer.percent / 100).to_integral_value(ROUND_CEILING) if buffer.percent else 0
    kept = percent + buffer.units
    most = ctx.region.max_quantity if rule.maximum is None else min(rule.maximum, ctx.region.max_quantity)
    return min(max(floor(units - kept), 0), most)


def _counted(made: list[Made[int]]) -> Offer | None:
    """The one offer that all of it was counted by, with every quantity that was used."""
    offers = [found.offer for found in made if found.offer]
    if len(offers) < 2:
        return next(iter(offers), None)
    used = {key: units for offer in offers for key, units in offer.quantities.items()}
    return offers[0].model_copy(update={"quantities": used})
