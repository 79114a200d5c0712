from typing import Any

import pytest

from catalog_sync.mapping.listing import MappedListing, Severity
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels
from catalog_sync_tests.mapping.world import (
    ATTRIBUTES,
    RULES_ANSWER,
    codes,
    mapped,
    metric,
    product,
    rules,
    value,
    variant,
)


def attributed(attributes: dict[str, Any], **values: Any) -> MappedListing:
    fillers = {"100393": {"from": "material"}} | attributes
    return mapped(product(**values), rules=rules(attributes=fillers), schema=LEAF)


STYLE = {
    "id": "100398",
    "name": "Style",
    "values": [
        {"id": "1001166", "name": "Boho"},
        {"id": "1001167", "name": "Chic"},
        {"id": "1001177", "name": "Sweet"},
        {"id": "1001178", "name": "Sweet"},
    ],
}
LEAF = CategorySchema.from_answers("600161", {"attributes": [*ATTRIBUTES, STYLE]}, RULES_ANSWER)


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

    assert codes(listing) == ["attribute_value_unknown"]
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


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"from": "material", "values": {"cotton": "Batteries"}, "only_listed": True}, "material is 'Steel'"),
        ({"constant": "None", "when": {"material": "cotton"}}, "it asks for material"),
        ({"from": "battery"}, "fill battery in the PIM"),
    ],
)
def test_a_missing_fact_is_asked_for_where_it_is_missing(rule: dict[str, Any], told: str) -> None:
    required = [attribute | {"is_required": True} for attribute in ATTRIBUTES if attribute["id"] == "101610"]
    schema = CategorySchema.from_answers("600161", {"attributes": required}, RULES_ANSWER)

    listing = mapped(rules=rules(attributes={"101610": rule}), schema=schema)

    assert codes(listing) == ["attribute_missing"]
    assert told in listing.findings[0].message


def test_an_attribute_is_required_once_another_has_the_value_it_depends_on() -> None:
    listing = attributed({"101610": {"constant": "Batteries"}})

    assert codes(listing) == ["attribute_missing"]
    assert "required because Contains Batteries or Cells? is Batteries" in listing.findings[0].message
    assert codes(attributed({"101610": {"constant": "None"}})) == []


def test_fluid_ounces_in_a_text_are_not_converted_as_they_differ_by_country() -> None:
    volume = {
        "id": "1",
        "name": "Capacity (ml)",
        "is_customizable": True,
        "value_data_format": "POSITIVE_INT_OR_DECIMAL",
    }
    schema = CategorySchema.from_answers("600161", {"attributes": [volume]}, RULES_ANSWER)

    def said(capacity: Any, **rule: str) -> tuple[Any, list[str]]:
        own = rules(attributes={"1": {"from": "capacity"} | rule})
        listing = mapped(product(capacity=capacity), rules=own, schema=schema)
        return listing.content["product_attributes"], codes(listing)

    assert said(value("16 oz")) == ([], ["attribute_value_invalid"])
    assert said(value("16 oz"), measured_in="MILLILITER", unit="MILLILITER")[0] == []
    assert said(metric("16", "OUNCE")) == ([{"id": "1", "values": [{"name": "454.609"}]}], [])


def chained(**values: str) -> MappedListing:
    def asked(attribute: str, name: str, *conditions: tuple[str, str]) -> dict[str, Any]:
        return {
            "id": attribute,
            "name": name,
            "values": [{"id": f"{attribute}1", "name": "Yes"}, {"id": f"{attribute}2", "name": "No"}],
            "requirement_conditions": [
                {"condition_type": "VALUE_ID_MATCH", "attribute_id": parent, "attribute_value_id": wanted}
                for parent, wanted in conditions
            ],
        }

    attributes = [
        asked("1", "First"),
        asked("2", "Second", ("1", "11"), ("9", "91")),
        asked("3", "Third", ("2", "21")),
        asked("9", "Other"),
    ]
    schema = CategorySchema.from_answers("600161", {"attributes": attributes}, {})
    fillers = {attribute[1:]: {"constant": text} for attribute, text in values.items()}
    return mapped(schema=schema, rules=rules(attributes=fillers))


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"_1": "Yes"}, ["Second (2) is required because First is Yes"]),
        ({"_9": "Yes"}, ["Second (2) is required because Other is Yes"]),
        ({"_1": "Yes", "_2": "Yes"}, ["Third (3) is required because Second is Yes"]),
        ({"_1": "Yes", "_2": "No"}, []),
        ({"_1": "No", "_2": "Yes", "_3": "No"}, ["Second (2) is left out", "Third (3) is left out"]),
        ({"_1": "No", "_9": "Yes", "_2": "No"}, []),
    ],
)
def test_conditions_are_followed_along_their_chain(values: dict[str, str], wanted: list[str]) -> None:
    messages = [finding.message for finding in chained(**values).findings]

    assert len(messages) == len(wanted)
    assert all(text in message for text, message in zip(wanted, messages, strict=True))


