"""Listing quality: what would make a listing better without ever blocking it (Partner API, listing quality diagnosis)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.model import Product, Shop
from catalog_sync.sandbox.tiktok.world import World

ADVISED_IMAGES = 5
ADVISED_PIXELS = 600
TITLE_CHARACTERS = 40
TEXT_CHARACTERS = {True: 80, False: 500}


@dataclass(frozen=True)
class Issue:
    """A diagnosis of one field; `tier` is the tier that solving it leads to."""

    field: str
    code: str
    advice: str
    tier: str = "GOOD"


def diagnose(world: World, shop: Shop, content: dict[str, Any]) -> list[Issue]:
    """Return what the platform advises; markets with quality tiers have codes of their own."""
    tiers = limits_of(shop.region).quality_tiers
    return [*_title(content, tiers), *_description(content, tiers), *_images(world, content, tiers)]


def listing_quality(world: World, shop: Shop, content: dict[str, Any]) -> dict[str, Any]:
    """Return tier and number of open recommendations; "NA" where the market has no tiers."""
    if not limits_of(shop.region).quality_tiers:
        return {"current_tier": "NA", "remaining_recommendations": 0}
    issues = diagnose(world, shop, content)
    tier = "POOR" if any(issue.tier == "FAIR" for issue in issues) else "FAIR" if issues else "GOOD"
    return {"current_tier": tier, "remaining_recommendations": len(issues)}


def shown_tier(world: World, shop: Shop, product: Product, content: dict[str, Any]) -> str:
    """Return the tier that product reads show: empty unless the product is live in a market with tiers."""
    tier: str = listing_quality(world, shop, content)["current_tier"]
    return tier if product.product_status == "ACTIVATE" and tier != "NA" else ""


def _title(content: dict[str, Any], tiers: bool) -> Iterator[Issue]:
    if not tiers and len(content["title"]) < TITLE_CHARACTERS:
        yield Issue(
            "TITLE", "TITLE_LESS_THAN_40_CHARACTERS", f"Write at least {TITLE_CHARACTERS} characters."
        )


def _description(content: dict[str, Any], tiers: bool) -> Iterator[Issue]:
    text, advised = re.sub(r"<[^>]*>", "", content["description"]), TEXT_CHARACTERS[tiers]
    if len(text) < advised:
        code = "DESCRIPTION_CHARACTERS_LESS_THAN_80_CHARS" if tiers else "DESC_LESS_THAN_FIVE_HUNDRED_CHARS"
        yield Issue("DESCRIPTION", code, f"Write at least {advised} characters.", "FAIR")


def _images(world: World, content: dict[str, Any], tiers: bool) -> Iterator[Issue]:
    uris = [row["uri"] for row in content["main_images"]]
    if len(uris) < ADVISED_IMAGES:
        code = "MAIN_IMG_LESS_THAN_5_IMAGES" if tiers else "MAIN_IMG_NUMBER_LESS_THAN_FIVE"
        yield Issue("IMAGE", code, f"Show at least {ADVISED_IMAGES} images.")
    if len(set(uris)) < len(uris):
        yield Issue("IMAGE", "MAIN_IMG_DUPLICATE", "Remove repeated images.")
    first = world.images.get(uris[0]) if uris else None
    if first and min(first.decoded) < ADVISED_PIXELS:
        yield Issue("IMAGE", "MAIN_IMG_FIRST_IMG_LOW_QUALITY", "Use at least 600 x 600 pixels first.", "FAIR")
