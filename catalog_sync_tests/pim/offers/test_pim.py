"""Prices and stock from attributes of the products: as of when the PIM was read, renewed with it, and never newer."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from catalog_sync.pim.document import Offer, Product, Sku, Value
from catalog_sync.pim.offers.configuration import PimOffersConfiguration
from catalog_sync.pim.offers.pim import PimOffers
from catalog_sync.pim.source import Problem
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.mirrored_products import MirroredProducts
from catalog_sync.sync.refresh import OFFERS, PIM
from catalog_sync.sync.refresh_catalog import refresh_if_older
from catalog_sync_tests.sync.memory import MemoryPim

START = datetime(2026, 11, 23, 4, tzinfo=UTC)
POUNDS = [{"amount": "12.99", "currency": "GBP"}]
ATTRIBUTES = {"price": "price", "stock": {"GB": "stock_gb", "US": "stock_us"}}
RENEW = timedelta(hours=6)


class Products:
    """A ProductReader: products in the order of their revisions, read at a moment of the test's choice."""

    def __init__(self) -> None:
        self.revisions: dict[str, tuple[int, Product]] = {}
        self.at: datetime | None = None

    def put(self, *products: Product) -> None:
        for product in products:
            self.revisions[product.key] = (self.last_revision() + 1, product)

    def read_at(self) -> datetime | None:
        return self.at

    def last_revision(self) -> int:
        return max((revision for revision, _ in self.revisions.values()), default=0)

    def after(self, revision: int) -> Iterator[list[Product]]:
        yield from (
            [product] for number, product in sorted(self.revisions.values(), key=first) if number > revision
        )


def first(pair: tuple[int, Product]) -> int:
    return pair[0]


def minutes(number: float) -> datetime:
    return START + timedelta(minutes=number)


def product(sku: str = "A", **values: Any) -> Product:
    """A simple product whose attributes have these values, for all locales and channels."""
    told = {name: [data if isinstance(data, Value) else Value(data=data)] for name, data in values.items()}
    skus = [Sku(key=f"u-{sku}", sku=sku, values=told)]
    return Product(key=f"product:{sku}", identifier=sku, values=told, skus=skus)


def read(products: Products, bound: str | None = None, **configuration: Any) -> tuple[list, str, bool]:
    settings = PimOffersConfiguration.model_validate(configuration or ATTRIBUTES)
    source = PimOffers(settings, products, RENEW, clock=lambda: minutes(10_000))

    async def inside():
        reading = await source.offers(bound)
        return [item async for batch in reading for item in batch], reading.bound, reading.complete

    return asyncio.run(inside())


@pytest.fixture
def products() -> Products:
    products = Products()
    products.put(product(price=POUNDS, stock_gb=7))
    products.at = START
    return products


def test_attributes_become_an_offer_as_of_the_beginning_of_the_reading(products: Products) -> None:
    found, _, complete = read(products)
    assert found == [Offer(sku="A", prices={"GBP": Decimal("12.99")}, quantities={"GB": 7}, as_of=START)]
    assert complete


@pytest.mark.parametrize(("told", "units"), [(7, 7), ("7", 7), ("7.0000", 7), (-2, 0), (0, 0)])
def test_quantities_come_in_every_shape_that_akeneo_gives_numbers(products: Products, told, units) -> None:
    products.put(product(stock_gb=told))
    (offer,), _, _ = read(products)
    assert offer.quantities == {"GB": units}


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"stock_gb": "7.5"}, "quantities.GB"),
        ({"stock_gb": {"amount": "7", "unit": "PIECE"}}, "quantities.GB"),
        ({"price": [{"amount": "a lot", "currency": "GBP"}]}, "prices.GBP"),
        ({"price": [{"amount": "-1", "currency": "GBP"}]}, "negative price"),
    ],
)
def test_a_value_that_is_no_number_is_a_problem_of_its_sku(products: Products, values, named) -> None:
    products.put(product("B", **values))
    good, bad = read(products)[0]
    assert (good.sku, type(bad), bad.key) == ("A", Problem, "B")
    assert named in bad.message


def test_a_value_of_another_channel_or_for_one_locale_does_not_count(products: Products) -> None:
    products.put(
        product("A", stock_gb=Value(data=3, channel="print"), stock_us=Value(data=4, locale="en_US")),
        product("B", stock_gb=Value(data=3, channel="ecommerce")),
    )
    found, _, _ = read(products, stock=ATTRIBUTES["stock"], channel="ecommerce")
    assert [offer.quantities for offer in found] == [{}, {"GB": 3}]


