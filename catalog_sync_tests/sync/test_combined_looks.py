"""A product that is several listings has one look: the one that asks for the most."""

from datetime import UTC, datetime, timedelta

from catalog_sync.store.looks import Look, State
from catalog_sync.sync.combined_looks import together

SOON = datetime(2026, 11, 23, tzinfo=UTC)
FINDING = {"code": "axis_value_missing"}


def look(state: State, **more) -> Look:
    return Look("model:mugs", "key", state, **more)


def test_one_listing_is_looked_at_as_it_is() -> None:
    one = look(State.PARKED, findings=[FINDING])
    assert together([one]) is one


def test_one_that_waits_lets_the_product_wait_and_every_finding_is_told_once() -> None:
    parked = look(State.PARKED, findings=[FINDING])
    waiting = look(State.DEFERRED, waits_for="verdict", findings=[FINDING, {"code": "other"}])
    found = together([look(State.ACCEPTED), parked, waiting])
    assert (found.state, found.waits_for, found.findings) == (
        State.DEFERRED,
        "verdict",
        [FINDING, {"code": "other"}],
    )


def test_it_is_due_when_the_first_of_them_is() -> None:
    later = SOON + timedelta(hours=2)
    found = together([look(State.DEFERRED, due_at=later), look(State.PARKED, due_at=SOON)])
    assert found.due_at == SOON


def test_while_one_waits_for_an_event_the_day_of_another_does_not_count() -> None:
    waiting = look(State.DEFERRED, waits_for="shop setup")
    found = together([look(State.ACCEPTED, due_at=SOON), waiting])
    assert (found.waits_for, found.due_at) == ("shop setup", None)


def test_one_that_is_parked_parks_the_product() -> None:
    assert together([look(State.ACCEPTED), look(State.PARKED)]).state is State.PARKED


def test_several_events_are_not_all_waited_for() -> None:
    found = together(
        [look(State.DEFERRED, waits_for="verdict"), look(State.DEFERRED, waits_for="shop setup")]
    )
    assert found.due_at is not None
