"""The mirror brought up to date: changes, deletes that are sure, problems that come and go, one refresh at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from catalog_sync.pim.errors import PimRefused, PimUnreachable
from catalog_sync.pim.source import Problem
from catalog_sync.store.database import LedgerError, advisory_lock
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import DAY, HOUR, Catalogue


@pytest.fixture
def catalogue(engine: sa.Engine) -> Catalogue:
    return Catalogue(engine, mug(1), mug(2))


def test_everything_is_read_at_first_and_then_only_what_changed(catalogue: Catalogue) -> None:
    assert catalogue.refresh().counts["changed"] == 2
    catalogue.pim.put(mug(2, title="Another title"))
    counts = catalogue.refresh().counts
    assert (counts["read"], counts["changed"]) == (1, 1)


def test_a_touch_without_a_change_makes_no_revision(catalogue: Catalogue) -> None:
    catalogue.refresh()
    before = catalogue.revisions()
    catalogue.pim.touch("product:mug-1")
    assert catalogue.refresh().counts["read"] == 1
    assert catalogue.revisions() == before


def test_a_mirror_that_is_young_enough_is_left_alone(catalogue: Catalogue) -> None:
    catalogue.refresh()
    asked = len(catalogue.pim.asked)
    assert catalogue.refresh(freshness=HOUR) is None
    assert len(catalogue.pim.asked) == asked


def test_a_deleted_product_becomes_a_tombstone(catalogue: Catalogue) -> None:
    catalogue.refresh()
    catalogue.pim.remove("product:mug-1")
    assert catalogue.refresh().counts["deleted"] == 1
    assert catalogue.living().keys() == {"product:mug-2"}
    assert catalogue.revisions()["product:mug-1"] == 3


def test_products_are_only_listed_when_the_time_has_come(catalogue: Catalogue) -> None:
    catalogue.refresh()
    catalogue.pim.remove("product:mug-1")
    assert catalogue.refresh(enumerate_every=DAY).counts["deleted"] == 0
    assert catalogue.pim.asked.count("listed") == 1


def test_a_product_that_is_merely_not_listed_is_not_deleted(catalogue: Catalogue) -> None:
    catalogue.refresh()
    catalogue.pim.hidden = {"product:mug-1"}
    assert catalogue.refresh().counts["deleted"] == 0


def test_an_incomplete_list_deletes_nothing_and_is_shown_until_one_is_complete(catalogue: Catalogue) -> None:
    catalogue.refresh()
    catalogue.pim.remove("product:mug-1")
    catalogue.pim.enumeration_is_complete = False
    assert catalogue.refresh().counts["deleted"] == 0
    assert catalogue.problems() == ["all products"]
    catalogue.pim.enumeration_is_complete = True
    assert catalogue.refresh(enumerate_every=DAY * 2).counts["deleted"] == 0
    assert catalogue.problems() == ["all products"]
    assert catalogue.refresh().counts["deleted"] == 1
    assert catalogue.problems() == []


def test_a_product_that_the_changes_missed_is_found_by_the_list(catalogue: Catalogue) -> None:
    catalogue.refresh()
    late = mug(3)
    catalogue.pim.now[late.key] = late
    catalogue.refresh()
    assert late.key in catalogue.living()


def test_a_variant_that_vanished_is_found_by_the_list(engine: sa.Engine) -> None:
    two = mug(1).model_copy(update={"skus": [*mug(1).skus, *mug(2).skus]})
    catalogue = Catalogue(engine, two)
    catalogue.refresh()
    catalogue.pim.now[two.key] = mug(1)
    catalogue.refresh()
    assert catalogue.living() == {"product:mug-1": {"mug-1"}}


def test_the_product_that_lost_a_sku_to_another_is_read_again(engine: sa.Engine) -> None:
    both = mug(1).model_copy(update={"skus": [*mug(1).skus, *mug(2).skus]})
    catalogue = Catalogue(engine, both)
    catalogue.refresh(enumerate_every=DAY)
    catalogue.pim.put(mug(2))
    catalogue.pim.now[both.key] = mug(1)
    catalogue.refresh(enumerate_every=DAY)
    assert catalogue.living() == {"product:mug-1": {"mug-1"}, "product:mug-2": {"mug-2"}}


def test_the_product_whose_only_sku_moved_away_is_gone(engine: sa.Engine) -> None:
    catalogue = Catalogue(engine, mug(1))
    catalogue.refresh(enumerate_every=DAY)
    catalogue.pim.remove("product:mug-1")
    catalogue.pim.put(mug(1).model_copy(update={"key": "model:mugs"}))
    assert catalogue.refresh(enumerate_every=DAY).counts["deleted"] == 1
    assert catalogue.living().keys() == {"model:mugs"}


def test_a_product_that_cannot_be_read_is_shown_and_forgotten_when_mended(catalogue: Catalogue) -> None:
    catalogue.pim.put(Problem("product:mug-3", "MUG-3", "it has no family"))
    assert [problem.identifier for problem in catalogue.refresh().problems] == ["MUG-3"]
    assert (catalogue.problems(), len(catalogue.living())) == (["MUG-3"], 2)
    catalogue.refresh(enumerate_every=DAY)
    assert catalogue.problems() == ["MUG-3"]
    catalogue.pim.put(mug(3))
    catalogue.refresh(enumerate_every=DAY)
    assert catalogue.problems() == []


def test_the_problem_of_a_deleted_product_is_forgotten(catalogue: Catalogue) -> None:
    catalogue.pim.put(Problem("product:mug-3", "MUG-3", "it has no family"))
    catalogue.refresh()
    catalogue.pim.remove("product:mug-3")
    catalogue.refresh()
    assert catalogue.problems() == []


def test_an_unreadable_version_leaves_the_one_before_alone(catalogue: Catalogue) -> None:
    catalogue.refresh()
    catalogue.pim.put(Problem("product:mug-1", "MUG-1", "it broke"))
    catalogue.refresh()
    assert "product:mug-1" in catalogue.living()


def test_an_offer_that_cannot_be_read_is_shown_and_forgotten_when_mended(catalogue: Catalogue) -> None:
    catalogue.offers.now["MUG-1"] = Problem("MUG-1", "MUG-1", "its price is no number")
    catalogue.offers.put("MUG-2")
    assert catalogue.refresh().counts["offers_changed"] == 1
    assert catalogue.problems() == ["MUG-1"]
    catalogue.offers.put("MUG-1")
    assert catalogue.refresh().counts["offers_changed"] == 1
    assert catalogue.problems() == []


def test_a_repeated_number_is_no_change_of_the_offer(catalogue: Catalogue) -> None:
    catalogue.offers.put("MUG-1", "12.50", 7)
    catalogue.refresh()
    catalogue.offers.put("MUG-1", "12.50", 7)
    assert catalogue.refresh().counts["offers_changed"] == 0


def test_a_refresh_that_breaks_off_is_taken_up_where_it_began(catalogue: Catalogue) -> None:
    def broken() -> None:
        raise ConnectionError

    listed, catalogue.pim.listed = catalogue.pim.listed, broken
    with pytest.raises(ConnectionError):
        catalogue.refresh()
    assert catalogue.mirror.bound("pim") is None
    catalogue.pim.listed = listed
    assert catalogue.refresh().counts["read"] == 2


def test_of_two_refreshes_at_once_one_works_and_the_other_uses_its_mirror(catalogue: Catalogue) -> None:
    reading, go_on = threading.Event(), threading.Event()
    dictionaries = catalogue.pim.dictionaries

    async def held_up():
        reading.set()
        assert go_on.wait(30)
        return await dictionaries()

    catalogue.pim.dictionaries = held_up
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(catalogue.refresh)
        assert reading.wait(30)
        second = pool.submit(catalogue.refresh, freshness=HOUR)
        go_on.set()
        assert (first.result(30).counts["changed"], second.result(30)) == (2, None)
    assert catalogue.pim.asked.count("all changes") == 1


@pytest.mark.parametrize("source", ["pim", "offers"])
def test_a_refresh_that_lost_its_lock_writes_no_more(
    catalogue: Catalogue, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one may have begun by then, and what this one has read may be older."""
    catalogue.offers.put("MUG-1")
    reader, name = {"pim": (catalogue.pim, "changes"), "offers": (catalogue.offers, "offers")}[source]
    read = getattr(reader, name)

    async def lost_meanwhile(bound: str | None) -> object:
        catalogue.rows(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"
        )
        return await read(bound)

    monkeypatch.setattr(reader, name, lost_meanwhile)
    with pytest.raises(LedgerError, match="lost"):
        catalogue.refresh()
    tables = {"pim": "pim_products", "offers": "offers"}
    assert catalogue.rows(f"select count(*) from catalog_sync.{tables[source]}") == [(0,)]
    assert catalogue.mirror.bound(source) is None


