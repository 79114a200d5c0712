"""What became of a lane's latest turns: from it follows how many calls TikTok takes in a second."""

import itertools
import math
from collections import deque
from dataclasses import dataclass

from catalog_sync.tiktok.pacing_rates import Second

_WINDOW = 1.005  # seconds; a call of just a second ago still counts at TikTok
_KEPT = 4.0
_BUSY, _BUSY_SECONDS, _BUSY_TURNS = 0.75, 0.25, 3


@dataclass
class Turn:
    """A turn: when its call goes out (monotonic seconds), and after how many falls of the pace it was given."""

    at: float
    falls: int
    refused: bool = False


class Record:
    """The turns of the last seconds, of this process one by one, of all others as a number."""

    def __init__(self) -> None:
        self._turns: deque[Turn] = deque()
        self._others: deque[tuple[float, int]] = deque()

    def add(self, turn: Turn) -> None:
        """Remember a turn."""
        self._turns.append(turn)
        while len(self._turns) > _BUSY_TURNS and self._turns[0].at < turn.at - _KEPT:
            self._turns.popleft()

    def room_at(self, rate: float) -> float:
        """When one more call keeps to the rate, over a second or, if slower, from call to call.

        So after a stall what is late may be made up for at once, but no second ever holds more than its share.
        """
        calls = math.ceil(rate)
        accepted = (turn.at for turn in reversed(self._turns) if not turn.refused)
        first = next(itertools.islice(accepted, calls - 1, None), float("-inf"))
        return first + calls / rate

    def add_others(self, now: float, given: int) -> None:
        """Remember how many turns others ever got."""
        self._others.append((now, given))
        while self._others[0][0] < now - _KEPT:
            self._others.popleft()

    def others_call(self, now: float) -> bool:
        """Whether others were given turns of late."""
        return self._given_to_others(now) > self._given_to_others(now - _KEPT)

    def is_busy(self, now: float, rate: float) -> bool:
        """Whether the rate is what limits the lane: nearly all turns that it allows are taken."""
        seconds = max(_BUSY_SECONDS, _BUSY_TURNS / rate)
        return self._taken(now - seconds, now) >= _BUSY * rate * seconds

    def _taken(self, start: float, end: float) -> float:
        ours = sum(start < turn.at <= end for turn in self._turns)
        return ours + self._given_to_others(end) - self._given_to_others(start)

    def second_before(self, at: float) -> Second:
        """The second before a throttled call went out: calls under way count as accepted, others' fare like ours."""
        start = at - _WINDOW
        ours = [turn for turn in self._turns if start < turn.at < at]
        share = sum(not turn.refused for turn in ours) / len(ours) if ours else 0
        made = len(ours) + self._given_to_others(at) - self._given_to_others(start)
        return Second(made, share * made)

    def _given_to_others(self, at: float) -> float:
        """How many turns others ever got until then, by a straight line between what was seen before and after."""
        before = None
        for instant, given in self._others:
            if instant >= at:
                start, had = before or (instant, given)
                return had + (given - had) * ((at - start) / (instant - start) if instant > start else 1)
            before = instant, given
        return before[1] if before else 0
