"""Weight and dimensions of the parcel, exact and rounded up, in a unit the region takes."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, fill, fill_data
from catalog_sync.mapping.regions import WEIGHT_DECIMALS
from catalog_sync.mapping.rule_parts import DimensionsRule
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.source import Source
from catalog_sync.mapping.units import UnitError, plain, round_up
from catalog_sync.mapping.value_numbers import readings
from catalog_sync.mapping.value_units import measurement, quantities
from catalog_sync.mapping.value_words import writes_comma

_IMPERIAL = {"POUND", "INCH"}
_SIDES = ("length", "width", "height")
# What has more digits before the point is malformed (errors 12052003 to 12052006).
_DIGITS = {"package_weight": 6, "package_dimensions": 4}


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
    """The largest amount of the variants; those without a usable one of their own are told."""
    sources = [source for _, source in ctx.variants] or [ctx.source]
    amounts = [_amount(ctx, rule, source, unit, field) for source in sources]
    known = [amount for amount in amounts if amount is not None]
    without = [
        source.sku.sku or source.sku.key
        for source, one in zip(sources, amounts, strict=True)
        if source.sku and one is None
    ]
    if known and without:
        names = ", ".join(without[:3]) + (f" and {len(without) - 3} more" if len(without) > 3 else "")
        message = f"{names} has no usable {field}: that of the other variants is sent; fill it in the PIM."
        attribute = next(iter(attributes_of(rule)), None)
        ctx.warn(
            "measurement_incomplete", message, sku=without[0], field=field, attribute=attribute, rule=field
        )
    return max(known, default=None)


def _amount(ctx: Context, rule: Filler, source: Source, unit: str, field: str) -> Fraction | None:
    try:
        amount = _exact(ctx, rule, source, unit, field)
    except UnitError as error:
        attribute = next(iter(attributes_of(rule)), None)
        sku = source.sku.sku if source.sku and len(ctx.product.skus) > 1 else None
        message = f"{attribute or field}: {error}; correct it in the PIM."
        ctx.warn("measurement_invalid", message, sku=sku, field=field, attribute=attribute, rule=field)
        return None
    return amount if amount and amount.numerator > 0 else None


def _exact(ctx: Context, rule: Filler, source: Source, unit: str, field: str) -> Fraction | None:
    data = fill_data(rule, source)
    if data is None:
        return None
    if not isinstance(data, dict):
        comma = writes_comma(rule.locales or ctx.source.locales)
        data = measurement(data, unit=rule.measured_in, comma=comma)
    if not isinstance(data, dict):
        raise UnitError(_not_one(rule, _text(rule, source), comma=comma))
    amount = ctx.source.measures.convert(data, unit)
    if ceil(amount) >= 10 ** _DIGITS[field]:
        raise UnitError(f"{_text(rule, source)} is more than {field} takes")
    return amount


def _text(rule: Filler, source: Source) -> str:
    return next(found.text for found in fill(rule, source))


def _not_one(rule: Filler, text: str, *, comma: bool) -> str:
    meant = [amount for amount, _ in quantities(text, comma=comma)] or readings(text, comma=comma)
    if len(meant) > 1:
        both = " or ".join(map(plain, meant))
        return f"{text!r} can be {both}; write it without thousands separators"
    fix = "" if rule.measured_in else ", or name the unit in measured_in"
    return f"{text!r} is not one exact measurement; write a number and its unit{fix}"


def _side(ctx: Context, rule: DimensionsRule | None, side: str, unit: str) -> str | None:
    length = _largest(ctx, getattr(rule, side), unit, "package_dimensions") if rule else None
    return round_up(length, ctx.region.dimension_decimals) if length else None


def _check_needed(ctx: Context, missing: Sequence[Filler]) -> None:
    by_category = (
        ctx.region.package_dimensions == "category_rule" and ctx.schema.rules.package_dimension.is_required
    )
    if by_category or ctx.shop.seller_type == "CROSS_BORDER":
        _missing(ctx, "dimensions_missing", "package_dimensions", missing)
    elif 0 < len(missing) < len(_SIDES):
        names = [name for rule in missing for name in attributes_of(rule)]
        message = f"The dimensions are left out, as {' and '.join(names) or 'one of them'} says nothing usable: fill all three."
        field = "package_dimensions"
        ctx.warn(
            "measurement_incomplete", message, field=field, attribute=next(iter(names), None), rule=field
        )


def _missing(ctx: Context, code: str, field: str, rules: Sequence[Filler]) -> None:
    names = list(dict.fromkeys(name for rule in rules for name in attributes_of(rule)))
    said = [f"{name} is {found.text!r}" for name in names for found in ctx.source.found(name)]
    told = f" ({', '.join(said)})" if said else ""
    fix = (
        f"{'correct' if said else 'fill'} {', '.join(names)} in the PIM"
        if names
        else f"add a rule for {field}"
    )
    ctx.block(
        code,
        f"No usable {field}{told}: {fix}, or add a constant.",
        field=field,
        attribute=next(iter(names), None),
        rule=field,
    )
