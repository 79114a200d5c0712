"""Where the pace of lanes lives: what every keeper of it offers, and the one that keeps it in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from catalog_sync.tiktok.pacing_rates import Pace, first_pace

SAVED = 0.1
"""Seconds' worth of turns that are still given late, after a stall or a hold; an idle lane saves up none."""


class Lane(NamedTuple):
    """What TikTok counts calls by; `shop_id` is empty where the endpoint takes no cipher and cannot know the shop."""

    app_key: str
    shop_id: str
    endpoint: str


@dataclass(frozen=True)
class Lease:
    """Some turns of a lane: the first at `at`, maybe already past, the others `1 / pace.rate` seconds apart.

    All instants are seconds on the keeper's clock, which showed `now`. `turns` is 0 when the day's budget is spent.
    `falls` counts how often the pace fell, `given` the turns ever given.
    """

    turns: int
    at: float
    now: float
    pace: Pace
    falls: int
    given: int
    held_until: float
    grows_at: float


class Lanes(Protocol):
    """Keeps the pace of lanes for everybody who calls in them."""

    async def lease(self, lane: Lane, turns: int) -> Lease:
        """The lane's next turns, as many or fewer; nobody else gets the same."""
        ...

    async def give_back(self, lane: Lane, turns: int) -> None:
        """So many leased turns saw no call: the day's budget has them again, their instants are past."""
        ...

    async def grow(self, lane: Lane, seen: Lease, pace: Pace) -> None:
        """Let the lane go at a higher pace, unless somebody changed it since it was seen."""
        ...

    async def fall(self, lane: Lane, falls: int, pace: Pace, rest: float) -> None:
        """Let the lane rest for seconds and then go at a lower pace, unless it fell since it had fallen so often."""
        ...

    async def hold(self, lane: Lane, seconds: float) -> None:
        """Give no turns for so many seconds, as TikTok asked."""
        ...


@dataclass
class _Row:
    pace: Pace
    due: float
    grows_at: float
    falls: int = 0
    given: int = 0
    held_until: float = float("-inf")


class MemoryLanes:
    """The pace of lanes for one process without a ledger. `ceiling` in calls a second is never exceeded."""

    def __init__(self, monotonic: Callable[[], float], ceiling: float | None = None) -> None:
        self._monotonic = monotonic
        self._ceiling = ceiling
        self._rows: dict[Lane, _Row] = {}

    def _row(self, lane: Lane) -> _Row:
        now, pace = self._monotonic(), first_pace(self._ceiling)
        return self._rows.setdefault(lane, _Row(pace, now, now + pace.tick))

    async def lease(self, lane: Lane, turns: int) -> Lease:
        """The next turns, on this process's monotonic clock."""
        now, row = self._monotonic(), self._row(lane)
        at = row.due if row.due > now - SAVED else now
        row.due, row.given = at + turns / row.pace.rate, row.given + turns
        return Lease(turns, at, now, row.pace, row.falls, row.given, row.held_until, row.grows_at)

    async def give_back(self, lane: Lane, turns: int) -> None:
        """Nothing to do: there is no budget."""

    async def grow(self, lane: Lane, seen: Lease, pace: Pace) -> None:
        """Take the higher pace."""
        row = self._row(lane)
        if (row.falls, row.pace) == (seen.falls, seen.pace):
            row.pace, row.grows_at = pace, self._monotonic() + pace.tick

    async def fall(self, lane: Lane, falls: int, pace: Pace, rest: float) -> None:
        """Take the lower pace."""
        row, now = self._row(lane), self._monotonic()
        if row.falls == falls:
            row.pace, row.falls = pace, falls + 1
            row.due = max(row.due, now + rest)
            row.grows_at = max(row.due, row.held_until) + pace.patience

    async def hold(self, lane: Lane, seconds: float) -> None:
        """Hold the lane."""
        row, until = self._row(lane), self._monotonic() + seconds
        row.held_until, row.due = max(row.held_until, until), max(row.due, until - SAVED)
