"""Weight and dimensions of the parcel, exact and rounded up, in a unit the region takes."""

from collections.abc import Sequence
from fractions import Fraction

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, fill
from catalog_sync.mapping.regions import WEIGHT_DECIMALS
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rules import DimensionsRule
from catalog_sync.mapping.source import Source
from catalog_sync.mapping.units import UnitError, convert, round_up

_IMPERIAL = {"POUND", "INCH"}
_SIDES = ("length", "width", "height")


def package_weight(ctx: Context) -> dict[str, str] | None:
    """Return the weight of the heaviest variant as `{"value", "unit"}`."""
    unit = ctx.family.weight_unit or ctx.region.weight_units[0]
    if not _unit_allowed(ctx, unit, ctx.region.weight_units, "package_weight"):
        return None
    weight = _largest(ctx, ctx.family.package_weight, unit, "package_weight")
    if weight is None:
        _missing(ctx, "weight_missing", "package_weight", [ctx.family.package_weight])
        return None
    return {"value": round_up(weight, WEIGHT_DECIMALS[unit]), "unit": unit}


def package_dimensions(ctx: Context) -> dict[str, str] | None:
    """Return the largest length, width and height of the variants, or none where the market does not need them."""
    rule, unit = ctx.family.package_dimensions, dimension_unit(ctx)
    sides = {side: _side(ctx, rule, side, unit) for side in _SIDES}
    if None in sides.values():
        missing = [getattr(rule, side) for side, length in sides.items() if rule and length is None]
        _check_needed(ctx, missing)
        return None
    if not _unit_allowed(ctx, unit, ctx.region.dimension_units, "package_dimensions"):
        return None
    return {side: length for side, length in sides.items() if length} | {"unit": unit}


def dimension_unit(ctx: Context) -> str:
    """Return the rule's unit, or the region's first one of the same system as the weight (error 12052915)."""
    stated = ctx.family.package_dimensions.unit if ctx.family.package_dimensions else None
    imperial = (ctx.family.weight_unit or ctx.region.weight_units[0]) in _IMPERIAL
    fitting = [unit for unit in ctx.region.dimension_units if (unit in _IMPERIAL) == imperial]
    return stated or (fitting or list(ctx.region.dimension_units))[0]


def _unit_allowed(ctx: Context, unit: str, allowed: Sequence[str], field: str) -> bool:
    weight_unit = ctx.family.weight_unit or ctx.region.weight_units[0]
    if unit not in allowed:
        message = f"{ctx.region.code} takes {' or '.join(allowed)}, not {unit}; change the unit in the rules."
        ctx.block("unit_not_allowed", message, field=field, rule=field)
    elif (unit in _IMPERIAL) != (weight_unit in _IMPERIAL):
        message = f"Weight in {weight_unit} and dimensions in {unit}: both must be metric or both imperial."
        ctx.block("units_mixed", message, field=field, rule=field)
    else:
        return True
    return False


def _largest(ctx: Context, rule: Filler, unit: str, field: str) -> Fraction | None:
    sources = [ctx.source.of(sku) for sku in ctx.product.skus if sku.enabled] or [ctx.source]
    lengths = [length for source in sources if (length := _amount(ctx, rule, source, unit, field))]
    return max(lengths, default=None)


def _amount(ctx: Context, rule: Filler, source: Source, unit: str, field: str) -> Fraction | None:
    try:
        amounts = [convert(found.data, unit) for found in fill(rule, source)[:1]]
    except UnitError as error:
        attribute = next(iter(attributes_of(rule)), None)
        ctx.warn("measurement_invalid", f"{error}; correct it in the PIM.", field=field, attribute=attribute)
        return None
    return amounts[0] if amounts and amounts[0] > 0 else None


def _side(ctx: Context, rule: DimensionsRule | None, side: str, unit: str) -> str | None:
    length = _largest(ctx, getattr(rule, side), unit, "package_dimensions") if rule else None
    return round_up(length, ctx.region.dimension_decimals) if length else None


def _check_needed(ctx: Context, missing: Sequence[Filler]) -> None:
    by_category = (
        ctx.region.package_dimensions == "category_rule" and ctx.schema.rules.package_dimension.is_required
    )
    if by_category or ctx.shop.seller_type == "CROSS_BORDER":
        _missing(ctx, "dimensions_missing", "package_dimensions", missing)


def _missing(ctx: Context, code: str, field: str, rules: Sequence[Filler]) -> None:
    names = list(dict.fromkeys(name for rule in rules for name in attributes_of(rule)))
    fix = f"fill {', '.join(names)} in the PIM" if names else f"add a rule for {field}"
    ctx.block(
        code,
        f"No usable {field}: {fix}, or add a constant.",
        field=field,
        attribute=next(iter(names), None),
        rule=field,
    )
