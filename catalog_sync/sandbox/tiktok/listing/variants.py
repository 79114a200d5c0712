"""Rules for the SKUs of a listing: number, sales attributes, seller SKU, identifier codes."""

import re
from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.text import is_malformed

SALES_ATTRIBUTES = 3
NAME_LENGTH = 20
VALUE_LENGTH = 50
SELLER_SKU = re.compile(r"\S{1,50}")
CODE_FORMS = {
    "GTIN": re.compile(r"\d{14}"),
    "EAN": re.compile(r"\d{8}|\d{13}|\d{14}"),
    "UPC": re.compile(r"\d{12}"),
    "ISBN": re.compile(r"\d{13}|\d{9}[\dX]"),
    "JAN": re.compile(r"\d{8}|\d{13}"),
}


def check_variants(draft: Draft) -> Iterator[Refusal]:
    """Check the SKUs together, then each on its own; invalid identifier codes are cleared with a warning."""
    if not draft.skus:
        yield refusal(12052902)
    if len(draft.skus) > draft.market.max_skus:
        yield refusal(12052050, limit=draft.market.max_skus)
    yield from _check_combinations(draft.skus)
    for sku in draft.skus:
        if sku.get("seller_sku") and not SELLER_SKU.fullmatch(sku["seller_sku"]):
            yield refusal(12052054)
        yield from _check_sales_attributes(draft, sku.get("sales_attributes") or [])
    yield from _check_codes(draft)


def _check_combinations(skus: list[dict[str, Any]]) -> Iterator[Refusal]:
    rows = [sku.get("sales_attributes") or [] for sku in skus]
    axes = {frozenset(_axis(attribute) for attribute in row) for row in rows}
    if len(axes) > 1 or (len(rows) > 1 and not rows[0]):
        yield refusal(12052550)
        return
    combinations = {frozenset((_axis(attribute), _value(attribute)) for attribute in row) for row in rows}
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
    elif len(attribute.get("name") or "") > NAME_LENGTH:
        yield refusal(12052242)
    if not _value(attribute):
        yield refusal(12052248)
    elif attribute.get("value_id"):
        if attribute["value_id"] not in _known_values(draft, attribute):
            yield refusal(12052529)
    elif len(attribute["value_name"]) > VALUE_LENGTH:
        yield refusal(12052249, limit=VALUE_LENGTH, name=attribute["value_name"])
    elif is_malformed(attribute["value_name"]):
        yield refusal(12052934)


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


def _check_codes(draft: Draft) -> Iterator[Refusal]:
    codes = []
    for sku in draft.skus:
        code = sku.get("identifier_code")
        if code and not is_valid_code(code.get("type") or "", code.get("code") or ""):
            draft.clear(f"identifier_code:{code.get('code')}", "The identifier code is invalid")
            sku["identifier_code"] = None
        elif code:
            codes.append(code["code"])
            yield from _check_frozen(draft, sku)
    if len(set(codes)) < len(codes):
        yield refusal(12052592)


def _check_frozen(draft: Draft, sku: dict[str, Any]) -> Iterator[Refusal]:
    if draft.existing is None or draft.existing.product_status == "DRAFT":
        return
    stored = next((known for known in draft.existing.latest.skus if known.id == sku.get("id")), None)
    if stored and stored.identifier_code and stored.identifier_code["code"] != sku["identifier_code"]["code"]:
        yield refusal(12052593)


def is_valid_code(kind: str, code: str) -> bool:
    """Tell whether a code has the form of its kind and the right check digit."""
    if kind not in CODE_FORMS or not CODE_FORMS[kind].fullmatch(code):
        return False
    if len(code) == 10:
        digits = [10 if character == "X" else int(character) for character in code]
        return sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return sum(weighted) % 10 == 0
