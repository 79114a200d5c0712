"""The time zone in which an Akeneo server reads the times of a filter: as configured, or found out by asking."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Self

from catalog_sync.pim.akeneo.listings import MODELS, Endpoint, Listings, search
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.errors import PimAnswerInvalid

SUMMER_TIME = timedelta(hours=1)
"""How far a zone's offset moves within a year; also the hour that a server in local time has twice."""

QUARTER = timedelta(minutes=15)
WIDEST = 28 * 4
"""Quarter hours from a label to what the filter takes it for: zones reach 14 hours, and the label may be wrong too."""

WINTER = frozenset({11, 12, 1, 2})
"""Months without summer time where an offset of zero occurs, which is the northern hemisphere."""

SECOND = timedelta(seconds=1)
SAMPLES = 2


@dataclass(frozen=True)
class ServerZone:
    """The zone in which the PIM's server reads times without an offset, and how much earlier to ask for safety."""

    zone: tzinfo
    margin: timedelta
    how: str
    is_certain: bool = False

    @classmethod
    def configured(cls, zone: tzinfo) -> Self:
        """The zone that a person named."""
        margin = timedelta(0) if str(zone) in {"UTC", "Etc/UTC"} else SUMMER_TIME
        return cls(zone, margin, "as configured", is_certain=True)

    @classmethod
    def unknown(cls) -> Self:
        """No zone fits: ask in the westernmost, so that nothing is lost whatever it is; up to 26 hours too much."""
        return cls(timezone(timedelta(hours=-12)), SUMMER_TIME, "not found out, so read as any")

    def updated_since(self, moment: datetime) -> str:
        """Akeneo's `search` for what was updated at or after a moment; its `>` is strict and knows whole seconds."""
        return search(updated=(">", _naive((moment - self.margin - SECOND).astimezone(self.zone))))


@dataclass(frozen=True)
class _Sample:
    """A product or root model, the time it says it was updated at, and that label's offset."""

    endpoint: Endpoint
    key: str
    updated: datetime
    label: timedelta

    @classmethod
    def of(cls, endpoint: Endpoint, raw: Raw) -> Self | None:
        try:
            updated = datetime.fromisoformat(raw["updated"])
        except (KeyError, TypeError, ValueError):
            return None
        return cls(endpoint, raw[endpoint.key], updated.astimezone(UTC), updated.utcoffset() or timedelta(0))

    async def is_found(self, listings: Listings, first: timedelta, last: timedelta) -> bool:
        """Whether the filter finds it when its time is shifted by some amount from first to last."""
        window = [_naive(self.updated + first - SECOND), _naive(self.updated + last + SECOND)]
        conditions = {"updated": ("BETWEEN", window), self.endpoint.searched: ("IN", [self.key])}
        return bool(await listings.some(self.endpoint, 1, search=search(**conditions)))


async def calibrated(listings: Listings) -> ServerZone:
    """Find out the server's zone by asking for a product at the time it says it was updated, as read in several zones.

    Rows without a parent only: the index has a variant's time as the greatest of it and its models
    (pim-community-dev). The newest first: its offset is most likely today's.
    """
    try:
        samples = await _samples(listings)
        for sample in samples[:SAMPLES]:
            shift = await _shift(listings, sample)
            offset = None if shift is None else _offset(shift, sample.label)
            if offset is not None:
                is_utc = not offset and _all_in_utc(samples)
                margin = timedelta(0) if is_utc else SUMMER_TIME
                return ServerZone(timezone(offset), margin, "found out", is_certain=is_utc)
    except PimAnswerInvalid:
        return ServerZone.unknown()
    return ServerZone.unknown()


def _all_in_utc(samples: list[_Sample]) -> bool:
    """Whether UTC is all they show, one of them in winter: the Azores have it in summer only."""
    return not any(each.label for each in samples) and any(each.updated.month in WINTER for each in samples)


async def _samples(listings: Listings) -> list[_Sample]:
    for endpoint in (listings.products, MODELS):
        rows = [raw for raw in await listings.some(endpoint, 50) if not raw.get("parent")]
        if samples := [sample for raw in rows if (sample := _Sample.of(endpoint, raw))]:
            return sorted(samples, key=lambda sample: sample.updated, reverse=True)
    return []


async def _shift(listings: Listings, sample: _Sample) -> timedelta | None:
    """How far the filter's time is from the label's in UTC: the likely shifts first, then halving the rest."""
    for likely in (timedelta(0), sample.label, 2 * sample.label):
        if await sample.is_found(listings, likely, likely):
            return likely
    low, high = -WIDEST, WIDEST
    while low < high:
        middle = (low + high) // 2
        if await sample.is_found(listings, low * QUARTER, middle * QUARTER):
            high = middle
        else:
            low = middle + 1
    return low * QUARTER if await sample.is_found(listings, low * QUARTER, low * QUARTER) else None


def _offset(shift: timedelta, label: timedelta) -> timedelta | None:
    """The server's offset: the earlier one where the label may be right or UTC in disguise (pim-community-dev#13892)."""
    readings = {shift, shift - label}
    likely = readings & {timedelta(0), label} or {
        each for each in readings if abs(each) <= timedelta(hours=14)
    }
    return min(likely, default=None)


def _naive(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}"
