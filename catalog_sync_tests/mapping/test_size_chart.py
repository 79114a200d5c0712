import json
from typing import Any

import pytest

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.size_chart import DRAWN
from catalog_sync.pim.document import Media, Value
from catalog_sync_tests.mapping.world import codes, mapped, product, rules, schema, value

DEMANDING = schema(size_chart={"is_supported": True, "is_required": True})
COLUMNS = {"size": "Size", "chest": "Chest (cm)"}
ROWS = [
    {"size": "S", "chest": {"amount": 90, "unit": "CENTIMETER"}},
    {"size": "M", "chest": 96, "note": "x"},
    {},
]


def charted(rule: Any, item: Any = None, leaf: Any = DEMANDING) -> MappedListing:
    return mapped(item or product(), schema=leaf, rules=rules(size_chart=rule))


def drawn(listing: MappedListing) -> dict[str, Any]:
    code = listing.content["size_chart"]["image"]["media"]["code"]
    assert code.startswith(DRAWN)
    return dict(json.loads(code.removeprefix(DRAWN)))


def test_a_template_is_named_by_its_id() -> None:
    assert charted({"template": 7267563252536723205}).content["size_chart"] == {
        "template": {"id": "7267563252536723205"}
    }


def test_a_template_may_depend_on_the_product() -> None:
    rule = {"template": {"from": "gender", "values": {"men": "71", "women": "72"}}}

    assert charted(rule, product(gender=value("women"))).content["size_chart"] == {"template": {"id": "72"}}
    unknown = charted(rule, product(gender=value("kids")))
    assert codes(unknown) == ["size_chart_template_unknown", "size_chart_missing"]


def test_a_chart_may_be_read_in_another_channel_and_other_locales() -> None:
    tables = [Value(data=ROWS[:1], locale="de_DE", channel="print"), Value(data=ROWS[1:2], locale="en_US")]
    rule = {"table": {"from": "sizes", "columns": COLUMNS}, "channel": "print", "locales": ["de_DE"]}
    assert drawn(charted(rule, product(sizes=tables)))["rows"] == [["S", "90 cm"]]

    charts = [
        Media(attribute="chart", code=code, locale=locale)
        for code, locale in (("en.png", "en_US"), ("de.png", "de_DE"))
    ]
    chart = charted({"from": ["chart"], "locales": ["de_DE", "en_US"]}, product(media=charts)).content[
        "size_chart"
    ]
    assert chart["image"]["media"]["code"] == "de.png"


def test_a_table_of_the_rules_is_drawn() -> None:
    rule = {"table": {"columns": ["Size", "Chest"], "rows": [["S", 90], ["M", 96]], "title": "Fit"}}

    assert drawn(charted(rule)) == {
        "title": "Fit",
        "columns": ["Size", "Chest"],
        "rows": [["S", "90"], ["M", "96"]],
        "font": None,
    }


def test_a_table_attribute_of_the_pim_is_drawn_in_the_order_of_the_rule() -> None:
    rule = {"table": {"from": "sizes", "columns": COLUMNS}}

    assert drawn(charted(rule, product(sizes=value(ROWS))))["rows"] == [["S", "90 cm"], ["M", "96"]]


def test_measurements_are_drawn_in_the_unit_of_the_rule_and_other_cells_as_they_are() -> None:
    rule = {"table": {"from": "sizes", "columns": COLUMNS, "unit": "INCH"}}
    rows = [
        {"size": "S", "chest": {"amount": 90, "unit": "CENTIMETER"}},
        {"size": "M", "chest": {"amount": "1", "unit": "KILOGRAM"}},
        {"size": "L", "chest": {"amount": None, "unit": "CENTIMETER"}},
    ]

    shown = drawn(charted(rule, product(sizes=value(rows))))["rows"]

    assert shown == [["S", "35.4 in"], ["M", "1 kg"], ["L", ""]]


@pytest.mark.parametrize(
    ("rule", "attribute"),
    [
        (None, None),
        ({"from": ["chart"]}, "chart"),
        ({"table": {"from": "sizes", "columns": COLUMNS}}, "sizes"),
    ],
)
def test_a_demanded_chart_that_is_missing_blocks_and_names_what_to_fill(
    rule: Any, attribute: str | None
) -> None:
    listing = charted(rule)

    assert (codes(listing), listing.blocked) == (["size_chart_missing"], True)
    assert listing.findings[0].attribute == attribute


@pytest.mark.parametrize("size", ["Größe", "x" * 41])
def test_a_table_that_cannot_be_drawn_blocks(size: str) -> None:
    table = {"columns": ["Size"], "rows": [[size]]}

    assert "size_chart_undrawable" in codes(charted({"table": table}))


def test_a_font_draws_any_letter() -> None:
    table = {"columns": ["Größe"], "rows": [["S"]], "font": "DejaVuSans.ttf"}

    assert codes(charted({"table": table})) == []


def test_a_leaf_that_takes_no_charts_gets_none() -> None:
    leaf = schema(size_chart={"is_supported": False, "is_required": False})

    assert "size_chart" not in charted({"template": 71}, leaf=leaf).content


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({}, "exactly one of from, template, table"),
        ({"template": 1, "from": ["chart"]}, "exactly one of from, template, table"),
        ({"table": {"columns": ["a", "b"], "rows": [["1"]]}}, "every row needs 2 cells"),
        ({"table": {"columns": ["a"], "from": "sizes"}}, "columns must be code: heading"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(rule: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        rules(size_chart=rule)