def test_what_nothing_asks_for_is_not_sent() -> None:
    assert sent(chained(_1="No", _2="Yes", _3="No")) == {"1": [{"id": "12"}]}


def test_several_values_for_an_attribute_that_takes_one_send_the_first() -> None:
    listing = attributed({"100398": {"constant": ["Boho", "Chic"]}})

    assert sent(listing)["100398"] == [{"id": "1001166"}]
    assert codes(listing) == ["attribute_single_value"]


def test_of_several_statements_about_a_hazard_none_is_sent() -> None:
    listing = attributed({"101610": {"constant": ["None", "Batteries"]}})

    assert ("101610" in sent(listing), codes(listing)) == (False, ["attribute_value_ambiguous"])
    assert "'None', 'Batteries'" in listing.findings[0].message


def variants(**own: tuple[Any, Any]) -> dict[str, Any]:
    """A listing of two variants, each with its own of these values."""
    skus = (
        variant(sku, color=sku.lower(), **{name: pair[at] for name, pair in own.items()})
        for at, sku in enumerate(("RED", "BLUE"))
    )
    listed = product(*skus, axes=("color",), material=None, ean=None)
    attributes = {"100393": {"from": "material"}, "101610": {"from": "battery"}}
    several = [attribute | {"is_requried": False} for attribute in ATTRIBUTES]
    schema = CategorySchema.from_answers("600161", {"attributes": several}, RULES_ANSWER)
    return {"item": listed, "rules": rules(attributes=attributes), "schema": schema}


def test_the_first_variant_does_not_speak_for_the_others() -> None:
    listing = mapped(**variants(material=(["cotton"], ["steel"])))

    assert sent(listing)["100393"] == [{"id": "1000039"}, {"id": "1000043"}]


@pytest.mark.parametrize("other", ["Batteries", None])
def test_variants_that_differ_in_a_hazard_are_told_and_none_is_sent(other: str | None) -> None:
    listing = mapped(**variants(material=(["cotton"], ["cotton"]), battery=("None", other)))

    assert "101610" not in sent(listing)
    assert codes(listing) == ["attribute_value_ambiguous"]
    assert "do not all say the same" in listing.findings[0].message


def test_two_spellings_of_one_value_are_sent_once() -> None:
    listing = attributed({}, material=value(["Cotton", "baumwolle", "COTTON"]))

    assert (sent(listing)["100393"], codes(listing)) == ([{"id": "1000039"}], [])


def test_an_ambiguous_value_is_left_out_and_both_candidates_are_named() -> None:
    listing = attributed({"100398": {"constant": "sweets"}})

    assert ("100398" in sent(listing), codes(listing)) == (False, ["attribute_value_ambiguous"])
    assert "Sweet (1001177) and Sweet (1001178)" in listing.findings[0].message


def test_an_unknown_value_comes_with_the_nearest_ones() -> None:
    assert "nearest: Cotton (1000039)" in attributed({}, material=value(["coton bio"])).findings[0].message


def test_an_id_that_the_leaf_does_not_have_is_never_sent_as_a_text() -> None:
    open_ended = [attribute | {"is_customizable": True} for attribute in ATTRIBUTES]
    schema = CategorySchema.from_answers("600161", {"attributes": open_ended}, RULES_ANSWER)
    aliased = rules(attributes={"100393": {"from": "material", "values": {"velvet": 1099999}}})

    listing = mapped(product(material=value(["velvet"])), schema=schema, rules=aliased)

    assert (sent(listing), "attribute_value_unknown" in codes(listing)) == ({}, True)


def test_a_rule_for_an_attribute_of_other_categories_is_passed_over() -> None:
    assert codes(attributed({"424242": {"constant": "x"}})) == []


