"""Which SKUs of a shop are the PIM's under another name: by the variant's key, and only where that is certain."""

from typing import Any

import pytest

from catalog_sync.sync.renamed_skus import renames


def row(**skus: str) -> dict[str, Any]:
    """A listing with these SKUs, each of the variant with that key."""
    entries = {sku: {"seller_sku": sku, "external_sku_id": key} for sku, key in skus.items()}
    return {"skus": entries, "sku_ids": dict.fromkeys(skus, "1")}


@pytest.mark.parametrize(
    ("now", "renamed"),
    [
        ({"one": "A", "two": "B"}, {}),
        ({"one": "A", "two": "C"}, {"B": "C"}),
        ({"one": "B", "two": "A"}, {}),
        ({"one": "A", "two": "A"}, {}),
        ({"one": "C", "two": "C"}, {}),
        ({"one": "C", "three": "B"}, {"A": "C"}),
        ({"three": "C"}, {}),
    ],
)
def test_a_sku_is_renamed_where_its_variant_has_another_that_nothing_else_has(
    now: dict[str, str], renamed: dict[str, str]
) -> None:
    assert renames(row(A="one", B="two"), now) == renamed


def test_what_is_renamed_already_is_left_alone() -> None:
    listing = row(A="one") | {"sku_ids": {"C": "1"}}
    assert renames(listing, {"one": "C"}) == {}


def test_what_was_taken_without_a_key_is_never_renamed() -> None:
    assert renames({"skus": {"A": {"seller_sku": "A"}}, "sku_ids": {"A": "1"}}, {"one": "C"}) == {}
