"""A catalogue as merchants have them, product by product and shop by shop, against what a careful person would want."""

from functools import cache
from typing import Any

import pytest

from catalog_sync.mapping.finding_kinds import kinds
from catalog_sync.mapping.listing import Finding
from catalog_sync.pim.document import Product
from catalog_sync_tests.messy.outcome import Shown, as_expected, listings, outcome
from catalog_sync_tests.messy.products import HERE, products, written
from catalog_sync_tests.sandbox_configuration import REGIONS


@cache
def expected() -> dict[str, Any]:
    files = sorted((HERE / "expected").glob("*.yaml"))
    found: dict[str, Any] = {}
    for file in files:
        found.update(written(f"expected/{file.name}"))
    return found


def wanted(name: str, region: str) -> Shown:
    """What is expected in one shop: in all of them, and over it in this one; no findings where none are named."""
    told: Shown = {"findings": []} | expected()[name].get("all", {}) | expected()[name].get(region, {})
    if told.get("outcome") == "unreadable":
        return {"outcome": "unreadable"}
    held = any(finding.startswith("block") for finding in told["findings"])
    return {"outcome": "withheld" if held else "listed"} | told | {"findings": sorted(told["findings"])}


@pytest.mark.parametrize("name", [pytest.param(name, id=one["is"]) for name, one in expected().items()])
def test_messy(name: str) -> None:
    want = {region: wanted(name, region) for region in REGIONS}

    assert {region: as_expected(want[region], outcome(name, region)) for region in REGIONS} == want


def test_every_listing_of_the_catalogue_has_its_expected_outcome() -> None:
    made = {
        listing
        for name, product in products().items()
        if isinstance(product, Product)
        for region in REGIONS
        for listing in listings(name, region)
    }

    assert made | products().keys() == expected().keys()


SAID = {name: one["says"] for name, one in expected().items() if "says" in one}


@pytest.mark.parametrize("name", [pytest.param(name, id=expected()[name]["is"]) for name in SAID])
def test_its_findings_say_what_is_wrong_and_what_to_do(name: str) -> None:
    messages = " ".join(message for region in REGIONS for message in outcome(name, region)["messages"])

    assert [phrase for phrase in SAID[name] if phrase not in messages] == []


def every_finding() -> list[Finding]:
    read = [name for name, product in products().items() if isinstance(product, Product)]
    found = (listings(name, region).values() for name in read for region in REGIONS)
    return [finding for listings_ in found for listing in listings_ for finding in listing.findings]


def test_every_finding_is_a_sentence_of_a_known_kind_and_names_its_field() -> None:
    told = every_finding()

    assert len({finding.code for finding in told}) > 35
    assert [
        finding for finding in told if finding.code not in kinds() or finding.message[-1] not in ".)"
    ] == []
    assert {finding.code for finding in told if finding.field is None} == {"rules_do_not_fit"}


def test_what_is_mended_in_the_pim_names_the_attribute() -> None:
    of_offers_or_models = {"seller_sku_missing", "seller_sku_repeated", "too_many_axes", "too_many_skus"}
    unnamed = {finding.code for finding in every_finding() if finding.attribute is None}

    assert {code for code in unnamed if kinds()[code].where == "PIM"} == of_offers_or_models
