"""What one reading tells the next: when it was, by whose clock, what it could not read, and what it saw last."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import orjson

from catalog_sync.pim.akeneo.listings import Endpoint, Listings
from catalog_sync.pim.akeneo.structure import Raw

WITNESSES = 3
"""How many rows are remembered: one or two of them may have been deleted since."""


@dataclass(frozen=True, order=True)
class Witness:
    """A product or model as it was seen: a PIM that shows it older was restored from a backup."""

    updated: datetime
    path: str
    key: str

    @classmethod
    def of(cls, endpoint: Endpoint, raw: Raw) -> Self | None:
        """The row as a witness; none where it tells no time."""
        try:
            updated = datetime.fromisoformat(raw["updated"])
        except (KeyError, TypeError, ValueError):
            return None
        return cls(updated, endpoint.path, raw[endpoint.key]) if updated.tzinfo else None

    async def is_older(self, listings: Listings) -> bool | None:
        """Whether the PIM shows it older by now; none where it does not show it."""
        endpoint = next((each for each in listings.endpoints if each.path == self.path), None)
        raw = endpoint and await listings.find(endpoint, self.key)
        now = Witness.of(endpoint, raw) if endpoint and raw else None
        return None if now is None else now.updated < self.updated


@dataclass(frozen=True)
class Bound:
    """One moment by the PIM's clock and by ours: together they show a clock that was set back.

    `blind` says that assets or records could not be read then; `witnesses` are the last changes that were seen.
    """

    pim: datetime
    ours: datetime
    blind: bool = False
    witnesses: tuple[Witness, ...] = ()

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """The bound that a text holds; none for one that is not of this source."""
        try:
            held = orjson.loads(text or "")
            pim, ours = _moment(held["pim"]), _moment(held["ours"])
            rows = held.get("witnesses", [])
            witnesses = (Witness(_moment(row["updated"]), row["path"], row["key"]) for row in rows)
            return cls(pim, ours, bool(held.get("blind")), tuple(witnesses))
        except (KeyError, TypeError, ValueError):
            return None

    def text(self) -> str:
        """The same as a text."""
        return orjson.dumps(self).decode()

    def seen_from(self, now: "Bound") -> datetime:
        """The same moment by the clock that the PIM has now: earlier if that was set back since, never later."""
        return min(self.pim, now.pim - (now.ours - self.ours))

    async def is_undone(self, listings: Listings) -> bool:
        """Whether the PIM has forgotten what was seen before the bound, as one restored from a backup has.

        A row that was deleted tells nothing, unless all of them are gone.
        """
        older = [await each.is_older(listings) for each in self.witnesses]
        return True in older or (bool(older) and set(older) == {None})

    def having_seen(self, witnesses: Iterable[Witness], *, blind: bool) -> "Bound":
        """The same moment, with what came to light after it."""
        return replace(self, witnesses=latest(witnesses), blind=blind)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def latest(witnesses: Iterable[Witness]) -> tuple[Witness, ...]:
    """The few that were updated last, each row once."""
    rows = {(each.path, each.key): each for each in sorted(witnesses)}
    return tuple(sorted(rows.values(), reverse=True)[:WITNESSES])
