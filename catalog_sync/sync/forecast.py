"""When the last product that a daily limit holds back will have been listed, as far as can be said now: pure."""

import math
from datetime import UTC, date, datetime, timedelta


def finish_of_creates(
    held: int, *, per_day: int | None, done_today: int, now: datetime, reached: bool
) -> date | None:
    """The UTC day on which the last of `held` creates goes, beyond those that still go today.

    `per_day` is the configured limit; where only TikTok knows it and it is `reached`, what went today stands in for
    it. None where nothing is held, or nothing tells how many go a day.
    """
    rate = per_day or (done_today if reached else 0)
    if not held or not rate:
        return None
    return (now.astimezone(UTC) + timedelta(days=math.ceil(held / rate))).date()