def test_a_measurement_becomes_a_plain_number_in_the_rules_unit() -> None:
    listing = attributed({"100300": {"from": "volume", "unit": "MILLILITER"}}, volume=metric("0.75", "LITER"))

    assert sent(listing)["100300"] == [{"name": "750"}]


@pytest.mark.parametrize(
    ("data", "code"),
    [("much", "unknown"), ("NaN", "unknown"), ("-3", "invalid"), ("0", "invalid")],
)
def test_what_is_not_a_positive_number_is_not_sent_as_one(data: str, code: str) -> None:
    listing = attributed({"100300": {"from": "volume"}}, volume=value(data))

    assert ("100300" in sent(listing), codes(listing)) == (False, [f"attribute_value_{code}"])


def test_an_attribute_that_a_value_asks_for_withholds_with_what_is_wrong_with_its_own() -> None:
    listing = attributed({"101610": {"constant": "Batteries"}, "100216": {"constant": "Zinc"}})

    assert (codes(listing), listing.blocked) == (["attribute_value_unknown"], True)
    assert "required because Contains Batteries or Cells? is Batteries" in listing.findings[0].message


def test_a_boolean_is_mapped_by_its_code() -> None:
    filler = {"from": "battery_powered", "values": {True: "Batteries", False: "None"}}

    assert sent(attributed({"101610": filler}, battery_powered=value(False)))["101610"] == [{"id": "1000325"}]


def test_a_finding_says_where_the_rule_stands_and_which_values_are_allowed() -> None:
    many = [{"id": str(number), "name": f"Value {number}"} for number in range(30)]
    answer = {"attributes": [{"id": "5", "name": "Kind", "is_requried": True, "values": many}]}

    message = mapped(schema=CategorySchema.from_answers("600161", answer, {})).findings[0].message

    assert "Value 11 and 18 more" in message


@pytest.mark.parametrize("amount", [metric("0.75", "LITER"), value("75 cl"), value("750")])
def test_a_unit_in_the_attributes_name_is_the_unit_that_is_sent(amount: Any) -> None:
    asked = {"id": "101626", "name": "Liquid Volume in ml", "value_data_format": "POSITIVE_INT_OR_DECIMAL"}
    leaf = CategorySchema.from_answers("600161", {"attributes": [asked]}, RULES_ANSWER)
    ruled = rules(attributes={"101626": {"from": "volume"}})

    assert sent(mapped(product(volume=amount), schema=leaf, rules=ruled)) == {"101626": [{"name": "750"}]}


@pytest.mark.parametrize("text", ["x" * 9 + "yz" * 1000, "!!!", "aaaaaaaaaaaa", "中文"])
def test_a_text_that_no_market_takes_is_told_and_not_sent(text: str) -> None:
    free = {"id": "5", "name": "Kind", "is_customizable": True}
    leaf = CategorySchema.from_answers("600161", {"attributes": [free]}, RULES_ANSWER)

    listing = mapped(product(kind=value(text)), schema=leaf, rules=rules(attributes={"5": {"from": "kind"}}))

    assert (sent(listing), codes(listing)) == ({}, ["attribute_value_invalid"])


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("cotton_blend", "material 'cotton_blend' has a label in en_US, none in id_ID"),
        ("waxed_linen", "material 'waxed_linen' has no label"),
        ("wol", None),
        ("pvc", None),
    ],
)
def test_a_code_that_goes_as_an_own_value_is_told(option: str, told: str | None) -> None:
    own = [attribute | {"is_customizable": True} for attribute in ATTRIBUTES]
    names = {("material", "cotton_blend", "en_US"): "Cotton blend", ("material", "wol", "id_ID"): "wol"}
    labels = OptionLabels(names, {("material", "waxed_linen"), ("material", "pvc")})
    texts = {field: value("Lampu meja kuningan", locale="id_ID") for field in ("name", "description")}
    listing = mapped(
        product(material=value([option]), **texts),
        rules=rules(locales=["id_ID"]),
        schema=CategorySchema.from_answers("600161", {"attributes": own}, RULES_ANSWER),
        labels=labels,
    )
    assert sent(listing)["100393"] == [{"name": option}]
    found = [finding for finding in listing.findings if finding.code == "value_unlabelled"]
    assert [(one.attribute, one.severity) for one in found] == ([("material", Severity.WARN)] if told else [])
    assert all(f"Material (100393): {told}: its code is shown." in one.message for one in found)
