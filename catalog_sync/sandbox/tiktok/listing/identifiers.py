"""Rules for identifier codes: GTIN, EAN, UPC, ISBN, JAN, and the extra codes of EU bundles."""

import re
from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of

LENGTHS = {"GTIN": {14}, "EAN": {8, 13, 14}, "UPC": {12}, "ISBN": {10, 13}, "JAN": {8, 13}}
EXTRA_CODES = 10


def check_identifiers(draft: Draft) -> Iterator[Refusal]:
    """Check form, uniqueness and permanence; a code whose check digit is wrong is cleared with a warning."""
    codes = []
    for sku in draft.skus:
        yield from _check_extra(draft, sku.get("extra_identifier_codes") or [])
        code = sku.get("identifier_code")
        if not code:
            continue
        yield from _check_form(code)
        if not is_valid_code(code.get("type") or "", code.get("code") or ""):
            draft.clear(f"identifier_code:{code.get('code')}", "The identifier code is invalid")
            sku["identifier_code"] = None
        else:
            codes.append(code["code"])
            yield from _check_frozen(draft, sku)
    if len(set(codes)) < len(codes):
        yield refusal(12052592)


def is_valid_code(kind: str, code: str) -> bool:
    """Tell whether a code has the form of its kind and the right check digit."""
    if len(code) not in LENGTHS.get(kind, ()) or not re.fullmatch(r"\d+X?", code):
        return False
    if len(code) == 10:
        digits = [10 if character == "X" else int(character) for character in code]
        return sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0
    if not code.isdigit():
        return False
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return sum(weighted) % 10 == 0


def _check_form(code: dict[str, Any]) -> Iterator[Refusal]:
    kind, text = code.get("type") or "", code.get("code") or ""
    if kind not in LENGTHS:
        yield refusal(12052600)
    elif len(text) not in LENGTHS[kind]:
        yield refusal(12052591)
    elif not re.fullmatch(r"\d+" if kind != "ISBN" else r"\d+X?", text):
        yield refusal(12052598)


def _check_frozen(draft: Draft, sku: dict[str, Any]) -> Iterator[Refusal]:
    if draft.existing is None or draft.existing.product_status == "DRAFT":
        return
    stored = draft.stored_sku(sku.get("id"))
    if stored and stored.identifier_code and stored.identifier_code["code"] != sku["identifier_code"]["code"]:
        yield refusal(12052593)


def _check_extra(draft: Draft, codes: list[str]) -> Iterator[Refusal]:
    if codes and not limits_of(draft.shop.region).extra_identifier_codes:
        yield refusal(12052291)
    elif len(codes) > EXTRA_CODES:
        yield refusal(12052292)
    elif not all(re.fullmatch(r"\d{8}|\d{12,14}", code) for code in codes):
        yield refusal(12052294)
