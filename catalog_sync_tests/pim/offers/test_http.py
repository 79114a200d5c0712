"""Prices and stock over HTTP: pages, deltas, bad rows and refused keys."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.pim.document import Offer
from catalog_sync.pim.errors import PimAnswerInvalid, PimRefused
from catalog_sync.pim.offers.http import HttpOffers, OfferSettings
from catalog_sync.pim.source import Problem
from catalog_sync_tests.pim.akeneo.test_products import JSON
from catalog_sync_tests.pim.world import Pim, gather, no_pause, run

NOW = "2026-11-23T04:00:00Z"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DATE = {"date": "Mon, 23 Nov 2026 04:00:00 GMT"}


def row(sku, **changes):
    return {"sku": sku, "prices": {"GBP": "12.99"}, "quantities": {"GB": 25}, "as_of": NOW} | changes


def read_from(source: HttpOffers, bound=None):
    async def inside():
        async with source:
            reading = await source.offers(bound)
            return await gather(reading), reading.bound, reading.complete

    return run(inside())


def read(handler, bound=None):
    settings = OfferSettings(url="https://stock.test/offers?tenant=7", key="the-key")
    transport = httpx.MockTransport(handler)
    return read_from(HttpOffers(settings, transport=transport, pause=no_pause, clock=lambda: NOON), bound)


def one_page(*rows):
    return lambda _: httpx.Response(200, json={"offers": list(rows), "next": None}, headers=DATE)


def test_offers_are_read_as_decimals_with_their_time():
    (offer,), bound, complete = read(one_page(row("A")))
    assert offer == Offer(
        sku="A",
        prices={"GBP": Decimal("12.99")},
        quantities={"GB": 25},
        as_of=datetime(2026, 11, 23, 4, tzinfo=UTC),
    )
    assert json.loads(bound)["at"] == "2026-11-23T04:00:00Z"
    assert complete


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (row("B", prices={"GBP": "a lot"}), "prices.GBP"),
        (row("B", prices={"GBP": "NaN"}), "prices.GBP"),
        (row("B", prices={"GBP": "-1"}), "negative price in GBP"),
        (row("B", quantities={"GB": 1.5}), "quantities.GB"),
        (row("B", as_of="2026-11-23T04:00:00"), "time zone"),
        (row("B", as_of="2026-11-23T12:05:01Z"), "is yet to come"),
        (row("B", as_of="9999-12-31T23:59:59Z"), "is yet to come"),
        (row("B", colour="red"), "colour"),
        ({"sku": "B"}, "as_of"),
        (row("B\0"), "NUL"),
    ],
)
def test_bad_row_becomes_a_problem_with_its_sku_and_the_rest_goes_on(bad, named):
    (good, problem), _, _ = read(one_page(row("A"), bad))
    assert good.sku == "A"
    assert problem.key.startswith("B")
    assert named in problem.message


def test_rows_without_a_sku_are_told_apart_by_their_number():
    found, _, _ = read(one_page({"sku": ""}, row("A"), [], row(None)))
    assert [problem.key for problem in found if isinstance(problem, Problem)] == ["row 1", "row 3", "row 4"]


def test_a_row_from_a_clock_that_is_a_little_ahead_counts_as_of_now():
    (offer,), _, _ = read(one_page(row("A", as_of="2026-11-23T12:04:59Z")))
    assert offer.as_of == NOON


def test_oversold_stock_is_nothing_to_sell():
    (offer,), _, _ = read(one_page(row("A", quantities={"GB": -3, "US": 2})))
    assert offer.quantities == {"GB": 0, "US": 2}


@settings(deadline=None)
@given(JSON | st.dictionaries(st.sampled_from(["sku", "prices", "quantities", "as_of"]), JSON))
def test_any_row_gives_an_offer_or_a_problem(anything):
    (found,), _, _ = read(one_page(anything))
    assert isinstance(found, Offer | Problem)
    assert isinstance(found, Offer) or (found.key and "\0" not in found.key)


def test_query_of_the_address_is_kept_and_the_key_goes_as_bearer():
    asked = []

    def handler(request):
        asked.append(request)
        return one_page()(request)

    _, bound, _ = read(one_page())
    read(handler, bound)
    assert dict(asked[0].url.params) == {"tenant": "7", "limit": "1000", "since": "2026-11-23T03:50:00+00:00"}
    assert asked[0].headers["authorization"] == "Bearer the-key"


def test_pages_that_never_end_are_an_error():
    def handler(_):
        return httpx.Response(200, json={"offers": [], "next": "A"}, headers=DATE)

    with pytest.raises(PimAnswerInvalid, match="for ever"):
        read(handler)


def test_refused_key_says_what_to_do_without_showing_it():
    with pytest.raises(PimRefused, match="offers key") as raised:
        read(lambda _: httpx.Response(401))
    assert "the-key" not in str(raised.value)


@pytest.mark.parametrize("body", [[], {}, {"offers": {}}])
def test_answer_without_offers_is_invalid(body):
    with pytest.raises(PimAnswerInvalid, match="list of offers"):
        read(lambda _: httpx.Response(200, json=body, headers=DATE))


def test_once_a_day_everything_is_read_again():
    """Failure mode 3: what became visible later than the overlap reaches back is found after all."""
    asked = []

    def handler(request):
        asked.append("since" in request.url.params)
        return one_page(row("A"))(request)

    _, bound, _ = read(handler)
    for all_at, is_delta in (("2026-11-22T12:00:01Z", True), ("2026-11-22T12:00:00Z", False)):
        read(handler, json.dumps(json.loads(bound) | {"all_at": all_at}))
        assert asked[-1] is is_delta


def test_demo_source_serves_all_pages_and_then_only_what_changed(pim: Pim):
    then = (pim.clock.now() - timedelta(days=1)).isoformat()
    for number in range(1500):
        pim.catalogue.offers.put(row(f"S{number:04}", as_of=then))
    everything, bound, complete = read_from(pim.offers())
    assert len({offer.sku for offer in everything}) == 1500
    assert complete
    pim.catalogue.offers.put(row("S0007", as_of=pim.clock.now().isoformat()))
    changed, _, complete = read_from(pim.offers(), bound)
    assert [offer.sku for offer in changed] == ["S0007"]
    assert not complete
