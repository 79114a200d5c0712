"""Drains: work that a bounded run left over stays open until nothing is due."""

import pytest
import sqlalchemy as sa

from catalog_sync.store.drains import Drains
from catalog_sync.store.due import Backlog


@pytest.fixture
def drains(engine: sa.Engine) -> Drains:
    return Drains(engine, "7")


def begin(drains: Drains, remaining: int, run: str = "root", **configuration) -> None:
    drains.begin(Backlog(remaining), configuration=configuration, root_run_id=run)


def test_a_run_with_nothing_to_do_opens_no_drain(drains: Drains) -> None:
    begin(drains, 0)
    assert drains.open() is None


def test_a_drain_stays_open_on_the_latest_terms_until_nothing_is_due(drains: Drains) -> None:
    begin(drains, 900, products=500)
    drains.finish(Backlog(400))
    begin(drains, 400, run="next", products=500, relook_before="today")
    left = drains.open()
    assert (left["remaining"], left["root_run_id"]) == (400, "root")
    assert left["configuration"] == {"products": 500, "relook_before": "today"}
    drains.finish(Backlog(0))
    assert drains.open() is None


def test_progress_ends_a_stall(drains: Drains) -> None:
    begin(drains, 900)
    for remaining in (900, 950):
        drains.finish(Backlog(remaining))
    assert drains.open()["stalled"] == 2
    drains.finish(Backlog(949))
    assert drains.open()["stalled"] == 0


def test_a_crashed_run_is_neither_progress_nor_a_stall(drains: Drains) -> None:
    begin(drains, 900)
    begin(drains, 900)
    assert drains.open()["stalled"] == 0


def test_after_a_drain_is_done_the_next_one_has_its_own_terms(drains: Drains) -> None:
    begin(drains, 900, relook_before="today")
    drains.finish(Backlog(0))
    begin(drains, 5, run="second")
    left = drains.open()
    assert (left["root_run_id"], left["configuration"], left["remaining"]) == ("second", {}, 5)


def test_every_shop_has_its_own_drain(drains: Drains, engine: sa.Engine) -> None:
    begin(drains, 900)
    other = Drains(engine, "8")
    other.finish(Backlog(0))
    assert (other.open(), drains.open()["remaining"]) == (None, 900)


def test_creates_that_a_daily_limit_holds_back_keep_no_drain_open(drains: Drains) -> None:
    begin(drains, 900)
    drains.finish(Backlog(0, held=800))
    assert drains.open() is None
    drains.begin(Backlog(0, held=800), configuration={}, root_run_id="next")
    assert drains.open() is None


def test_looks_at_a_bounded_number_of_creates_are_progress(drains: Drains) -> None:
    """Products that turned out to be parked leave as many creates due as before, and fewer held back."""
    drains.begin(Backlog(100, held=800), configuration={}, root_run_id="root")
    drains.finish(Backlog(100, held=700))
    assert drains.open()["stalled"] == 0
    drains.finish(Backlog(100, held=700))
    assert drains.open()["stalled"] == 1
