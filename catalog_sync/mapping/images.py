"""Placeholders for the pictures of a listing: which PIM files, for which use, treated how."""

from collections.abc import Iterable
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.rule_parts import ImagesRule
from catalog_sync.mapping.source import Source

MAX_MAIN_IMAGES = 9  # Partner API, Create Product


def placeholder(code: str, use_case: str, **treatment: Any) -> dict[str, Any]:
    """Return what stands for an uploaded file until it is uploaded."""
    return {"media": {"code": code, "use_case": use_case, **treatment}}


def main_images(ctx: Context) -> list[dict[str, Any]]:
    """Return the product's pictures in the order of the rule, else its first variant's, else those of all variants."""
    rule = ctx.family.main_images
    source = ctx.source.within(rule.channel, rule.locales)
    codes = media_codes(rule.from_, [source])
    codes = codes or media_codes(rule.from_, (variant for _, variant in source.variants))
    if not codes:
        message = f"No picture in {', '.join(rule.from_)}: add one in the PIM."
        ctx.block("image_missing", message, field="main_images", attribute=rule.from_[0], rule="main_images")
    if len(codes) > MAX_MAIN_IMAGES:
        _left_out(ctx, rule, codes)
    treatment = rule.treatment
    return [placeholder(code, "MAIN_IMAGE", **treatment) for code in codes[:MAX_MAIN_IMAGES]]


def _left_out(ctx: Context, rule: ImagesRule, codes: list[str]) -> None:
    first = codes[MAX_MAIN_IMAGES]
    sources = [ctx.source, *map(ctx.source.of, ctx.product.skus)]
    attribute = next((name for name in rule.from_ if first in media_codes([name], sources)), None)
    message = (
        f"The product has {len(codes)} pictures, {MAX_MAIN_IMAGES} are taken: those from {attribute or first} on are "
        "left out; name the best first in main_images, or remove some in the PIM."
    )
    ctx.warn("too_many_images", message, field="main_images", attribute=attribute, rule="main_images")


def variant_image(ctx: Context, source: Source) -> dict[str, Any] | None:
    """Return the picture of one variant, none where the PIM has none."""
    rule = ctx.family.variant_image
    codes = media_codes(rule.from_, [source.within(rule.channel, rule.locales)]) if rule else []
    return placeholder(codes[0], "ATTRIBUTE_IMAGE", **rule.treatment) if rule and codes else None


def media_codes(attributes: Iterable[str], sources: Iterable[Source]) -> list[str]:
    """Return the codes of the files in these attributes, each once, source by source."""
    names = tuple(attributes)
    found = (item.code for source in sources for name in names for item in source.media(name))
    return list(dict.fromkeys(found))
