"""Brands of the platform and those that a seller made."""

import re
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.endpoints.categories import check_version
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.characters import EMOJI
from catalog_sync.sandbox.tiktok.paging import page_size, page_start
from catalog_sync.sandbox.tiktok.seller_records import OwnBrand
from catalog_sync.sandbox.tiktok.taxonomy import Brand

NAME_LENGTH = (2, 30)
BRANDS_PER_DAY = 50
BRANDS = 1_000
DAY = 86_400
SPECIAL_FONTS = re.compile("[\U0001d400-\U0001d7ff\uff01-\uff5e]")
FIVE_DIGITS = re.compile(r"\d{5}")


def get_brands(call: Call) -> Data:
    """Get Brands, all or the authorized ones, whose names begin so; the seller's own come last."""
    size = page_size(call.query)
    _check_category(call)
    prefix, authorized = call.query.get("brand_name", "").lower(), call.query.get("is_authorized") == "1"
    own = [Brand(brand.id, brand.name) for brand in call.app.records.brands.values()]
    hits = [
        brand
        for brand in (*call.world.taxonomy.brands, *own)
        if brand.name.lower().startswith(prefix) and (brand.authorized or not authorized)
    ]
    start = page_start(call.query)
    return {
        "brands": [_brand(brand) for brand in hits[start : start + size]],
        "total_count": len(hits),
        "next_page_token": str(start + size) if start + size < len(hits) else "",
    }


def create_brand(call: Call) -> Data:
    """Create Custom Brands: for the seller's own use in all markets."""
    name, now, brands = call.body["name"].strip(), call.world.clock.now(), call.app.records.brands
    _check_name(name)
    known = [brand.name for brand in call.world.taxonomy.brands] + [brand.name for brand in brands.values()]
    if name.lower() in map(str.lower, known):
        raise Refusal(12052205)
    if len(brands) >= BRANDS:
        raise Refusal(12052203)
    if sum(brand.created > now - DAY for brand in brands.values()) >= BRANDS_PER_DAY:
        raise Refusal(12052202)
    brand = OwnBrand(call.world.new_id(), name, now)
    brands[brand.id] = brand
    return {"id": brand.id}


def _check_category(call: Call) -> None:
    """Refuse a category that is unknown to the shop's tree, or no leaf of it."""
    category_id = call.query.get("category_id")
    if category_id or "category_version" in call.query:
        check_version(call)
    if category_id:
        node = call.world.tree(call.shop).categories.get(category_id)
        if node is None:
            raise Refusal(12052023)
        if not node.is_leaf:
            raise Refusal(12052230)


def _brand(brand: Brand) -> dict[str, Any]:
    return {
        "id": brand.id,
        "name": brand.name,
        "authorized_status": "AUTHORIZED" if brand.authorized else "UNAUTHORIEZD",
        "is_t1_brand": brand.t1,
        "brand_status": brand.status,
    }


def _check_name(name: str) -> None:
    if not name:
        raise Refusal(12052206)
    if len(name) < NAME_LENGTH[0]:
        raise Refusal(12052189)
    if len(name) > NAME_LENGTH[1]:
        raise Refusal(12052190)
    if EMOJI.search(name) or SPECIAL_FONTS.search(name):
        raise Refusal(12052191)
    if FIVE_DIGITS.search(name):
        raise Refusal(12052192)
    if not re.search(r"\w", name):
        raise Refusal(12052204)
