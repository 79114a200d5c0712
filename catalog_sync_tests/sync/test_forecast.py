"""The forecast of the day on which the last held create goes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from catalog_sync.sync.forecast import finish_of_creates

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("held", "per_day", "day"),
    [(1, 100, date(2026, 3, 2)), (100, 100, date(2026, 3, 2)), (101, 100, date(2026, 3, 3)), (0, 100, None)],
)
def test_what_is_held_today_goes_on_the_next_days(held: int, per_day: int, day: date | None) -> None:
    assert finish_of_creates(held, per_day=per_day, done_today=100, now=NOON, reached=False) == day


def test_a_limit_that_only_tiktok_knows_is_what_went_until_it_was_reached() -> None:
    for reached, day in ((True, date(2026, 3, 4)), (False, None)):
        assert finish_of_creates(100, per_day=None, done_today=40, now=NOON, reached=reached) == day


def test_days_are_utc_days() -> None:
    late = datetime(2026, 3, 1, 23, tzinfo=timezone(timedelta(hours=-5)))
    assert finish_of_creates(1, per_day=1, done_today=1, now=late, reached=True) == date(2026, 3, 3)
