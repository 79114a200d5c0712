"""The brand: a TikTok brand id that the rules name for the PIM's brand."""

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import fill


def brand_id(ctx: Context) -> str | None:
    """Return the brand id; a brand without one is left out with a finding, never replaced by another."""
    found = fill(ctx.family.brand, ctx.source)[:1] if ctx.family.brand else []
    if not found or found[0].code.isdecimal():
        return found[0].code if found else None
    message = f"The brand {found[0].text} has no TikTok brand id and is left out: add it to brand values."
    ctx.warn("brand_unmapped", message, field="brand_id", attribute=found[0].attribute, rule="brand")
    return None
