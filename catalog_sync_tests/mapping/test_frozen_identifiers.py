"""A code that a SKU was submitted with stays with it, and goes to no other."""

from typing import Any

import pytest

from catalog_sync.mapping.frozen_identifiers import with_frozen_identifiers
from catalog_sync.mapping.listing import MappedListing
from catalog_sync_tests.mapping.world import codes

OLD, NEW = "4006381333931", "5901234123457"


def entry(sku: str, code: str | None = None, key: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"seller_sku": sku, "external_sku_id": key or f"key-{sku}"}
    return made | ({"identifier_code": {"code": code, "type": "EAN"}} if code else {})


def frozen(*skus: dict[str, Any], accepted: dict[str, Any]) -> tuple[list[str | None], list[str]]:
    listing = MappedListing(product_key="p", content={"skus": list(skus)})
    made = with_frozen_identifiers(listing, accepted)
    return [sku.get("identifier_code", {}).get("code") for sku in made.content["skus"]], codes(made)


@pytest.mark.parametrize(
    ("now", "findings"),
    [(OLD, []), (NEW, ["identifier_frozen"]), (None, ["identifier_frozen"]), ("04006381333931", [])],
)
def test_a_submitted_code_stays(now: str | None, findings: list[str]) -> None:
    assert frozen(entry("A", now), accepted={"A": entry("A", OLD)}) == ([OLD], findings)


def test_it_stays_with_a_sku_that_was_renamed() -> None:
    renamed = entry("B", NEW, key="key-A")
    assert frozen(renamed, accepted={"A": entry("A", OLD)}) == ([OLD], ["identifier_frozen"])


def test_a_sku_that_had_none_takes_one() -> None:
    assert frozen(entry("A", NEW), entry("B", OLD), accepted={"A": entry("A")}) == ([NEW, OLD], [])


def test_what_one_has_in_the_shop_goes_to_no_other() -> None:
    both = entry("A", NEW), entry("B", OLD)
    assert frozen(*both, accepted={"A": entry("A", OLD)}) == (
        [OLD, None],
        ["identifier_frozen", "identifier_repeated"],
    )
    swapped = {"A": entry("A", OLD), "B": entry("B", NEW)}
    assert frozen(*both, accepted=swapped) == ([OLD, NEW], ["identifier_frozen"] * 2)
