"""Manufacturer and responsible person: records kept in TikTok Shop, named by id in the rules (EU, GPSR)."""

from catalog_sync.mapping.context import Context


def compliance_ids(ctx: Context) -> dict[str, list[str]]:
    """Return the ids of the rules; note where the category demands one and the rules have none."""
    _check(
        ctx, "manufacturer_ids", ctx.schema.rules.manufacturer.is_required and not ctx.family.manufacturer_ids
    )
    required = ctx.schema.rules.responsible_person.is_required
    _check(ctx, "responsible_person_ids", required and not ctx.family.responsible_person_ids)
    return {
        "manufacturer_ids": ctx.family.manufacturer_ids,
        "responsible_person_ids": ctx.family.responsible_person_ids,
    }


def _check(ctx: Context, field: str, missing: bool) -> None:
    if missing:
        message = (
            f"This category demands {field}: create the record in TikTok Shop and name its id in the rules."
        )
        ctx.block("compliance_record_missing", message, field=field, rule=field)
