"""How a listing is sold and delivered where the region has a say in it: delivery options, cash on delivery."""

from typing import Any

from catalog_sync.mapping.context import Context


def sale_terms(ctx: Context) -> dict[str, Any]:
    """Return `delivery_option_ids` and `is_cod_allowed` as the rules have them, where region and category do too."""
    return {"delivery_option_ids": _delivery_options(ctx), "is_cod_allowed": _cash_on_delivery(ctx)}


def _delivery_options(ctx: Context) -> list[str]:
    ids = list(dict.fromkeys(ctx.family.delivery_option_ids))
    if ids and not ctx.region.delivery_options:
        message = (
            f"{ctx.region.code} has no delivery options on products; they are left out: "
            "move delivery_option_ids to the rules of regions that have them."
        )
        field = "delivery_option_ids"
        ctx.warn("delivery_options_not_offered", message, field=field, rule=field)
        return []
    return ids


def _cash_on_delivery(ctx: Context) -> bool:
    if not ctx.family.is_cod_allowed:
        return False
    of_region = ctx.shop.seller_type in ctx.region.cash_on_delivery
    if of_region and ctx.schema.rules.cod.is_supported:
        return True
    where = f"category {ctx.schema.category_id}" if of_region else ctx.region.code
    message = f"{where} has no cash on delivery, so it is not offered: say is_cod_allowed only where it is."
    ctx.warn("cod_not_offered", message, field="is_cod_allowed", rule="is_cod_allowed")
    return False