def test_a_refresh_that_does_not_end_is_not_waited_for_for_ever(catalogue: Catalogue) -> None:
    with advisory_lock(catalogue.engine, "pim", wait=0), advisory_lock(catalogue.engine, "offers", wait=0):
        assert catalogue.refresh(longest_wait=timedelta(seconds=0.3)) is None
    assert catalogue.pim.asked == []


class TestIndependence:
    def test_prices_and_stock_go_on_while_the_pim_is_down(self, catalogue: Catalogue) -> None:
        catalogue.pim.error = PimUnreachable("no answer")
        catalogue.offers.put("MUG-1")
        refresh = catalogue.refresh()
        assert refresh is not None
        assert (refresh.counts["offers_changed"], [*refresh.unread]) == (1, ["pim"])

    def test_products_go_on_while_prices_and_stock_are_down(self, catalogue: Catalogue) -> None:
        catalogue.offers.error = PimRefused("the key is wrong")
        refresh = catalogue.refresh()
        assert refresh is not None
        assert (refresh.counts["changed"], [*refresh.unread]) == (2, ["offers"])

    def test_a_source_that_was_down_is_taken_up_where_it_was(self, catalogue: Catalogue) -> None:
        """Failure mode 3: what happened meanwhile is not missed."""
        catalogue.refresh()
        catalogue.pim.put(mug(3))
        catalogue.pim.error = PimUnreachable("no answer")
        catalogue.delta()
        catalogue.pim.error = None
        assert catalogue.delta().counts["changed"] == 1

    def test_each_is_read_when_it_is_too_old_itself(self, catalogue: Catalogue) -> None:
        catalogue.refresh()
        catalogue.pim.asked.clear()
        catalogue.refresh(freshness=HOUR, offers_freshness=timedelta(0))
        assert (catalogue.pim.asked, len(catalogue.offers.bounds)) == ([], 2)

    def test_one_is_read_while_another_run_reads_the_other(self, catalogue: Catalogue) -> None:
        catalogue.offers.put("MUG-1")
        with advisory_lock(catalogue.engine, "pim", wait=0):
            refresh = catalogue.refresh(longest_wait=timedelta(0))
        assert refresh is not None
        assert (refresh.counts["offers_changed"], refresh.counts["read"]) == (1, 0)


