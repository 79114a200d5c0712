"""Placeholders for the pictures of a listing: which PIM files, for which use, treated how."""

from collections.abc import Iterable
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.rules import ImagesRule
from catalog_sync.mapping.source import Source

MAX_MAIN_IMAGES = 9  # Partner API, Create Product


def placeholder(code: str, use_case: str, **treatment: Any) -> dict[str, Any]:
    """Return what stands for an uploaded file until it is uploaded."""
    return {"media": {"code": code, "use_case": use_case, **treatment}}


def main_images(ctx: Context) -> list[dict[str, Any]]:
    """Return the product's pictures in the order of the rule; where it has none of its own, those of its variants."""
    rule = ctx.family.main_images
    variants = [ctx.source.of(sku) for sku in ctx.product.skus if sku.enabled]
    codes = _codes(rule, [ctx.source]) or _codes(rule, variants)
    if not codes:
        message = f"No picture in {', '.join(rule.from_)}: add one in the PIM."
        ctx.block("image_missing", message, field="main_images", attribute=rule.from_[0], rule="main_images")
    return [placeholder(code, "MAIN_IMAGE", **rule.treatment) for code in codes[:MAX_MAIN_IMAGES]]


def variant_image(ctx: Context, source: Source) -> dict[str, Any] | None:
    """Return the picture of one variant, none where the PIM has none."""
    rule = ctx.family.variant_image
    codes = _codes(rule, [source]) if rule else []
    return placeholder(codes[0], "ATTRIBUTE_IMAGE", **rule.treatment) if rule and codes else None


def size_chart(ctx: Context) -> dict[str, Any] | None:
    """Return the size chart; note where the category demands one and there is none."""
    rule = ctx.family.size_chart
    codes = _codes(rule, [ctx.source]) if rule else []
    if not codes and ctx.schema.rules.size_chart.is_required:
        message = "This category demands a size chart: add its picture in the PIM and name the attribute in size_chart."
        ctx.block("size_chart_missing", message, field="size_chart", rule="size_chart")
    return {"image": placeholder(codes[0], "SIZE_CHART_IMAGE", **rule.treatment)} if rule and codes else None


def _codes(rule: ImagesRule, sources: Iterable[Source]) -> list[str]:
    found = (item.code for source in sources for name in rule.from_ for item in source.media(name))
    return list(dict.fromkeys(found))
