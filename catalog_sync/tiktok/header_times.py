"""The times that the headers of an answer tell: how long to wait, and what TikTok's clock shows."""

import email.utils
import math

import httpx

_LONGEST_WAIT = 86_400.0
_ROUNDING = 2.0  # `Date` has whole seconds and takes its way


def retry_after(headers: httpx.Headers, now: float) -> float | None:
    """Seconds to wait, a day at most, by `Retry-After`: seconds or an HTTP date (RFC 9110). `now` is in Unix seconds."""
    header = headers.get("retry-after", "nan")
    try:
        seconds = float(header)
    except ValueError:
        seconds = _moment(header) - now
    return None if math.isnan(seconds) else min(max(0.0, seconds), _LONGEST_WAIT)


def clock_offset(headers: httpx.Headers, now: float) -> str:
    """How far this machine's clock, which shows `now`, is off by the answer's `Date`, in words; empty if unknown."""
    ahead = now - _moment(headers.get("date", ""))
    if math.isnan(ahead) or abs(ahead) < _ROUNDING:
        return ""
    side = "ahead of" if ahead > 0 else "behind"
    return f" (this machine's clock is {abs(ahead):,.0f} s {side} TikTok's)"


def _moment(header: str) -> float:
    """Unix seconds of an HTTP date; not a number where it cannot be read."""
    try:
        return email.utils.parsedate_to_datetime(header).timestamp()
    except (ValueError, OverflowError):
        return math.nan
