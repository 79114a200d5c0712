"""Quantities: what is kept back is kept back, of every warehouse, and what is not known is not guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.rule_amounts import AmountRule
from catalog_sync.mapping.variant_rules import StockRule
from catalog_sync_tests.mapping.world import codes, mapped, offer, product, rules, value


def stocked(
    stock: dict[str, Any], quantities: dict[str, int] | None = None, **attributes: Any
) -> MappedListing:
    counted = offer().model_copy(update={"quantities": {"GB": 7} if quantities is None else quantities})
    return mapped(product(**attributes), offers={"LAMP-1": counted}, rules=rules(stock=stock))


@pytest.mark.parametrize(
    ("rule", "units", "shown"),
    [
        ({"buffer": {"units": 3}}, 7, 4),
        ({"buffer": {"units": 9}}, 7, 0),
        ({"buffer": {"percent": 10}}, 7, 6),
        ({"buffer": {"percent": 100}}, 7, 0),
        ({"buffer": {"units": 1, "percent": 50}}, 10, 4),
        ({"maximum": 5}, 7, 5),
        ({"maximum": 5, "buffer": {"units": 4}}, 7, 3),
        ({}, -4, 0),
    ],
)
def test_a_buffer_is_kept_back_and_no_more_than_the_maximum_is_shown(
    rule: dict[str, Any], units: int, shown: int
) -> None:
    assert stocked({"offers": True} | rule, {"GB": units}).quantities == {"LAMP-1": shown}


@given(
    st.integers(-50, 10**7),
    st.integers(0, 200),
    st.decimals(0, 100, places=2),
    st.none() | st.integers(0, 10**6),
)
def test_what_is_shown_is_never_more_than_what_is_left_and_never_below_nothing(
    units: int, kept: int, percent: Any, most: int | None
) -> None:
    rule = {"offers": True, "buffer": {"units": kept, "percent": str(percent)}, "maximum": most}
    [shown] = stocked(rule, {"GB": units}).quantities.values()
    assert 0 <= shown <= max(0, units - kept)
    assert shown <= (99_999 if most is None else most)


TWO = {
    "warehouses": {
        "7001": {"offers": True},
        "7002": {"offers": True, "of": "GB-south", "buffer": {"units": 1}},
    }
}


def test_every_warehouse_has_its_own_quantity() -> None:
    listing = stocked(TWO, {"GB": 4, "GB-south": 3})
    assert listing.spread == {"LAMP-1": {"7001": 4, "7002": 2}}
    assert listing.quantities == {"LAMP-1": 6}
    assert listing.counted_by["LAMP-1"].quantities == {"GB": 4, "GB-south": 3}


def test_a_warehouse_whose_quantity_is_not_known_withholds_the_sku_and_is_named() -> None:
    listing = stocked(TWO, {"GB": 4})
    assert (codes(listing), listing.quantities) == (["stock_missing"], {})
    assert "warehouse 7002" in listing.findings[0].message


def test_a_constant_says_that_a_warehouse_may_have_none() -> None:
    second = {"first_of": [{"offers": True, "of": "GB-south"}, {"constant": 0}]}
    listing = stocked({"warehouses": {"7001": {"offers": True}, "7002": second}}, {"GB": 4})
    assert listing.spread == {"LAMP-1": {"7001": 4, "7002": 0}}


def test_a_quantity_of_the_pim_is_counted_with_its_buffer() -> None:
    listing = stocked({"from": "units", "buffer": {"units": 2}}, units=value("12"))
    assert (listing.quantities, listing.counted_by) == ({"LAMP-1": 10}, {})


def test_one_warehouse_needs_no_spread() -> None:
    assert stocked({"offers": True}).spread == {}


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"offers": True, "warehouses": {"1": {"offers": True}}},
        {"warehouses": {}},
        {"offers": True, "maximum": -1},
    ],
)
def test_a_stock_rule_has_one_source(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        StockRule.model_validate(rule)


def test_a_buffer_is_no_part_of_a_price() -> None:
    with pytest.raises(ValidationError):
        AmountRule.model_validate({"offers": True, "buffer": {"units": 1}})
