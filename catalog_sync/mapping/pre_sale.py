"""Goods sold ahead: pre-orders by their release date, made-to-order and custom goods by their days of handling."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies, attributes_of, fill
from catalog_sync.mapping.pre_sale_rules import PreSaleRule

_FIELD = "skus.pre_sale"


def pre_sale(ctx: Context) -> dict[str, Any] | None:
    """Return what every SKU says of being sold ahead, or none where the goods are there (error 12019100 wants one type).

    A listing that the region or category does not take as such is blocked: selling it as if it were there is untrue.
    """
    rule = ctx.family.pre_sale
    if rule is None or not applies(rule, ctx.source):
        return None
    released = _release(ctx, rule)
    if rule.release_date and (released is None or released <= ctx.today):
        return None
    if not _offered(ctx, rule):
        return None
    timing = _timing(ctx, rule, released)
    return {"type": rule.type, "fulfillment_type": timing} if timing else None


def add_pre_sale(ctx: Context, skus: Sequence[dict[str, Any]]) -> None:
    """Give every SKU what the product says of being sold ahead."""
    if skus and (said := pre_sale(ctx)):
        for sku in skus:
            sku["pre_sale"] = said


def _release(ctx: Context, rule: PreSaleRule) -> date | None:
    found = fill(rule.release_date, ctx.source)[:1] if rule.release_date else []
    if not found:
        return None
    try:
        return datetime.fromisoformat(found[0].text).date()
    except ValueError:
        message = f"{found[0].text!r} is no date; write the release date as 2026-12-31."
        _block(ctx, "release_date_invalid", message)
        return None


def _offered(ctx: Context, rule: PreSaleRule) -> bool:
    """Whether region and category take this type (errors 12019099, 12052712)."""
    types = ctx.schema.rules.allowed_special_product_types
    if rule.type not in ctx.region.pre_sale:
        allowed = ", ".join(ctx.region.pre_sale) or "none"
        message = f"{ctx.region.code} has no {rule.type}; allowed: {allowed}."
    elif rule.type == "PRE_ORDER" and types and rule.type not in types:
        message = f"Category {ctx.schema.category_id} takes no pre-orders; sell it once it is there."
    else:
        return True
    _block(ctx, "pre_sale_not_offered", message)
    return False


def _timing(ctx: Context, rule: PreSaleRule, released: date | None) -> dict[str, int] | None:
    """The `fulfillment_type`, within the days that the region takes (errors 12052269, 12052275)."""
    window = ctx.region.pre_sale[rule.type]
    by_date = window.by == "release_date"
    days = rule.handling_days if not by_date else (released - ctx.today).days if released else None
    if days is None:
        message = f"{ctx.region.code} wants {window.by} for {rule.type}; add it to pre_sale."
        _block(ctx, "pre_sale_incomplete", message)
    elif not window.low + by_date <= days <= window.high:  # the day that is today may be nearly over
        message = (
            f"{rule.type} with {released if by_date else f'{days} days'}: {ctx.region.code} takes {window.low} to "
            f"{window.high} days ahead; list it later, or correct it."
        )
        _block(ctx, "pre_sale_out_of_range", message)
    elif by_date and released:
        return {"release_date": int(datetime.combine(released, time(), UTC).timestamp())}
    else:
        return {"handling_duration_days": days}
    return None


def _block(ctx: Context, code: str, message: str) -> None:
    rule = ctx.family.pre_sale
    names = attributes_of(rule.release_date) if rule and rule.release_date else []
    ctx.block(code, message, field=_FIELD, attribute=next(iter(names), None), rule="pre_sale")
