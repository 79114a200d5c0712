"""What counts as empty when rules are filled: nothing said is nothing sent, while zero and false are values."""

from typing import Any

import pytest

from catalog_sync.mapping.fillers import fill
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.source import Source
from catalog_sync_tests.mapping.world import LABELS, product, value

ELSE = {"first_of": [{"from": "x"}, {"constant": "else"}]}


def filled(rule: dict[str, Any], data: Any) -> list[str]:
    source = Source(product(x=value(data)), "ecommerce", ("en_US",), LABELS)
    return [found.text for found in fill(Filler.model_validate(rule), source)]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        " \n",
        [],
        [""],
        [None, " "],
        {},
        {"amount": None, "unit": "GRAM"},
        {"amount": "", "unit": "GRAM"},
    ],
    ids=repr,
)
def test_what_says_nothing_is_passed_over(data: Any) -> None:
    assert filled(ELSE, data) == ["else"]
    assert filled({"template": "about {x}"}, data) == []
    assert filled({"constant": "there", "when": {"x": {"present": True}}}, data) == []
    assert filled({"constant": "missing", "when": {"x": {"present": False}}}, data) == ["missing"]
    assert filled({"constant": "small", "when": {"x": {"below": 5, "unit": "GRAM"}}}, data) == []
    assert filled({"constant": "any", "unless": {"x": {"below": 5, "unit": "GRAM"}}}, data) == ["any"]


@pytest.mark.parametrize(
    ("data", "text"),
    [(0, "0"), ("0", "0"), (False, "false"), ({"amount": 0, "unit": "GRAM"}, "0 g")],
    ids=repr,
)
def test_zero_and_false_are_values(data: Any, text: str) -> None:
    assert filled(ELSE, data) == [text]
    assert filled({"template": "about {x}"}, data) == [f"about {text}"]
    assert filled({"constant": "there", "when": {"x": {"present": True}}}, data) == ["there"]


def test_empty_ones_of_several_values_are_left_out() -> None:
    assert filled({"from": "x"}, ["", "red", None]) == ["red"]
