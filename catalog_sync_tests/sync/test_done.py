"""When a product is looked at again: at the moment it waits for, or on the day that the calendar changes it."""

from datetime import UTC, date, datetime

import pytest

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.store.looks import State
from catalog_sync.sync.done import Done
from catalog_sync.sync.work import Work

MIDNIGHT = datetime(2026, 12, 2, tzinfo=UTC)
BEFORE, AFTER = datetime(2026, 12, 1, 23, tzinfo=UTC), datetime(2026, 12, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "waits_for", "own", "due_at"),
    [
        (State.ACCEPTED, None, None, MIDNIGHT),
        (State.PARKED, None, None, MIDNIGHT),
        (State.ACCEPTED, None, BEFORE, BEFORE),
        (State.ACCEPTED, None, AFTER, MIDNIGHT),
        (State.ACCEPTED, "fresh price or stock", AFTER, AFTER),
        (State.DEFERRED, "shop setup", None, None),
    ],
)
def test_a_product_is_due_on_the_day_that_the_calendar_changes_it_unless_it_waits(
    state: State, waits_for: str | None, own: datetime | None, due_at: datetime | None
) -> None:
    desired = MappedListing(product_key="product:1", turns_on=date(2026, 12, 2))
    work = Work("LAMP-1", "key", desired, content={}, content_hash="", mapped_hash="")

    look = Done(work, state, [], waits_for=waits_for, due_at=own).look()

    assert (look.state, look.due_at) == (state, due_at)
