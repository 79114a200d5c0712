"""Drains: work that a bounded run left over stays open until nothing is due."""

import pytest
import sqlalchemy as sa

from catalog_sync.store.drains import Drains


@pytest.fixture
def drains(engine: sa.Engine) -> Drains:
    return Drains(engine, "7")


def begin(drains: Drains, remaining: int, run: str = "root", **configuration) -> None:
    drains.begin(remaining, configuration=configuration, root_run_id=run)


def test_a_run_with_nothing_to_do_opens_no_drain(drains: Drains) -> None:
    begin(drains, 0)
    assert drains.open() is None


def test_a_drain_stays_open_on_the_latest_terms_until_nothing_is_due(drains: Drains) -> None:
    begin(drains, 900, products=500)
    drains.finish(400)
    begin(drains, 400, run="next", products=500, relook_before="today")
    left = drains.open()
    assert (left["remaining"], left["root_run_id"]) == (400, "root")
    assert left["configuration"] == {"products": 500, "relook_before": "today"}
    drains.finish(0)
    assert drains.open() is None


def test_progress_ends_a_stall(drains: Drains) -> None:
    begin(drains, 900)
    for remaining in (900, 950):
        drains.finish(remaining)
    assert drains.open()["stalled"] == 2
    drains.finish(949)
    assert drains.open()["stalled"] == 0


def test_a_crashed_run_is_neither_progress_nor_a_stall(drains: Drains) -> None:
    begin(drains, 900)
    begin(drains, 900)
    assert drains.open()["stalled"] == 0


def test_after_a_drain_is_done_the_next_one_has_its_own_terms(drains: Drains) -> None:
    begin(drains, 900, relook_before="today")
    drains.finish(0)
    begin(drains, 5, run="second")
    left = drains.open()
    assert (left["root_run_id"], left["configuration"], left["remaining"]) == ("second", {}, 5)


def test_every_shop_has_its_own_drain(drains: Drains, engine: sa.Engine) -> None:
    begin(drains, 900)
    other = Drains(engine, "8")
    other.finish(0)
    assert (other.open(), drains.open()["remaining"]) == (None, 900)
