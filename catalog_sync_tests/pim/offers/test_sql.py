"""Prices and stock in a PostgreSQL table: columns or rows of numbers, deltas, time zones and bad rows."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from pydantic import SecretStr, ValidationError

from catalog_sync.pim.document import Offer
from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync.pim.offers.configuration import SqlOffersConfiguration
from catalog_sync.pim.offers.sql import SqlOffers
from catalog_sync.pim.source import Problem
from catalog_sync.pim.sql.database import Database
from catalog_sync_tests.pim.world import gather, run

NOW = "2026-11-23T04:00:00Z"
COLUMNS = {"table": "stock.offers", "prices": {"GBP": "gbp"}, "quantities": {"GB": "qty"}}
ROWS = {"table": "stock.numbers", "shop": "shop", "quantity": "qty", "currency": "currency", "price": "price"}


class Stock:
    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = sa.create_engine(url)
        self.do(
            "create schema stock",
            "create table stock.offers (sku text, gbp numeric, qty numeric, as_of timestamptz, "
            "local timestamp, words text, updated timestamptz, local_updated timestamp, day date)",
            "create table stock.numbers (sku text, shop text, qty int, currency text, price numeric, as_of timestamptz)",
        )

    def do(self, *statements: str, **values) -> None:
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement), values)

    def offer(self, sku, **columns) -> None:
        row = {"sku": sku, "gbp": "12.99", "qty": 25, "as_of": NOW} | columns
        names = ", ".join(row)
        self.do(f"insert into stock.offers ({names}) values ({', '.join(':' + name for name in row)})", **row)

    def number(self, sku, as_of=NOW, **columns) -> None:
        row = {"sku": sku, "as_of": as_of} | columns
        names = ", ".join(row)
        self.do(
            f"insert into stock.numbers ({names}) values ({', '.join(':' + name for name in row)})", **row
        )

    def read(self, bound=None, **configuration):
        settings = SqlOffersConfiguration.model_validate(configuration or COLUMNS)

        async def inside():
            async with SqlOffers(settings, Database(SecretStr(self.url), settings.url_env)) as offers:
                reading = await offers.offers(bound)
                return await gather(reading), reading

        return run(inside())

    def skus(self, bound=None, **configuration):
        found, reading = self.read(bound, **configuration)
        return [offer.sku for offer in found], reading.bound


@pytest.fixture
def stock(database_url):
    stock = Stock(database_url)
    yield stock
    stock.engine.dispose()


def test_numbers_in_columns_are_one_offer_a_row(stock):
    stock.offer("A")
    stock.offer("B", gbp=None, qty=-3)
    (a, b), reading = stock.read()
    assert a == Offer(
        sku="A",
        prices={"GBP": Decimal("12.99")},
        quantities={"GB": 25},
        as_of=datetime(2026, 11, 23, 4, tzinfo=UTC),
    )
    assert (b.prices, b.quantities) == ({}, {"GB": 0})
    assert reading.complete


def test_numbers_in_rows_are_one_offer_a_sku_as_old_as_its_oldest_number(stock):
    stock.number("A", shop="GB", qty=9, as_of="2026-11-20T00:00:00Z")
    stock.number("A", shop="GB", qty=7, as_of="2026-11-22T00:00:00Z")
    stock.number("A", shop="US", qty=5)
    stock.number("A", currency="gbp ", price="3.50")
    stock.number("B", shop="GB", qty=1)
    (a, b), _ = stock.read(**ROWS)
    assert a.quantities == {"GB": 7, "US": 5}
    assert a.prices == {"GBP": Decimal("3.50")}
    assert a.as_of == datetime(2026, 11, 22, tzinfo=UTC)
    assert b.quantities == {"GB": 1}


def test_a_moment_without_zone_is_read_in_the_configured_one_or_refused(stock):
    """Failure mode 10: local time that repeats in autumn counts as the earlier moment."""
    stock.offer("A", local="2026-10-25T01:30:00")
    (problem,), _ = stock.read(**COLUMNS, as_of="local")
    assert isinstance(problem, Problem)
    assert "no time zone" in problem.message
    (offer,), _ = stock.read(**COLUMNS, as_of="local", time_zone="Europe/London")
    assert offer.as_of.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ({"gbp": "NaN"}, "prices.GBP"),
        ({"gbp": "-1"}, "negative price"),
        ({"qty": "1.5"}, "quantities.GB"),
        ({"as_of": "infinity"}, "as_of"),
        ({"as_of": None}, "as_of"),
    ],
)
def test_a_bad_row_is_a_problem_and_the_rest_goes_on(stock, bad, named):
    stock.offer("A", **bad)
    stock.offer("B")
    (problem, offer), _ = stock.read()
    assert problem.key == "A"
    assert named in problem.message
    assert offer.sku == "B"


def test_rows_without_sku_and_with_words_for_moments_are_problems(stock):
    stock.offer(None)
    stock.offer("A", words="yesterday")
    problems, _ = stock.read(**COLUMNS, as_of="words")
    assert [problem.key for problem in problems] == ["A", "stock.offers row without sku"]


@pytest.mark.parametrize("column", ["updated", "local_updated", "day"])
def test_a_delta_reads_back_and_does_not_trust_the_order(stock, column):
    """Failure mode 3: what became visible late has an older stamp than what was read before."""
    zone = {"time_zone": "Pacific/Auckland"} if column != "updated" else {}
    settings = COLUMNS | zone | {"updated": column, "overlap_seconds": 600}
    shown = "now()" if column == "updated" else "now() at time zone 'Pacific/Auckland'"

    def stamp(sku, ago):
        stock.offer(sku)
        stock.do(f"update stock.offers set {column} = {shown} - interval '{ago}' where sku = :sku", sku=sku)

    stamp("old", "3 days")
    stamp("new", "1 second")
    skus, bound = stock.skus(None, **settings)
    assert skus == ["new", "old"]
    stamp("late", "5 minutes")
    stock.offer("unstamped")
    assert stock.skus(bound, **settings)[0] == ["late", "new", "unstamped"]


def test_a_delta_reads_all_numbers_of_a_sku_with_one_that_changed(stock):
    stock.do("alter table stock.numbers add updated timestamptz")
    stock.number("A", shop="GB", qty=1, updated="2020-01-01T00:00:00Z")
    stock.number("B", shop="GB", qty=1, updated="2020-01-01T00:00:00Z")
    settings = ROWS | {"updated": "updated"}
    _, bound = stock.skus(None, **settings)
    stock.number("A", shop="US", qty=2, updated=datetime.now(UTC))
    (offer,), _ = stock.read(bound, **settings)
    assert offer.quantities == {"GB": 1, "US": 2}


def test_without_a_column_for_changes_or_after_a_restore_everything_is_read(stock):
    stock.offer("A", updated=datetime.now(UTC) - timedelta(days=9))
    settings = COLUMNS | {"updated": "updated"}
    _, bound = stock.skus(None, **settings)
    assert stock.skus(bound, **settings)[0] == []
    assert stock.skus(bound, **COLUMNS)[0] == ["A"]
    assert stock.skus(bound.replace('"identity":"', '"identity":"other'), **settings)[0] == ["A"]
    assert stock.skus(bound.replace('"at":', '"at":9'), **settings)[0] == ["A"]
    assert stock.skus("nonsense", **settings)[0] == ["A"]


def test_once_a_day_everything_is_read_again(stock):
    """Failure mode 3: what became visible later than the overlap reaches back is found after all."""
    stock.offer("A", updated=datetime.now(UTC) - timedelta(days=9))
    settings = COLUMNS | {"updated": "updated"}
    bound = json.loads(stock.skus(None, **settings)[1])
    for hours, skus in ((23, []), (25, ["A"])):
        aged = json.dumps(bound | {"all_at": bound["at"] - hours * 3600})
        assert stock.skus(aged, **settings)[0] == skus


def test_many_rows_come_in_batches(stock):
    """Failure mode 7."""
    stock.do(
        "insert into stock.offers (sku, gbp, qty, as_of) select 'S' || n, 1, 2, now() from generate_series(1, 1700) n"
    )
    settings = SqlOffersConfiguration.model_validate(COLUMNS)

    async def sizes():
        async with SqlOffers(settings, Database(SecretStr(stock.url), settings.url_env)) as offers:
            return [len(batch) async for batch in await offers.offers(None)]

    assert run(sizes()) == [500, 500, 500, 200]


def test_a_column_that_is_no_moment_cannot_tell_changes(stock):
    with pytest.raises(PimAnswerInvalid, match=r"stock\.offers\.words is of type text: make it a timestamp"):
        stock.read(**COLUMNS, updated="words")


def test_a_check_names_samples_and_problems(stock):
    stock.offer("A", qty="1.5")
    stock.offer("B")
    settings = SqlOffersConfiguration.model_validate(COLUMNS)

    async def check():
        async with SqlOffers(settings, Database(SecretStr(stock.url), settings.url_env)) as offers:
            return [line async for line in offers.check()]

    lines = run(check())
    assert [line.topic for line in lines] == ["source", "clock", "rights", "clock", "records", "records"]
    assert lines[-2].what == "read 1 sample offers, the newest as of 2026-11-23 04:00 UTC"
    assert "quantities.GB" in lines[-1].what


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"table": "t", "price": "p"}, "price needs currency"),
        ({"table": "t"}, "at least one column"),
        (COLUMNS | {"time_zone": "Mars"}, "no time zone"),
        (COLUMNS | {"table": "a.b.c"}, "pattern"),
    ],
)
def test_a_configuration_that_cannot_work_is_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        SqlOffersConfiguration.model_validate(wrong)
