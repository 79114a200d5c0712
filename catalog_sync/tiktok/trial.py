"""One call on its way through its attempts: what it carries, when it ends, and whether it may be repeated."""

import random
from dataclasses import dataclass

from pydantic import SecretStr

from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.endpoints import Effect
from catalog_sync.tiktok.errors import Throttled, TikTokError
from catalog_sync.tiktok.pacing_lanes import Lane
from catalog_sync.tiktok.pacing_record import Turn

MAX_ATTEMPTS = 6

_FIRST_DELAY = 0.5  # seconds, doubled with each attempt
_LONGEST_DELAY = 20.0


@dataclass
class Trial:
    """A call with its token and its present turn; `deadline` in monotonic seconds.

    `unsafe` effects are not repeated when an attempt's outcome is unknown; `lost` says that one attempt's is.
    `failures` leaves throttled attempts out: the lane's pace bounds them, and the deadline.
    """

    ask: Ask
    cipher: SecretStr | None
    token: SecretStr
    hidden: tuple[SecretStr, ...]
    lane: Lane
    turn: Turn
    deadline: float
    unsafe: frozenset[Effect]
    renewed: bool = False
    failures: int = 0
    lost: bool = False

    def may_repeat(self, error: TikTokError) -> bool:
        """Whether the same call may be sent again."""
        blind = error.undecided and self.ask.endpoint.effect in self.unsafe
        return error.retry and not blind and self.failures < MAX_ATTEMPTS

    def delay(self, error: TikTokError) -> float:
        """Seconds to wait before the next attempt; a throttled one waits for the turn its lane gives it."""
        if isinstance(error, Throttled):
            return 0.0
        step = min(_LONGEST_DELAY, _FIRST_DELAY * 2.0 ** (self.failures - 1))
        return max(error.retry_after or 0, step * random.uniform(0.5, 1))  # noqa: S311
