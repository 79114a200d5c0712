"""The calls that wait in one lane: each gets its turn in order, from turns that are leased a moment ahead."""

import asyncio
from collections import deque
from dataclasses import dataclass

from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.errors import BudgetSpent, Throttled
from catalog_sync.tiktok.pacing_lanes import SAVED, Lane, Lanes, Lease
from catalog_sync.tiktok.pacing_rates import Pace
from catalog_sync.tiktok.pacing_record import Record, Turn

_AHEAD = 0.25  # seconds' worth of turns leased at once
_REST = 0.25  # seconds until the calls above the quota have mostly left TikTok's sliding second
_OVERSHOT = 1.05
_LEASES_COMPARED = 16
_LONGEST_STRIDE = 3.0  # seconds of growth at once


@dataclass(frozen=True)
class _Fall:
    falls: int
    pace: Pace
    rest: float


class Line:
    """One lane's waiting calls, in one process and event loop; `pace` as far as it is known."""

    def __init__(
        self, lane: Lane, lanes: Lanes, *, ceiling: float | None, clock: Clock, longest_hold: float
    ) -> None:
        self._lane = lane
        self._lanes = lanes
        self._ceiling = ceiling
        self._clock = clock
        self._longest_hold = longest_hold
        self.pace: Pace | None = None
        self._falls = self._since_fall = self._leased = self._unused = 0
        self._held_until = float("-inf")
        self._waiting: deque[asyncio.Future[Turn]] = deque()
        self._instants: deque[float] = deque()
        self._news: deque[_Fall | float] = deque()
        self._lags: deque[float] = deque(maxlen=_LEASES_COMPARED)
        self._record = Record()
        self._serving: asyncio.Task[None] | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def turn(self) -> Turn:
        """Wait for a turn. Raises Throttled when TikTok holds the lane for long, BudgetSpent when the day is used up."""
        self._refuse_long_hold()
        waiting: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())
        try:
            return await waiting
        except asyncio.CancelledError:
            self._unused += not (waiting.cancelled() or waiting.exception())
            raise

    def throttled(self, turn: Turn, retry_after: float | None) -> None:
        """Slow down, once for all calls that were under way together, and hold for the seconds TikTok asked for."""
        turn.refused = True
        if retry_after:
            self._held_until = max(self._held_until, self._clock.monotonic() + retry_after)
            self._news.append(retry_after)
        if turn.falls == self._falls and self.pace:
            second = self._record.second_before(turn.at)
            rest = _REST if second.made > _OVERSHOT * second.accepted else 0.0
            self.pace = self.pace.fallen(second, self._since_fall)
            self._news.append(_Fall(self._falls, self.pace, rest))
            self._falls += 1
            self._since_fall = 0
            if rest:
                self._instants.clear()
        if retry_after:
            self._instants.clear()
        if self._news:
            self._fetch()

    async def aclose(self) -> None:
        """Tell the lanes what they do not know yet, and give back the turns that nobody took."""
        if self._serving:
            self._serving.cancel()
        await asyncio.gather(*filter(None, (self._serving, self._fetching)), return_exceptions=True)
        self._instants.clear()
        await self._tell()

    def _refuse_long_hold(self) -> None:
        held = self._held_until - self._clock.monotonic()
        if held > self._longest_hold:
            error = Throttled(f"TikTok asked to wait, for {held:.0f} s more", self._lane.endpoint)
            error.retry_after = held
            raise error

    async def _serve(self) -> None:
        try:
            while self._someone_waits():
                await self._step()
        except Exception as error:  # noqa: BLE001 (everyone who waits has to hear of it)
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_exception(error)
            self._waiting.clear()

    def _someone_waits(self) -> bool:
        while self._waiting and self._waiting[0].done():
            self._waiting.popleft()
        return bool(self._waiting)

    async def _step(self) -> None:
        self._give_up_late_turns()
        if self._missing():
            self._fetch()
        if not self._instants and self._fetching:
            await asyncio.shield(self._fetching)  # turns under way are never lost
        elif (wait := self._due() - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        else:
            self._release()

    def _give_up_late_turns(self) -> None:
        """Late turns, made up for at once, would be too many together with the calls of others."""
        now = self._clock.monotonic()
        if self._record.others_call(now):
            while self._instants and self._instants[0] < now - SAVED:
                self._instants.popleft()

    def _due(self) -> float:
        room = self._record.room_at(self.pace.rate) if self.pace else self._held_until
        return max(self._instants[0], room, self._held_until)

    def _release(self) -> None:
        self._instants.popleft()
        turn = Turn(self._clock.monotonic(), self._falls)
        self._record.add(turn)
        self._since_fall += 1
        self._unused -= 1
        self._waiting.popleft().set_result(turn)

    def _missing(self) -> int:
        """How many turns to lease now: only what somebody waits for, and not before half of the last is gone."""
        batch = max(1, int(_AHEAD * self.pace.rate)) if self.pace else 1
        return min(batch, len(self._waiting) - len(self._instants)) if 2 * len(self._instants) <= batch else 0

    def _fetch(self) -> None:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._tell_and_lease())
            self._fetching.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _tell_and_lease(self) -> None:
        await self._tell()
        while (missing := self._missing()) > 0:
            lease = await self._lanes.lease(self._lane, missing)
            self._leased += lease.turns
            self._unused += lease.turns
            if not self._news:
                await self._take(lease)
                return
            await self._tell()

    async def _tell(self) -> None:
        while self._news or self._unused > len(self._instants):
            await (self._tell_next() if self._news else self._give_back())

    async def _tell_next(self) -> None:
        news = self._news[0]
        if isinstance(news, _Fall):
            await self._lanes.fall(self._lane, news.falls, news.pace, news.rest)
        else:
            await self._lanes.hold(self._lane, news)
        self._news.popleft()

    async def _give_back(self) -> None:
        given_up = self._unused - len(self._instants)
        self._unused -= given_up
        await self._lanes.give_back(self._lane, given_up)

    async def _take(self, lease: Lease) -> None:
        now = self._clock.monotonic()
        self._lags.append(now - lease.now)
        lag = min(self._lags)
        self.pace, self._falls = lease.pace, lease.falls
        self._held_until = max(self._held_until, lease.held_until + lag)
        self._refuse_long_hold()
        if not lease.turns:
            raise BudgetSpent("the shop's calls_per_day are used up", self._lane.endpoint)
        self._instants.extend(lease.at + lag + turn / lease.pace.rate for turn in range(lease.turns))
        self._record.add_others(now, lease.given - self._leased)
        if lease.now >= lease.grows_at and self._record.is_busy(now, lease.pace.rate):
            await self._grow(lease)

    async def _grow(self, lease: Lease) -> None:
        seconds = min(lease.now - lease.grows_at + lease.pace.tick, _LONGEST_STRIDE)
        grown = lease.pace.grown(seconds, self._ceiling)
        if grown.rate > lease.pace.rate:
            await self._lanes.grow(self._lane, lease, grown)
