"""How moments and spans of time are shown to people."""

from datetime import UTC, datetime, timedelta

_UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60))


def moment(at: datetime) -> str:
    """A moment, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def span(time: timedelta) -> str:
    """A span in the largest unit of which there are two or more: `36 hours`, `90 seconds`."""
    seconds = round(time.total_seconds())
    name, unit = next(((name, unit) for name, unit in _UNITS if seconds >= 2 * unit), ("seconds", 1))
    return f"{seconds / unit:.3g} {name}" if seconds < 1000 * unit else f"{seconds // unit} {name}"
