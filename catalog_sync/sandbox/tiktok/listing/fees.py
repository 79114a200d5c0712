"""Rules for the regulatory fees of SKUs: the deposit on bottles and cans in Germany."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_input
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.taxonomy import Rules

KINDS = frozenset({"SINGLE_USE", "REUSABLE", "NOT_APPLICABLE"})
AMOUNT = re.compile(r"\d{1,4}(\.\d{1,2})?")
HIGHEST = Decimal(6300)


def check_fees(draft: Draft) -> Iterator[Refusal]:
    """Check the fees against the category's rules; kinds and amounts are those of Create Product, `skus.fees`.

    The platform's own codes for them are not published: they are refused as invalid input.
    """
    rules = draft.category.rules if draft.category else Rules()
    for sku in draft.skus:
        given = sku.get("fees") or []
        types = [row.get("type") for row in given]
        if len(set(types)) < len(types):
            yield invalid_input("skus.fees names a type twice")
        for fee in rules.fees:
            if fee.required and fee.type not in types:
                yield invalid_input(f"skus.fees of type {fee.type} is required")
        for row in given:
            yield from _check_fee(row, {fee.type for fee in rules.fees})


def _check_fee(row: dict[str, Any], known: set[str]) -> Iterator[Refusal]:
    kind, amount = row.get("additional_attribute"), row.get("amount") or ""
    if row.get("type") not in known:
        yield invalid_input(f"skus.fees of type {row.get('type')} is not for this category")
    elif kind not in KINDS:
        yield invalid_input("skus.fees.additional_attribute is not supported")
    elif not amount and kind == "NOT_APPLICABLE":
        return
    elif not AMOUNT.fullmatch(amount) or Decimal(amount) > HIGHEST:
        yield invalid_input(f"skus.fees.amount must be between 0.00 and {HIGHEST}.00")
