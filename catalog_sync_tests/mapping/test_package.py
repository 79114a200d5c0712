from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.regions import regions
from catalog_sync.sandbox.tiktok.listing.compliance import check_compliance
from catalog_sync.sandbox.tiktok.markets import MARKETS
from catalog_sync.sandbox.tiktok.taxonomy import Rules
from catalog_sync_tests.mapping.world import (
    RULES_ANSWER,
    codes,
    mapped,
    metric,
    product,
    rules,
    schema,
    shop,
    value,
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


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [("1,2 kg", "1.2"), ("350 g", "0.35"), ("2 lbs", "0.908"), ("0.5 Kilogramm", "0.5"), ("12 oz", "0.341")],
)
def test_a_weight_may_be_a_text_with_its_unit(text: str, kilograms: str) -> None:
    assert mapped(product(weight=value(text))).content["package_weight"]["value"] == kilograms


@pytest.mark.parametrize("text", ["ca. 1 kg", "1-2 kg", "heavy", "1.2"])
def test_a_weight_that_is_not_one_exact_measurement_is_told_and_not_guessed(text: str) -> None:
    listing = mapped(product(weight=value(text)))

    assert codes(listing) == ["measurement_invalid", "weight_missing"]
    assert f"'{text}' is not one exact measurement" in listing.findings[0].message


def test_a_weight_with_two_meanings_is_told_with_both() -> None:
    listing = mapped(product(weight=value("1,500 g")))

    assert codes(listing) == ["measurement_invalid", "weight_missing"]
    assert "'1,500 g' can be 1.5 or 1500" in listing.findings[0].message
    assert "weight is '1,500 g'" in listing.findings[1].message


def test_a_bare_number_takes_the_unit_that_the_rule_says() -> None:
    ruled = rules(package_weight={"from": "weight", "measured_in": "GRAM"})

    assert mapped(product(weight=value("350")), rules=ruled).content["package_weight"]["value"] == "0.35"
    assert mapped(product(weight=value("0,35 kg")), rules=ruled).content["package_weight"]["value"] == "0.35"


def test_a_measurement_with_more_digits_than_the_field_takes_is_told() -> None:
    heavy = mapped(product(weight=metric("1000", "TON")))
    long = mapped(product(package_length=metric("9999.5", "CENTIMETER")))

    assert codes(heavy) == ["measurement_invalid", "weight_missing"]
    assert codes(long) == ["measurement_invalid", "dimensions_missing"]


def test_a_variant_without_a_weight_is_named_while_the_others_decide() -> None:
    light = variant("A", color="red", weight={"amount": "200", "unit": "GRAM"})
    unknown = variant("B", color="blue", weight={"amount": "0", "unit": "GRAM"})

    listing = mapped(product(light, unknown, axes=("color",), ean=None, weight=None))
    finding = next(finding for finding in listing.findings if finding.code == "measurement_incomplete")

    assert listing.content["package_weight"]["value"] == "0.2"
    assert (finding.sku, finding.field, finding.attribute) == ("B", "package_weight", "weight")


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


@given(
    st.tuples(*[st.decimals(min_value="0.0001", max_value="20000", places=4)] * 4),
    st.sampled_from(["MILLIMETER", "CENTIMETER", "INCH", "METER"]),
    st.sampled_from(["GB", "US", "ID", "DE"]),
    st.sampled_from([None, "POUND", "KILOGRAM"]),
)
@settings(max_examples=100, deadline=None)
def test_a_parcel_passes_the_sandboxs_own_validator_or_there_is_a_finding(
    amounts: Any, unit: str, region: str, weight_unit: str | None
) -> None:
    sides = {
        f"package_{side}": metric(str(amount), unit)
        for side, amount in zip(("length", "width", "height"), amounts, strict=False)
    }
    item = product(weight=metric(str(amounts[3]), "KILOGRAM"), **sides)
    listing = mapped(item, shop=shop(region), offers={}, rules=rules(weight_unit=weight_unit))

    refused = [refusal.code for refusal in check_compliance(parcel(listing.content, region))]

    assert not refused or {"weight_missing", "dimensions_missing", "unit_not_allowed"} & set(codes(listing))


def parcel(content: dict[str, Any], region: str) -> Any:
    """What the validator reads of a listing on its way in."""
    leaf = SimpleNamespace(rules=Rules(package_dimension_required=region != "ID"))
    sent = {name: content.get(name) for name in ("package_weight", "package_dimensions")}
    return SimpleNamespace(category=leaf, payload=sent, market=MARKETS[region])


def test_dimensions_that_lack_one_are_left_out_and_told_where_none_are_needed() -> None:
    listing = mapped(product(package_height=None), schema=schema(package_dimension={"is_required": False}))

    assert "package_dimensions" not in listing.content
    assert (codes(listing), listing.findings[0].attribute) == (["measurement_incomplete"], "package_height")
    none = {f"package_{side}": None for side in ("length", "width", "height")}
    assert codes(mapped(product(**none), schema=schema(package_dimension={"is_required": False}))) == []


@pytest.mark.parametrize("text", ["1 once", "2 livres", "40 denier"])
def test_a_measure_that_was_another_one_in_every_town_is_no_weight(text: str) -> None:
    listing = mapped(product(weight=value(text)))

    assert codes(listing) == ["measurement_invalid", "weight_missing"]
