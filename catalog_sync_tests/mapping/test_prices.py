from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.prices import rounded
from catalog_sync.mapping.rule_sources import Rounding
from catalog_sync_tests.mapping.world import codes, mapped, offer, product, rules, shop, value

EUR = {"EUR": {"rate": "0.86", "as_of": "2026-01-01", "expires": "2027-01-01"}}


def priced(price: dict[str, Any], offers: dict[str, str] | None = None, **changes: Any) -> MappedListing:
    return mapped(offers={"LAMP-1": offer(prices=offers)}, rules=rules(price=price), **changes)


def amount(listing: MappedListing) -> str:
    return listing.prices["LAMP-1"]["amount"]


def test_the_offer_in_the_shops_currency_is_taken() -> None:
    listing = priced({"offers": True}, {"EUR": "9", "GBP": "12.5"})

    assert listing.prices == {"LAMP-1": {"amount": "12.50", "currency": "GBP"}}


def test_a_foreign_offer_is_never_taken_for_the_shops_currency() -> None:
    listing = priced({"offers": True}, {"EUR": "9"})

    assert listing.prices == {}
    assert codes(listing) == ["price_missing"]
    assert "the offers have EUR only" in listing.findings[0].message


def test_a_foreign_offer_is_converted_at_the_rate_of_the_rules() -> None:
    assert amount(priced({"offers": True, "convert": EUR}, {"EUR": "10.01"})) == "8.61"


def test_an_expired_rate_is_not_used() -> None:
    expired = {"EUR": EUR["EUR"] | {"expires": "2026-11-19"}}

    assert codes(priced({"offers": True, "convert": expired}, {"EUR": "10"})) == ["rate_expired"]


def test_a_rate_may_be_used_on_its_last_day() -> None:
    last_day = {"EUR": EUR["EUR"] | {"expires": "2026-11-20"}}

    assert codes(priced({"offers": True, "convert": last_day}, {"EUR": "10"})) == []


def test_a_price_attribute_of_the_pim_stands_in_for_a_missing_offer() -> None:
    price = {"first_of": [{"offers": True}, {"from": "price"}, {"constant": 1}]}
    item = product(price=value([{"amount": "19.99", "currency": "GBP"}, {"amount": None, "currency": "USD"}]))

    listing = mapped(item, offers={}, rules=rules(price=price, stock={"constant": 3}))

    assert (amount(listing), listing.quantities) == ("19.99", {"LAMP-1": 3})


@pytest.mark.parametrize(
    ("rounding", "paid"),
    [
        ({"step": "1", "minus": "0.01"}, "12.99"),
        ({"step": "1", "mode": "down"}, "12.00"),
        ({"step": "5", "mode": "up"}, "15.00"),
        ({"step": "0.05"}, "12.50"),
    ],
)
def test_prices_are_rounded_as_the_rules_say(rounding: dict[str, str], paid: str) -> None:
    assert amount(priced({"offers": True, "rounding": rounding}, {"GBP": "12.51"})) == paid


def test_a_market_without_decimals_gets_none() -> None:
    listing = priced({"offers": True}, {"IDR": "149000.4"}, shop=shop("ID"))

    assert amount(listing) == "149000"


@pytest.mark.parametrize("price", ["0", "0.004", "5600.01", "-3"])
def test_a_price_outside_the_markets_range_is_withheld(price: str) -> None:
    assert codes(priced({"offers": True}, {"GBP": price})) == ["price_out_of_range"]


def test_a_cross_border_shop_has_a_narrower_range() -> None:
    assert codes(priced({"offers": True}, {"GBP": "200"}, shop=shop(seller_type="CROSS_BORDER"))) == [
        "price_out_of_range"
    ]


@given(st.decimals(min_value=0, max_value=10**6, places=6), st.sampled_from(["0.01", "0.05", "1", "100"]))
def test_a_rounded_price_is_a_multiple_of_the_step_and_less_than_a_step_away(
    price: Decimal, step: str
) -> None:
    result = rounded(price, Rounding(step=Decimal(step)), 2)

    assert result % Decimal(step) == 0
    assert abs(result - price) <= Decimal(step) / 2


def test_the_quantity_of_this_shop_is_taken() -> None:
    stocked = offer(quantity=7).model_copy(update={"quantities": {"GB": 3, "US": 9}})

    assert mapped(offers={"LAMP-1": stocked}).quantities == {"LAMP-1": 3}


def test_an_unknown_quantity_is_not_guessed() -> None:
    unknown = offer().model_copy(update={"quantities": {"US": 9}})

    listing = mapped(offers={"LAMP-1": unknown})

    assert (listing.quantities, codes(listing)) == ({}, ["stock_missing"])


@pytest.mark.parametrize(("quantity", "sent"), [(-4, 0), (0, 0), (250_000, 99_999)])
def test_quantities_stay_within_what_the_market_takes(quantity: int, sent: int) -> None:
    assert mapped(offers={"LAMP-1": offer(quantity=quantity)}).quantities == {"LAMP-1": sent}
