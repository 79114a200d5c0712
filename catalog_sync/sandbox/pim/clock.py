"""The PIM's own clock: the real time in UTC, in whole seconds, moved by an offset that tests and demos control."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


@dataclass
class Clock:
    """Tells the PIM's time; `offset` is how far it runs ahead of the real clock."""

    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """Return the current second: Akeneo keeps `updated` without fractions."""
        return (datetime.now(UTC) + self.offset).replace(microsecond=0)

    def http_date(self) -> str:
        """Return the current second as the value of an HTTP `Date` header."""
        return format_datetime(self.now(), usegmt=True)


def parse_time(text: str) -> datetime:
    """Return an ISO 8601 time in UTC; one without an offset is taken as UTC. Raises ValueError."""
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
