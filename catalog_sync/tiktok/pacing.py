"""Spaces calls so that they stay just under the rate TikTok allows per app, shop and endpoint."""

import asyncio
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from catalog_sync.tiktok.clock import Clock

SLOWEST = 0.2  # calls a second; the lowest start that is recommended for dynamic limits

_SLOW_DOWN = 0.5
_SPEED_UP = 1.05
_SETTLE = 1.0  # seconds between two changes of a rate


@dataclass
class _Lane:
    rate: float
    due: float = float("-inf")  # when the next call is due at this rate (the TAT of GCRA)
    changed: float = float("-inf")
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pacer:
    """Gives each lane, usually (app, shop, endpoint), its turns; serves one event loop.

    The default rate stays under 50 calls a second (Partner API, Rate limits); a throttled lane runs at half its
    rate, at most one step a second, and finds back by 5 % a second.
    """

    def __init__(self, rate: float = 45.0, *, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._ceiling = rate
        self._lanes: defaultdict[Hashable, _Lane] = defaultdict(lambda: _Lane(rate))

    async def turn(self, key: Hashable) -> None:
        """Wait until the lane's next call may go; first come, first served."""
        lane = self._lanes[key]
        async with lane.queue:
            while (wait := lane.due - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            interval = 1 / lane.rate
            lane.due = max(lane.due, self._clock.monotonic() - interval) + interval

    def throttled(self, key: Hashable, retry_after: float | None) -> None:
        """Slow the lane down, and hold it for the seconds that TikTok asked for."""
        lane, now = self._lanes[key], self._clock.monotonic()
        lane.due = max(lane.due, now + (retry_after or 0))
        if now - lane.changed >= _SETTLE:
            lane.rate, lane.changed = max(SLOWEST, lane.rate * _SLOW_DOWN), now

    def succeeded(self, key: Hashable) -> None:
        """Let the lane speed up again, gently."""
        lane, now = self._lanes[key], self._clock.monotonic()
        if lane.rate < self._ceiling and now - lane.changed >= _SETTLE:
            lane.rate, lane.changed = min(self._ceiling, lane.rate * _SPEED_UP), now

    def rate(self, key: Hashable) -> float:
        """The lane's present calls a second."""
        return self._lanes[key].rate
