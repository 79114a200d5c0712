"""When something that could not be done now is due again."""

from datetime import UTC, datetime, timedelta

_RETRY = timedelta(minutes=5)


def retry_at(retry_after: float | None = None) -> datetime:
    """In some minutes, or when TikTok said, whichever is later; `retry_after` in seconds."""
    return datetime.now(UTC) + max(_RETRY, timedelta(seconds=retry_after or 0))


def next_day() -> datetime:
    """When daily limits are surely renewed: shortly after the next midnight, UTC."""
    today = datetime.now(UTC).replace(hour=0, minute=5, second=0, microsecond=0)
    return today + timedelta(days=1)
