from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.prices import stepped
from catalog_sync.mapping.rule_amounts import Rounding
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


def test_a_rate_is_not_used_before_its_day() -> None:
    ahead = {"EUR": EUR["EUR"] | {"as_of": "2026-11-21"}}

    listing = priced({"offers": True, "convert": ahead}, {"EUR": "10"})

    assert codes(listing) == ["price_missing"]
    assert "counts from 2026-11-21" in listing.findings[0].message


def test_a_rate_that_expires_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="before the day"):
        rules(price={"offers": True, "convert": {"EUR": EUR["EUR"] | {"expires": "2025-12-31"}}})


def test_two_prices_in_one_currency_are_a_finding() -> None:
    prices = [{"amount": "19.99", "currency": "GBP"}, {"amount": "1999", "currency": "GBP"}]

    listing = mapped(product(price=value(prices)), rules=rules(price={"from": "price"}))

    assert (codes(listing), listing.prices) == (["price_ambiguous"], {})
    assert "19.99 and 1999" in listing.findings[0].message


def test_the_same_price_said_twice_is_one_price() -> None:
    prices = [{"amount": "19.99", "currency": "GBP"}, {"amount": "19.990", "currency": "GBP"}]

    assert amount(mapped(product(price=value(prices)), rules=rules(price={"from": "price"}))) == "19.99"


def taxed(
    region: str, *, included: bool | None, percent: str | None = None, price: str = "12"
) -> MappedListing:
    own = {"prices_include_tax": included, "tax_percent": percent}
    offers = {"LAMP-1": offer(prices={"GBP": price, "USD": price})}
    return mapped(offers=offers, rules=rules(**own), shop=shop(region))


@pytest.mark.parametrize(
    ("region", "included", "paid"),
    [
        ("GB", None, "12.00"),
        ("GB", True, "12.00"),
        ("GB", False, "14.40"),
        ("US", None, "12.00"),
        ("US", False, "12.00"),
        ("US", True, "10.00"),
    ],
)
def test_a_price_is_sent_as_its_region_shows_it(region: str, included: bool | None, paid: str) -> None:
    assert amount(taxed(region, included=included, percent="20")) == paid


@pytest.mark.parametrize(("region", "included"), [("GB", False), ("US", True)])
def test_a_tax_is_never_guessed(region: str, included: bool) -> None:
    listing = taxed(region, included=included)

    assert (codes(listing), listing.prices) == (["tax_rate_missing"], {})


def test_tax_comes_before_rounding_and_a_constant_is_what_buyers_see() -> None:
    own = {"prices_include_tax": False, "tax_percent": 20}
    nice = {"offers": True, "rounding": {"step": "1", "minus": "0.01"}}
    offers = {"LAMP-1": offer(prices={"GBP": "12"})}

    assert amount(mapped(offers=offers, rules=rules(price=nice, **own))) == "13.99"
    assert amount(mapped(rules=rules(price={"constant": 12}, **own))) == "12.00"


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


def test_a_price_is_rounded_once_and_not_from_what_was_rounded_before() -> None:
    rounding = {"step": "1", "mode": "down", "minus": "0.01"}
    price = {"first_of": [{"offers": True, "convert": EUR}], "rounding": rounding}

    assert amount(priced(price, {"GBP": "10.998"})) == "9.99"
    assert amount(priced(price, {"EUR": "12.788"})) == "9.99"


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
    result = stepped(price, Rounding(step=Decimal(step)))

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


@pytest.mark.parametrize("amount", ["1E+30", "1E+999999", "-1E+40", "1E-30"])
def test_a_price_beyond_all_reckoning_is_out_of_range(amount: str) -> None:
    assert codes(priced({"offers": True}, {"GBP": amount})) == ["price_out_of_range"]
