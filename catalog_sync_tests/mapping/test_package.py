from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.regions import regions
from catalog_sync_tests.mapping.world import (
    RULES_ANSWER,
    codes,
    mapped,
    metric,
    product,
    rules,
    shop,
    variant,
)

US = {"shop": shop("US"), "offers": {}}


def test_weight_and_dimensions_come_in_the_regions_first_unit() -> None:
    content = mapped(product(weight=metric("350", "GRAM"))).content

    assert content["package_weight"] == {"value": "0.35", "unit": "KILOGRAM"}
    assert content["package_dimensions"] == {
        "length": "40",
        "width": "20",
        "height": "20",
        "unit": "CENTIMETER",
    }


def test_dimensions_follow_the_weight_into_imperial_units() -> None:
    content = mapped(product(weight=metric("1", "KILOGRAM")), rules=rules(weight_unit="POUND"), **US).content

    assert content["package_weight"] == {"value": "2.21", "unit": "POUND"}
    assert content["package_dimensions"] == {"length": "16", "width": "8", "height": "8", "unit": "INCH"}


def test_a_unit_that_the_region_does_not_take_blocks() -> None:
    assert "unit_not_allowed" in codes(mapped(rules=rules(weight_unit="POUND")))


def test_metric_weight_with_imperial_dimensions_blocks() -> None:
    sides = {side: {"from": f"package_{side}"} for side in ("length", "width", "height")}

    assert "units_mixed" in codes(mapped(rules=rules(package_dimensions=sides | {"unit": "INCH"}), **US))


def test_the_heaviest_variant_decides() -> None:
    light = variant("A", color="red", weight={"amount": "200", "unit": "GRAM"})
    heavy = variant("B", color="blue", weight={"amount": "0.4", "unit": "KILOGRAM"})

    content = mapped(product(light, heavy, axes=("color",), ean=None)).content

    assert content["package_weight"]["value"] == "0.4"


@pytest.mark.parametrize("weight", [None, metric("0", "KILOGRAM"), metric("-1", "KILOGRAM")])
def test_without_a_weight_above_zero_the_listing_is_blocked(weight: Any) -> None:
    listing = mapped(product(weight=weight))

    assert (codes(listing), listing.findings[0].attribute) == (["weight_missing"], "weight")


def test_a_constant_stands_in_for_a_missing_weight() -> None:
    filler = {"first_of": [{"from": "weight"}, {"constant": {"amount": "0.5", "unit": "KILOGRAM"}}]}

    assert (
        mapped(product(weight=None), rules=rules(package_weight=filler)).content["package_weight"]["value"]
        == "0.5"
    )


def test_an_unknown_unit_is_told() -> None:
    listing = mapped(product(weight=metric("1", "STONE")))

    assert codes(listing) == ["measurement_invalid", "weight_missing"]
    assert "STONE cannot be converted to KILOGRAM" in listing.findings[0].message


def test_missing_dimensions_block_where_the_category_requires_them() -> None:
    listing = mapped(product(package_width=None))

    assert codes(listing) == ["dimensions_missing"]
    assert "fill package_width in the PIM" in listing.findings[0].message
    assert "package_dimensions" not in listing.content


def test_missing_dimensions_are_left_out_where_the_region_does_not_need_them() -> None:
    listing = mapped(product(package_width=None), shop=shop("ID"), offers={})

    assert "dimensions_missing" not in codes(listing)
    assert "package_dimensions" not in listing.content
    assert RULES_ANSWER["package_dimension"] == {"is_required": True}


def test_a_cross_border_shop_needs_dimensions_everywhere() -> None:
    listing = mapped(product(package_width=None), shop=shop("ID", seller_type="CROSS_BORDER"), offers={})

    assert "dimensions_missing" in codes(listing)


DECIMALS = {"KILOGRAM": 3, "POUND": 2, "GRAM": 0}


@given(
    st.decimals(min_value="-1", max_value="5000", places=4),
    st.sampled_from(["GRAM", "KILOGRAM", "OUNCE", "POUND"]),
    st.sampled_from(sorted(regions())),
)
def test_a_weight_is_within_the_formats_of_its_region_or_there_is_a_finding(
    amount: Any, unit: str, region: str
) -> None:
    listing = mapped(product(weight=metric(str(amount), unit)), shop=shop(region), offers={})
    weight = listing.content.get("package_weight")

    assert (weight is None) == ("weight_missing" in codes(listing))
    if weight:
        assert weight["unit"] in regions()[region].weight_units
        assert float(weight["value"]) > 0
        assert len(weight["value"].partition(".")[2]) <= DECIMALS[weight["unit"]]
