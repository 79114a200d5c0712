from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.pre_sale_rules import PreSaleRule
from catalog_sync_tests.mapping.world import codes, mapped, offer, product, rules, schema, shop, value

PRICES = {"GBP": "12.5", "USD": "15", "IDR": "150000", "MYR": "60"}
LONG = value("Brass table lamp with a warm light for evenings", locale="en_US")
COD = {"cod": {"is_supported": True}}


def sold(
    region: str, *, seller: str = "LOCAL", leaf: Any = None, released: str | None = None, **rule: Any
) -> MappedListing:
    item = product(name=LONG, release=value(released) if released else None)
    of_shop, offers = shop(region, seller_type=seller), {"LAMP-1": offer(prices=PRICES)}
    return mapped(item, rules=rules(**rule), shop=of_shop, schema=schema(**(leaf or {})), offers=offers)


def test_delivery_options_go_where_the_region_has_them() -> None:
    assert sold("ID", delivery_option_ids=[71, "72"]).content["delivery_option_ids"] == ["71", "72"]


def test_delivery_options_are_left_out_with_a_finding_where_the_region_has_none() -> None:
    listing = sold("GB", delivery_option_ids=["71"])

    assert ("delivery_option_ids" in listing.content, "delivery_options_not_offered" in codes(listing)) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("region", "seller", "leaf", "offered"),
    [
        ("ID", "LOCAL", COD, True),
        ("ID", "LOCAL", {}, False),
        ("ID", "CROSS_BORDER", COD, False),
        ("MY", "CROSS_BORDER", COD, True),
        ("GB", "LOCAL", COD, False),
    ],
)
def test_cash_on_delivery_is_offered_where_region_seller_and_category_have_it(
    region: str, seller: str, leaf: Any, offered: bool
) -> None:
    listing = sold(region, seller=seller, leaf=leaf, is_cod_allowed=True)

    assert listing.content.get("is_cod_allowed", False) is offered
    assert ("cod_not_offered" in codes(listing)) is not offered


DAY = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 20, 23, 59, tzinfo=UTC))
PRE_ORDER = {"type": "PRE_ORDER", "release_date": {"from": "release"}, "handling_days": 14}


def pre_sale(listing: MappedListing) -> Any:
    return [sku.get("pre_sale") for sku in listing.content["skus"]]


def test_a_pre_order_goes_by_its_release_date_where_the_region_wants_one() -> None:
    listing = sold("US", released="2026-12-24", pre_sale=PRE_ORDER)
    moment = int(datetime(2026, 12, 24, tzinfo=UTC).timestamp())

    assert pre_sale(listing) == [{"type": "PRE_ORDER", "fulfillment_type": {"release_date": moment}}]


def test_a_pre_order_goes_by_its_days_where_the_region_wants_them() -> None:
    listing = sold("GB", released="2026-12-24", pre_sale=PRE_ORDER)

    assert pre_sale(listing) == [{"type": "PRE_ORDER", "fulfillment_type": {"handling_duration_days": 14}}]


@pytest.mark.parametrize("released", ["2026-11-24", "2027-01-19"])
def test_a_release_date_is_in_time_at_any_hour_of_today(released: str) -> None:
    [said] = pre_sale(sold("US", released=released, pre_sale=PRE_ORDER))
    ahead = [said["fulfillment_type"]["release_date"] - moment.timestamp() for moment in DAY]

    assert all(3 <= seconds / 86_400 <= 60 for seconds in ahead)


@pytest.mark.parametrize("released", [None, "2026-11-20", "2026-01-01"])
def test_goods_that_are_there_are_sold_as_usual(released: str | None) -> None:
    assert pre_sale(sold("US", released=released, pre_sale=PRE_ORDER)) == [None]


@pytest.mark.parametrize(
    ("region", "released", "rule", "code"),
    [
        ("US", "2026-11-22", PRE_ORDER, "pre_sale_out_of_range"),
        ("US", "2026-11-23", PRE_ORDER, "pre_sale_out_of_range"),
        ("US", "2027-01-20", PRE_ORDER, "pre_sale_out_of_range"),
        ("US", "soon", PRE_ORDER, "release_date_invalid"),
        ("GB", None, {"type": "CUSTOM", "handling_days": 5}, "pre_sale_not_offered"),
        ("US", None, {"type": "MADE_TO_ORDER", "handling_days": 15}, "pre_sale_out_of_range"),
        (
            "GB",
            "2026-12-24",
            {"type": "PRE_ORDER", "release_date": {"from": "release"}},
            "pre_sale_incomplete",
        ),
    ],
)
def test_what_the_region_does_not_take_withholds_the_listing(
    region: str, released: str | None, rule: Any, code: str
) -> None:
    listing = sold(region, released=released, pre_sale=rule)

    assert (code in codes(listing), listing.blocked) == (True, True)


def test_a_category_that_takes_no_pre_orders_withholds_the_listing() -> None:
    listing = sold(
        "US", released="2026-12-24", leaf={"allowed_special_product_types": ["OTHER"]}, pre_sale=PRE_ORDER
    )

    assert "pre_sale_not_offered" in codes(listing)


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "PRE_ORDER"},
        {"type": "CUSTOM", "release_date": {"from": "x"}},
        {"type": "SOON", "handling_days": 4},
    ],
)
def test_a_rule_that_says_too_little_or_too_much_is_refused(rule: Any) -> None:
    with pytest.raises(ValidationError):
        PreSaleRule.model_validate(rule)
