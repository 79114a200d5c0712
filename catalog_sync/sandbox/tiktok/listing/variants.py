"""Rules for the SKUs of a listing: number, sales attributes, seller SKU and links."""

import re
from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.characters import CHINESE, has_controls, is_malformed, is_restricted
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of

SALES_ATTRIBUTES = 3
NAME_LENGTH = 20
VALUE_LENGTH = 50
SELLER_SKU_LENGTH = 50
URL = re.compile(r"https?://[^\s/]+\.[^\s]+")


def check_variants(draft: Draft) -> Iterator[Refusal]:
    """Check the SKUs together, then each on its own."""
    if not draft.skus:
        yield refusal(12052902)
    if len(draft.skus) > draft.market.max_skus:
        yield refusal(12052050, limit=draft.market.max_skus)
    yield from _check_combinations(draft.skus)
    for sku in draft.skus:
        yield from _check_seller_sku(draft, sku.get("seller_sku") or "")
        yield from _check_sales_attributes(draft, sku.get("sales_attributes") or [])
        if not all(URL.fullmatch(url) for url in sku.get("external_urls") or []):
            yield refusal(12052235)


def _check_seller_sku(draft: Draft, seller_sku: str) -> Iterator[Refusal]:
    required = draft.category is not None and draft.category.rules.seller_sku_required
    if not seller_sku:
        yield from [refusal(12019059)] if required else []
    elif len(seller_sku) > SELLER_SKU_LENGTH:
        yield refusal(12052054)
    elif CHINESE.search(seller_sku):
        yield refusal(12052554)
    elif has_controls(seller_sku) or not re.fullmatch(limits_of(draft.shop.region).seller_sku, seller_sku):
        yield refusal(12019059)


def _check_combinations(skus: list[dict[str, Any]]) -> Iterator[Refusal]:
    rows = [sku.get("sales_attributes") or [] for sku in skus]
    axes = {frozenset(_axis(attribute) for attribute in row) for row in rows}
    if len(axes) > 1 or (len(rows) > 1 and not rows[0]):
        yield refusal(12052550)
        return
    combinations = {
        frozenset((_axis(attribute), " ".join(_value(attribute).lower().split())) for attribute in row)
        for row in rows
    }
    if len(combinations) < len(rows):
        yield refusal(12052560)


def _check_sales_attributes(draft: Draft, row: list[dict[str, Any]]) -> Iterator[Refusal]:
    if len(row) > SALES_ATTRIBUTES:
        yield refusal(12052525)
    if len({_axis(attribute) for attribute in row}) < len(row):
        yield refusal(12052244)
    for attribute in row:
        yield from _check_sales_attribute(draft, attribute)


def _check_sales_attribute(draft: Draft, attribute: dict[str, Any]) -> Iterator[Refusal]:
    if not _axis(attribute):
        yield refusal(12052241)
    elif attribute.get("id") and attribute["id"] not in _known_axes(draft):
        yield refusal(12052527)
    elif not attribute.get("id"):
        yield from _check_name(attribute["name"])
    if not _value(attribute):
        yield refusal(12052248)
    elif attribute.get("value_id"):
        if attribute["value_id"] not in _known_values(draft, attribute):
            yield refusal(12052529)
    else:
        yield from _check_value_name(attribute["value_name"])


def _check_name(name: str) -> Iterator[Refusal]:
    if len(name) > NAME_LENGTH:
        yield refusal(12052242)
    elif CHINESE.search(name):
        yield refusal(12052243)
    elif is_malformed(name):
        yield refusal(12052933)
    elif is_restricted(name):
        yield refusal(12052152)


def _check_value_name(name: str) -> Iterator[Refusal]:
    if len(name) > VALUE_LENGTH:
        yield refusal(12052249, limit=VALUE_LENGTH, name=name)
    elif CHINESE.search(name):
        yield refusal(12052250, property_type="sale property")
    elif is_malformed(name):
        yield refusal(12052934)
    elif is_restricted(name):
        yield refusal(12052153)


def _axis(attribute: dict[str, Any]) -> str:
    return str(attribute.get("id") or attribute.get("name") or "")


def _value(attribute: dict[str, Any]) -> str:
    return str(attribute.get("value_id") or attribute.get("value_name") or "")


def _stored(draft: Draft) -> list[dict[str, Any]]:
    versions = draft.existing.versions if draft.existing else []
    return [attribute for version in versions for sku in version.skus for attribute in sku.sales_attributes]


def _known_axes(draft: Draft) -> set[str]:
    schema = draft.category.attributes if draft.category else ()
    built_in = {attribute.id for attribute in schema if attribute.type == "SALES_PROPERTY"}
    return built_in | {attribute["id"] for attribute in _stored(draft)}


def _known_values(draft: Draft, given: dict[str, Any]) -> set[str]:
    schema = draft.category.attributes if draft.category else ()
    built_in = {
        value.id for attribute in schema if attribute.id == given.get("id") for value in attribute.values
    }
    return built_in | {attribute["value_id"] for attribute in _stored(draft)}
