"""Stock in several warehouses: judged by the sum, told by warehouse, and moved by a newer number only."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.pim.document import Offer
from catalog_sync.sync.offered import Terms, offered
from catalog_sync.sync.readings import Reading
from catalog_sync.sync.stock import Number, Shelf, rows_of
from catalog_sync_tests.mapping.world import shop

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFFER = Offer(sku="A", quantities={"GB": 5, "GB-south": 2}, as_of=NOW)
SPREAD = {"north": 5, "south": 2}
WANTED = MappedListing(product_key="p", quantities={"A": 7}, spread={"A": SPREAD}, counted_by={"A": OFFER})


def read(**held: int) -> Reading:
    whole = Reading({"1": 99}, {"A": "1"}, NOW, {"1": held})
    return whole.over({"A": SPREAD.keys()})


def sent(
    reading: Reading, *, as_of: datetime | None = None, dropped_at: datetime | None = None
) -> dict[str, Any]:
    shelf = Shelf(sent=7, as_of=as_of, level=7, seen_at=NOW, dropped_at=dropped_at)
    listing = {"sku_ids": {"A": "1"}, "prices": {}, "quantities": {}, "stock": rows_of({"A": shelf})}
    terms = Terms(shop("GB"), {"A": OFFER}, timedelta(days=1), NOW + timedelta(minutes=1))
    return offered(WANTED, listing, reading, terms).quantities


def test_the_level_is_what_lies_in_the_named_warehouses() -> None:
    assert read(north=4, south=2, elsewhere=50).levels == {"1": 6}


def test_a_sum_that_differs_is_sent() -> None:
    assert sent(read(north=9, south=2)) == {"A": Number(quantity=7, as_of=NOW)}


def test_what_lies_as_it_should_is_left_alone() -> None:
    assert sent(read(**SPREAD)) == {}


def test_the_right_sum_in_the_wrong_warehouses_is_moved() -> None:
    assert sent(read(north=7, south=0)) == {"A": Number(quantity=7, as_of=NOW)}


@pytest.mark.parametrize("known", [{"as_of": NOW}, {"dropped_at": NOW + timedelta(seconds=5)}])
def test_a_number_that_was_sent_or_may_not_know_of_an_order_moves_nothing(known: dict[str, datetime]) -> None:
    assert sent(read(north=7, south=0), **known) == {}
