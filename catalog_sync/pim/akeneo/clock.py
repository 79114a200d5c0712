"""From when on the PIM is asked: by its own clock, and by what became of that clock since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import orjson


@dataclass(frozen=True)
class Moment:
    """One moment by the PIM's clock and by ours: together they show a clock that was set back."""

    pim: datetime
    ours: datetime

    @classmethod
    def read(cls, bound: str | None) -> Self | None:
        """The moment that a bound holds; none for one that is not of this source."""
        try:
            held = orjson.loads(bound or "")
            return cls(datetime.fromisoformat(held["pim"]), datetime.fromisoformat(held["ours"]))
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            return None

    def bound(self) -> str:
        """The bound of the next read."""
        return orjson.dumps({"pim": self.pim.isoformat(), "ours": self.ours.isoformat()}).decode()

    def seen_from(self, now: "Moment") -> datetime:
        """The same moment by the clock that the PIM has now: earlier if that was set back since, never later."""
        return min(self.pim, now.pim - (now.ours - self.ours))
