"""Spaces calls so that they stay just under the rate TikTok allows per app, shop and endpoint, known or learned."""

import asyncio

from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.pacing_lanes import Lane, Lanes, MemoryLanes
from catalog_sync.tiktok.pacing_line import Line
from catalog_sync.tiktok.pacing_record import Turn


class Pacer:
    """Gives each lane its turns; serves one event loop.

    `lanes` keeps the pace, shared with whoever uses the same ones; without it the pace is this pacer's own.
    `ceiling` is the quota in calls a second as far as it is known: the pace starts and stays just under it. Without
    it the quota is learned. A lane that TikTok holds for more than `longest_hold` seconds is not waited for.
    """

    def __init__(
        self,
        lanes: Lanes | None = None,
        *,
        ceiling: float | None = None,
        clock: Clock | None = None,
        longest_hold: float = 90.0,
    ) -> None:
        self._clock = clock or Clock()
        self._lanes = lanes or MemoryLanes(self._clock.monotonic, ceiling)
        self._ceiling = ceiling
        self._longest_hold = longest_hold
        self._lines: dict[Lane, Line] = {}

    def _line(self, lane: Lane) -> Line:
        if lane not in self._lines:
            self._lines[lane] = Line(
                lane,
                self._lanes,
                ceiling=self._ceiling,
                clock=self._clock,
                longest_hold=self._longest_hold,
            )
        return self._lines[lane]

    async def turn(self, lane: Lane) -> Turn:
        """Wait until the lane's next call may go; first come, first served.

        Raises Throttled without waiting when TikTok holds the lane for long, BudgetSpent when the day's are used up.
        """
        return await self._line(lane).turn()

    def throttled(self, lane: Lane, turn: Turn, retry_after: float | None) -> None:
        """Slow the lane down, and hold it for the seconds that TikTok asked for."""
        self._line(lane).throttled(turn, retry_after)

    def rate(self, lane: Lane) -> float | None:
        """The lane's calls a second as last seen; none before its first turn."""
        pace = self._line(lane).pace
        return pace.rate if pace else None

    async def aclose(self) -> None:
        """Write down what was learned last."""
        await asyncio.gather(*(line.aclose() for line in self._lines.values()))
