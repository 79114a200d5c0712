"""How fast a lane goes: where it starts, how it falls when TikTok throttles, and how it finds its way up again."""

from dataclasses import dataclass, replace
from typing import NamedTuple

SLOWEST = 0.2  # calls a second; the lowest start that is recommended for dynamic limits (Partner API)
START = 25.0  # calls a second while nothing is known: half of the 50 that were documented (Partner API, Rate limits)

_UNDER = 0.985  # of what was accepted: room for the jitter of calls on their way
_EDGE = 0.995  # of a steady pace that hurt now and then
_NEAR = 0.95  # of the calls accepted: the rest was refused by jitter alone
_TROUBLE = 0.6  # of the pace accepted: with less, accepted calls are too few to tell the quota by

_CALM_SECONDS = 2  # of peace, after which a throttled call tells of the edge rather than of trouble
_FEW = 6  # calls, too few to tell a quota by

_RAMP = 0.4  # growth a second while nothing is known
_PROBE = 0.01
_RECOVERY = 0.1
_RAMP_TICK, _TICK = 0.2, 1.0  # seconds between two steps of growth

_FIRST_PATIENCE, _SHORT_PATIENCE, _LONGEST_PATIENCE = 10.0, 1.0, 160.0


class Second(NamedTuple):
    """How many calls were made in a second, and how many of them were accepted as far as it is known."""

    made: float
    accepted: float


@dataclass(frozen=True)
class Pace:
    """`rate` in calls a second; it grows by the share `step` a second from `safe`, where it last fell to.

    After a fall nothing grows for `patience` seconds: the more often it hurts at the edge, the longer.
    """

    rate: float
    safe: float
    step: float
    patience: float

    @property
    def tick(self) -> float:
        """Seconds from one step of growth to the next: short on the first way up, where every call counts."""
        return _RAMP_TICK if self.step >= _RAMP else _TICK

    def grown(self, seconds: float, ceiling: float | None) -> "Pace":
        """The next step up, for so many seconds; steps double from a gentle probe to the ramp if nothing hurts."""
        rate = max(self.rate * (1 + self.step) ** seconds, self.rate + SLOWEST)
        return replace(self, rate=_below(ceiling, rate), step=min(_RAMP, 2 * self.step))

    def fallen(self, second: Second, since: int) -> "Pace":
        """The pace after a call was throttled, `since` so many calls; `second` is the one before it.

        Where little was accepted the quota fell far, or something passes: then the pace falls in large steps and soon
        tries to recover. Else this is the edge: it falls a little and stays there.
        """
        calm = since > max(_FEW, _CALM_SECONDS * self.rate)
        rate = max(SLOWEST, min(_EDGE * self.rate, self._bearable(second, calm=calm)))
        patience = min(_LONGEST_PATIENCE if calm else max(_FIRST_PATIENCE, self.patience), 2 * self.patience)
        sparse = second.accepted + 1 < _TROUBLE * self.rate
        if sparse or max(since, second.accepted) <= _FEW:
            rate = max(rate, _TROUBLE * self.rate)
            return Pace(rate, rate, _RECOVERY, _SHORT_PATIENCE if sparse else patience)
        return Pace(rate, rate, _PROBE, patience)

    def _bearable(self, second: Second, *, calm: bool) -> float:
        """What the quota seems to allow; at a steady pace a few refusals only tell of jitter on the calls' way."""
        if self.rate > self.safe:
            return max(_UNDER * second.accepted, _EDGE * self.safe)
        if calm:
            return _EDGE * self.rate
        jitter = second.made > _FEW and second.accepted >= _NEAR * second.made
        return _EDGE**2 * self.rate if jitter else _UNDER * second.accepted


def first_pace(ceiling: float | None) -> Pace:
    """Just under the quota where it is known, else a modest start that grows quickly."""
    if ceiling is None:
        return Pace(START, SLOWEST, _RAMP, _FIRST_PATIENCE)
    rate = _below(ceiling, ceiling)
    return Pace(rate, rate, _PROBE, _FIRST_PATIENCE)


def _below(ceiling: float | None, rate: float) -> float:
    return rate if ceiling is None else min(rate, _UNDER * ceiling)