def test_an_attribute_that_was_emptied_takes_its_number_away(products: Products) -> None:
    _, bound, _ = read(products)
    products.put(product(price=POUNDS))
    products.at = minutes(1)
    found, _, _ = read(products, bound)
    assert [(offer.prices, offer.quantities) for offer in found] == [({"GBP": Decimal("12.99")}, {})]


def test_before_the_pim_was_read_nothing_is_known() -> None:
    products = Products()
    products.put(product(stock_gb=7))
    found, bound, complete = read(products)
    assert (found, complete) == ([], False)
    products.at = START
    assert len(read(products, bound)[0]) == 1


def test_while_the_pim_is_not_read_nothing_gets_newer(products: Products) -> None:
    _, bound, _ = read(products)
    products.put(product(stock_gb=9))
    assert read(products, bound) == ([], bound, False)


def test_only_what_changed_is_read_between_two_readings_of_everything(products: Products) -> None:
    products.put(product("B", stock_gb=1))
    bound = read(products)[1]
    for minute in (1, 2):
        products.at = minutes(minute)
        bound = read(products, bound)[1]
    products.put(product("B", stock_gb=2))
    products.at = minutes(3)
    found, bound, complete = read(products, bound)
    assert [(offer.sku, offer.as_of) for offer in found] == [("B", minutes(3))]
    assert not complete


def test_unchanged_numbers_are_renewed_before_they_grow_too_old(products: Products) -> None:
    _, bound, _ = read(products)
    products.at = minutes(1)
    _, bound, _ = read(products, bound)
    products.at = START + RENEW
    found, _, complete = read(products, bound)
    assert [offer.as_of for offer in found] == [START + RENEW]
    assert complete


def test_what_a_refresh_under_way_has_stored_is_dated_anew_after_its_end(products: Products) -> None:
    _, bound, _ = read(products)
    products.at = minutes(1)
    products.put(product(stock_gb=3))  # of a refresh that ends after this reading
    found, bound, _ = read(products, bound)
    assert [(offer.quantities["GB"], offer.as_of) for offer in found] == [(3, minutes(1))]
    products.at = minutes(2)
    found, _, _ = read(products, bound)
    assert [(offer.quantities["GB"], offer.as_of) for offer in found] == [(3, minutes(2))]


def test_a_bound_that_cannot_be_read_reads_everything(products: Products) -> None:
    assert len(read(products, "{}")[0]) == 1


class TestMirrored:
    """Over the mirror of a PIM, as a run reads it."""

    def refresh(self, pim: MemoryPim, engine: sa.Engine) -> None:
        asyncio.run(refresh_if_older(pim, None, engine, freshness=timedelta(0), enumerate_every=timedelta(0)))

    def take(self, engine: sa.Engine) -> dict[str, Offer]:
        settings = PimOffersConfiguration.model_validate(ATTRIBUTES)
        source = PimOffers(settings, MirroredProducts(engine, PIM), RENEW)
        asyncio.run(
            refresh_if_older(None, source, engine, freshness=timedelta(0), enumerate_every=timedelta(0))
        )
        return Mirror(engine).offers_of(["A"])

    def test_a_number_is_no_newer_than_the_beginning_of_its_reading(self, engine: sa.Engine) -> None:
        pim = MemoryPim()
        pim.put(product(price=POUNDS, stock_gb=7))
        before = datetime.now(UTC)
        changes = pim.changes

        async def slow(bound):
            asked.append(datetime.now(UTC))
            return await changes(bound)

        asked: list[datetime] = []
        pim.changes = slow
        self.refresh(pim, engine)
        offer = self.take(engine)["A"]
        assert before <= offer.as_of <= asked[0]
        assert offer.quantities == {"GB": 7}

    def test_a_change_in_the_pim_arrives_and_an_unread_pim_lets_numbers_age(self, engine: sa.Engine) -> None:
        pim = MemoryPim()
        pim.put(product(price=POUNDS, stock_gb=7))
        self.refresh(pim, engine)
        first_time = self.take(engine)["A"].as_of
        assert self.take(engine)["A"].as_of == first_time
        pim.put(product(price=POUNDS, stock_gb=3))
        self.refresh(pim, engine)
        offer = self.take(engine)["A"]
        assert (offer.quantities, offer.as_of > first_time) == ({"GB": 3}, True)
        assert Mirror(engine).bound(OFFERS).origin.startswith("attributes price")
