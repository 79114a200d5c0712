"""An event loop whose time jumps from one timer to the next, and a shop with a quota to call in it."""

import asyncio
import math
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.pacing_lanes import Lane

LANE = Lane("6demoappkey01", "7000000000000000101", "Get Product")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Where others wait, this loop moves its clock on: hours pass in no time, always alike."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = 0.0
        really_select = self._selector.select

        def select(timeout: float | None = None) -> Any:
            self._passed += timeout or 0
            return really_select(0)

        self._selector.select = select

    def time(self) -> float:
        return self._passed


def in_virtual_time(main: Callable[[Clock], Awaitable[Any]]) -> Any:
    """What `main` returns, called with the clock of a loop in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        time = runner.get_loop().time
        return runner.run(main(Clock(now=time, monotonic=time, sleep=asyncio.sleep)))


@dataclass
class QuotaShop:
    """Answers after a log-normal latency; refuses what is beyond its quota of calls in a sliding second.

    From `storm[0]` to `storm[1]` half of all answers are refusals, half of those with a Retry-After of a second.
    """

    clock: Clock
    quota: Callable[[float], float]
    storm: tuple[float, float] = (math.inf, math.inf)
    seed: int = 0
    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._window: deque[float] = deque()

    async def call(self) -> tuple[bool, float | None]:
        """Whether the call was accepted, and the Retry-After of its refusal."""
        await self.clock.sleep(0.002 * self._random.random())
        now = self.clock.monotonic()
        accepted, retry_after = self._judge(now)
        (self.accepted if accepted else self.refused).append(now)
        await self.clock.sleep(0.25 * math.exp(self._random.gauss(0, 0.25)))
        return accepted, retry_after

    def _judge(self, now: float) -> tuple[bool, float | None]:
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        if self.storm[0] <= now < self.storm[1] and self._random.random() < 0.5:
            return False, self._random.choice([1.0, None])
        if len(self._window) + 1 > self.quota(now):
            return False, None
        self._window.append(now)
        return True, None

    @property
    def calls_per_success(self) -> float:
        return 1 + len(self.refused) / len(self.accepted)


async def work(shop: QuotaShop, calls: int, *pacers: Pacer, in_flight: int = 32) -> float:
    """Make that many successful calls as fast as the pacers allow, in turns; returns the seconds they took."""
    left = iter(range(calls))

    async def worker(pacer: Pacer) -> None:
        for _ in left:
            while True:
                turn = await pacer.turn(LANE)
                accepted, retry_after = await shop.call()
                if accepted:
                    break
                pacer.throttled(LANE, turn, retry_after)

    began = shop.clock.monotonic()
    await asyncio.gather(*(worker(pacers[index % len(pacers)]) for index in range(in_flight)))
    return shop.clock.monotonic() - began
