"""The limits of single fields that have no rule of their own (Partner API, Create Product)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_input, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import EU, limits_of

EXTERNAL_ID_LENGTH = 999
URL_LENGTH = 500
CERTIFICATIONS = 10
CHOICES = {
    "shipping_insurance_requirement": {"NOT_SUPPORTED", "OPTIONAL", "REQUIRED"},
    "selling_format": {"FIXED_PRICE", "FIXED_PRICE_AND_LIVE_AUCTION"},
}
LISTS = {"search_terms": (15, 250), "key_product_features": (5, 1_500)}
"""The most items, and the most characters of one."""
UNIT_COUNT = re.compile(r"\d{1,5}(\.\d{1,4})?")
SALE_AHEAD = 90 * 86_400


def check_fields(draft: Draft) -> Iterator[Refusal]:
    """Check what is limited by itself; a code of its own is not published for most of it."""
    payload = draft.payload
    if len(payload.get("external_product_id") or "") > EXTERNAL_ID_LENGTH:
        yield invalid_input("external_product_id is too long")
    if len(payload.get("certifications") or []) > CERTIFICATIONS:
        yield invalid_input(f"certifications has more than {CERTIFICATIONS} entries")
    for name, (most, longest) in LISTS.items():
        given = payload.get(name) or []
        if len(given) > most or any(len(text) > longest for text in given):
            yield invalid_input(f"{name} takes {most} texts of {longest} characters")
    for name, choices in CHOICES.items():
        if (payload.get(name) or next(iter(choices))) not in choices:
            yield invalid_input(f"{name} is not supported")
    if payload.get("is_pre_owned") and payload.get("listing_platforms") != ["TOKOPEDIA"]:
        yield refusal(12052316)
    yield from _check_sale(draft, payload.get("scheduled_sale") or {})
    yield from _check_delivery(draft, payload.get("delivery_option_ids") or [])
    yield from _check_skus(draft)


def _check_sale(draft: Draft, sale: dict[str, Any]) -> Iterator[Refusal]:
    ahead = sale.get("schedule_sale_time", 0) / 1_000 - draft.world.clock.now()
    if sale.get("is_enabled_scheduled_sale") and not 0 < ahead <= SALE_AHEAD:
        yield invalid_input("scheduled_sale.schedule_sale_time must lie within the next 90 days")


def _check_delivery(draft: Draft, ids: list[str]) -> Iterator[Refusal]:
    if ids and not limits_of(draft.shop.region).delivery_options:
        yield invalid_input("delivery_option_ids is not supported in this region")
    elif len(set(ids)) < len(ids):
        yield invalid_input("delivery_option_ids has an id twice")


def _check_skus(draft: Draft) -> Iterator[Refusal]:
    given = [sku["external_sku_id"] for sku in draft.skus if sku.get("external_sku_id")]
    if len(set(given)) < len(given):
        yield refusal(12052996)
    if any(len(external) > EXTERNAL_ID_LENGTH for external in given):
        yield invalid_input("external_sku_id is too long")
    for sku in draft.skus:
        if any(len(url) > URL_LENGTH for url in sku.get("external_urls") or []):
            yield refusal(12052238)
        if (count := sku.get("sku_unit_count")) and not _is_unit_count(draft, count):
            yield refusal(12052574)
        yield from _check_parcel(draft, sku)


def _is_unit_count(draft: Draft, count: str) -> bool:
    in_eu = draft.shop.region in EU
    return in_eu and bool(UNIT_COUNT.fullmatch(count)) and Decimal(count) >= Decimal("0.01")


def _check_parcel(draft: Draft, sku: dict[str, Any]) -> Iterator[Refusal]:
    units = {"sku_weight": draft.market.weight_units, "sku_dimensions": draft.market.dimension_units}
    if any(sku.get(name) and sku[name]["unit"] not in allowed for name, allowed in units.items()):
        yield refusal(12052916)