class TestOffers:
    NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def as_of(self, catalogue: Catalogue) -> datetime:
        return catalogue.mirror.offers_of(["MUG-1"])["MUG-1"].as_of

    def test_a_repeated_number_is_newer_without_being_a_change(self, catalogue: Catalogue) -> None:
        catalogue.offers.put("MUG-1", as_of=self.NOON)
        catalogue.refresh()
        catalogue.offers.put("MUG-1", as_of=self.NOON + HOUR)
        assert catalogue.delta().counts["offers_changed"] == 0
        assert self.as_of(catalogue) == self.NOON + HOUR

    @pytest.mark.parametrize("price", ["12.50", "13.00"])
    def test_an_older_number_never_takes_the_place_of_a_newer_one(
        self, catalogue: Catalogue, price: str
    ) -> None:
        catalogue.offers.put("MUG-1", as_of=self.NOON)
        catalogue.refresh()
        catalogue.offers.put("MUG-1", price, as_of=self.NOON - HOUR)
        assert catalogue.delta().counts["offers_changed"] == 0
        assert self.as_of(catalogue) == self.NOON

    def test_another_source_is_read_in_full_and_the_moments_of_the_former_do_not_count(
        self, catalogue: Catalogue
    ) -> None:
        catalogue.offers.put("MUG-1", as_of=self.NOON)
        catalogue.refresh()
        catalogue.offers.origin = "elsewhere"
        catalogue.offers.put("MUG-1", "13.00", as_of=self.NOON - HOUR)
        assert catalogue.delta().counts["offers_changed"] == 1
        catalogue.delta()
        assert catalogue.offers.bounds == [None, None, "all"]
