"""The search parameter."""

import json

import pytest


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (">", "2026-01-04 12:00:00", ["lone"]),
        (">", "2026-01-04 11:59:59", ["m", "lone"]),
        ("<", "2026-01-03 00:00:00", ["mug"]),
        ("=", "2026-01-03 00:00:00", ["s"]),
        ("!=", "2026-01-03 00:00:00", ["mug", "m", "lone"]),
        ("BETWEEN", ["2026-01-03 00:00:00", "2026-01-04 12:00:00"], ["s", "m"]),
        ("NOT BETWEEN", ["2026-01-03 00:00:00", "2026-01-04 12:00:00"], ["mug", "lone"]),
        ("SINCE LAST N DAYS", 1, []),
    ],
)
def test_updated_is_the_greatest_of_the_product_and_its_models(pim, operator, value, expected):
    assert pim.found(updated=(operator, value)) == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", "TEE", ["s", "m"]),
        ("=", "tee-red", ["s", "m"]),
        ("IN", ["TEE"], []),
        ("IN", ["TEE-RED"], ["s", "m"]),
        ("EMPTY", None, ["mug", "lone"]),
        ("NOT EMPTY", None, ["s", "m"]),
    ],
)
def test_parent_equals_takes_all_descendants_and_in_only_direct_children(pim, operator, value, expected):
    assert pim.found(parent=(operator, value)) == expected


def test_other_properties_filter_and_all_conditions_must_hold(pim):
    assert pim.found(enabled=("=", False)) == ["m"]
    assert pim.found(family=("IN", ["t_shirts"])) == ["s", "m"]
    assert pim.found(family=("NOT IN", ["t_shirts"])) == ["mug", "lone"]
    assert pim.found(family=("IN", ["t_shirts"]), enabled=("!=", False)) == ["s"]
    assert pim.found(categories=("IN", ["new", "kitchen"])) == ["mug", "s"]
    first = pim.items("products-uuid")[0]["uuid"]
    assert pim.found(uuid=("IN", [first.upper()])) == ["mug"]


def test_several_conditions_on_one_property_must_all_hold(pim):
    conditions = {"updated": [{"operator": ">", "value": "2026-01-02 00:00:00"}, {"operator": "<", "value": "2026-01-05 00:00:00"}]}  # fmt: skip
    assert len(pim.items("products-uuid", search=json.dumps(conditions))) == 2


def test_models_are_searched_alike(pim):
    found = pim.search("product-models", updated=(">", "2026-01-02 12:00:00")).json()["_embedded"]["items"]
    assert [item["code"] for item in found] == ["TEE", "TEE-RED"]
    found = pim.search("product-models", identifier=("IN", ["tee"])).json()["_embedded"]["items"]
    assert [item["code"] for item in found] == ["TEE"]


@pytest.mark.parametrize(
    ("search", "message"),
    [
        ("{", "valid JSON"),
        ("[]", "object of lists"),
        ('{"updated": {"operator": ">"}}', "object of lists"),
        ('{"updated": [{"operator": ">", "value": "2026-01-04T12:00:00Z"}]}', "yyyy-mm-dd H:i:s"),
        ('{"updated": [{"operator": ">", "value": null}]}', "yyyy-mm-dd H:i:s"),
        ('{"updated": [{"operator": "BETWEEN", "value": ["2026-01-04 12:00:00"]}]}', "two dates"),
        ('{"updated": [{"operator": "NEAR", "value": 1}]}', 'operator "NEAR"'),
        ('{"parent": [{"operator": "!=", "value": "x"}]}', 'property "parent"'),
        ('{"family": [{"operator": "IN", "value": "mugs"}]}', "array of strings"),
        ('{"colour": [{"operator": "=", "value": "red"}]}', 'property "colour"'),
    ],
)
def test_what_akeneo_refuses_is_unprocessable(pim, search, message):
    answer = pim.get("products-uuid", search=search)
    assert answer.status_code == 422
    assert message in answer.json()["message"]
