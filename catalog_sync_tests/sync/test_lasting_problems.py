"""Problems are shown as long as they last: those that every reading repeats, and those that are shown once."""

import pytest
import sqlalchemy as sa

from catalog_sync.pim.source import Problem
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import DAY, Catalogue

REPEATED = Problem("drop:monday.csv", "monday.csv", "it waits for its manifest", repeated=True)
ONCE = Problem("entry:log", "log", "it has an entry without a key")
PRODUCT = Problem("product:bad", "BAD", "it has no family")


@pytest.fixture
def catalogue(engine: sa.Engine) -> Catalogue:
    catalogue = Catalogue(engine, mug(1))
    catalogue.refresh()
    return catalogue


def test_a_repeated_problem_is_over_when_a_reading_of_changes_shows_it_no_more(catalogue: Catalogue) -> None:
    catalogue.pim.lasting = [REPEATED]
    catalogue.delta()
    catalogue.refresh()
    assert catalogue.problems() == ["monday.csv"]
    catalogue.pim.lasting = []
    catalogue.delta()
    assert catalogue.problems() == []


def test_a_repeated_problem_that_is_another_now_says_so(catalogue: Catalogue) -> None:
    catalogue.pim.lasting = [REPEATED]
    catalogue.delta()
    catalogue.pim.lasting = [
        Problem(REPEATED.key, REPEATED.identifier, 'it\'s "torn" {in, two} \\', repeated=True)
    ]
    catalogue.delta()
    assert catalogue.shown(REPEATED.key) == 'it\'s "torn" {in, two} \\'


def test_a_problem_that_is_shown_once_stands_until_everything_was_read_without_it(
    catalogue: Catalogue,
) -> None:
    catalogue.pim.put(ONCE)
    catalogue.delta()
    del catalogue.pim.now[ONCE.key]
    catalogue.delta()
    catalogue.refresh()
    assert catalogue.problems() == ["log"]
    catalogue.reread()
    assert catalogue.problems() == []


def test_a_read_of_everything_that_ends_early_forgets_nothing(catalogue: Catalogue) -> None:
    catalogue.pim.put(ONCE)
    catalogue.delta()
    del catalogue.pim.now[ONCE.key]
    catalogue.pim.full_read_is_complete = False
    catalogue.reread()
    assert catalogue.problems() == ["log"]


def test_what_still_lasts_is_shown_after_everything_was_read_too(catalogue: Catalogue) -> None:
    catalogue.pim.put(ONCE, PRODUCT)
    catalogue.pim.lasting = [REPEATED]
    catalogue.reread()
    assert catalogue.problems() == ["BAD", "log", "monday.csv"]


def test_the_problem_of_a_product_with_a_tombstone_is_over_at_once(catalogue: Catalogue) -> None:
    catalogue.pim.put(PRODUCT)
    catalogue.delta()
    catalogue.pim.delete(PRODUCT.key)
    catalogue.delta()
    assert catalogue.problems() == []


def test_problems_of_the_source_itself_outlive_a_read_of_everything(catalogue: Catalogue) -> None:
    catalogue.pim.now["product:mug-1"] = mug(1, title="Changed unseen")
    catalogue.reread()
    catalogue.pim.origin = "elsewhere"
    catalogue.refresh()
    assert catalogue.shown("missed_by_delta")


class TestOffers:
    def test_a_repeated_problem_is_over_when_a_reading_shows_it_no_more(self, catalogue: Catalogue) -> None:
        catalogue.offers.now["drop"] = REPEATED
        catalogue.refresh()
        catalogue.refresh()
        assert catalogue.problems() == ["monday.csv"]
        del catalogue.offers.now["drop"]
        catalogue.refresh(freshness=DAY, offers_freshness=DAY * 0)
        assert catalogue.problems() == []

    def test_one_that_is_shown_once_stands_until_everything_was_read(self, catalogue: Catalogue) -> None:
        catalogue.offers.full_read = False
        catalogue.offers.now["once"] = ONCE
        catalogue.refresh()
        del catalogue.offers.now["once"]
        catalogue.refresh()
        assert catalogue.problems() == ["log"]
        catalogue.offers.full_read = True
        catalogue.refresh()
        assert catalogue.problems() == []

    def test_what_is_wrong_with_products_is_no_matter_of_theirs(self, catalogue: Catalogue) -> None:
        catalogue.pim.lasting = [REPEATED]
        catalogue.delta()
        catalogue.refresh(freshness=DAY, offers_freshness=DAY * 0)
        assert catalogue.problems() == ["monday.csv"]
