from typing import Any

import pytest

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync_tests.mapping.world import (
    ATTRIBUTES,
    RULES_ANSWER,
    codes,
    mapped,
    metric,
    product,
    rules,
    value,
)


def attributed(attributes: dict[str, Any], **values: Any) -> MappedListing:
    return mapped(product(**values), rules=rules(attributes={"100393": {"from": "material"}} | attributes))


def sent(listing: MappedListing) -> dict[str, list[dict[str, str]]]:
    return {attribute["id"]: attribute["values"] for attribute in listing.content["product_attributes"]}


def test_values_are_matched_by_label_alias_code_and_id() -> None:
    aliases = {"values": {"brass": "Steel", "canvas": 1000039}}

    assert sent(
        attributed({"100393": {"from": "material"} | aliases}, material=value(["brass", "canvas"]))
    ) == {"100393": [{"id": "1000043"}, {"id": "1000039"}]}


def test_an_attribute_may_be_named_instead_of_numbered() -> None:
    listing = attributed({"contains batteries or cells": {"constant": "none"}})

    assert sent(listing)["101610"] == [{"id": "1000325"}]


def test_an_unknown_value_of_a_required_attribute_blocks_and_names_the_allowed_ones() -> None:
    listing = attributed({}, material=value(["velvet"]))
    finding = listing.findings[0]

    assert codes(listing) == ["attribute_value_unknown", "attribute_missing"]
    assert (finding.severity, finding.attribute) == ("block", "material")
    assert "'velvet'" in finding.message
    assert "allowed: Cotton, Steel" in finding.message


def test_an_unknown_value_of_an_optional_attribute_is_left_out_with_a_warning() -> None:
    listing = attributed({"101610": {"constant": "Maybe"}})

    assert ("101610" in sent(listing), codes(listing), listing.blocked) == (
        False,
        ["attribute_value_unknown"],
        False,
    )


def test_a_customizable_attribute_takes_an_own_value() -> None:
    customizable = [attribute | {"is_customizable": True} for attribute in ATTRIBUTES]
    schema = CategorySchema.from_answers("600161", {"attributes": customizable}, RULES_ANSWER)

    assert sent(mapped(product(material=value(["velvet"])), schema=schema))["100393"] == [{"name": "velvet"}]


@pytest.mark.parametrize("spelling", ["is_requried", "is_required"])
def test_a_required_attribute_without_a_value_blocks_whichever_way_the_flag_is_spelled(spelling: str) -> None:
    answer = {"attributes": [{"id": "5", "name": "Origin", spelling: True, "is_customizable": True}]}

    listing = mapped(schema=CategorySchema.from_answers("600161", answer, RULES_ANSWER))

    assert codes(listing) == ["attribute_missing"]
    assert "Origin (5) is required" in listing.findings[0].message


def test_an_attribute_is_required_once_another_has_the_value_it_depends_on() -> None:
    assert codes(attributed({"101610": {"constant": "Batteries"}})) == ["attribute_missing"]
    assert codes(attributed({"101610": {"constant": "None"}})) == []


def test_several_values_for_an_attribute_that_takes_one_send_the_first() -> None:
    listing = attributed({"101610": {"constant": ["None", "Batteries"]}})

    assert sent(listing)["101610"] == [{"id": "1000325"}]
    assert codes(listing) == ["attribute_single_value"]


def test_a_rule_for_an_attribute_of_other_categories_is_passed_over() -> None:
    assert codes(attributed({"424242": {"constant": "x"}})) == []


def test_a_measurement_becomes_a_plain_number_in_the_rules_unit() -> None:
    listing = attributed({"100300": {"from": "volume", "unit": "MILLILITER"}}, volume=metric("0.75", "LITER"))

    assert sent(listing)["100300"] == [{"name": "750"}]


@pytest.mark.parametrize("data", ["much", "-3", "0", "NaN"])
def test_what_is_not_a_positive_number_is_not_sent_as_one(data: str) -> None:
    listing = attributed({"100300": {"from": "volume"}}, volume=value(data))

    assert ("100300" in sent(listing), codes(listing)) == (False, ["attribute_value_unknown"])


def test_a_boolean_is_mapped_by_its_code() -> None:
    filler = {"from": "battery_powered", "values": {True: "Batteries", False: "None"}}

    assert sent(attributed({"101610": filler}, battery_powered=value(False)))["101610"] == [{"id": "1000325"}]


def test_a_finding_says_where_the_rule_stands_and_which_values_are_allowed() -> None:
    many = [{"id": str(number), "name": f"Value {number}"} for number in range(30)]
    answer = {"attributes": [{"id": "5", "name": "Kind", "is_requried": True, "values": many}]}

    message = mapped(schema=CategorySchema.from_answers("600161", answer, {})).findings[0].message

    assert "Value 11 and 18 more" in message
