"""What sellers' authorizations give cause to tell: that they end soon, and that they were taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.sandbox.tiktok.oauth import Authorization

DAY = 86_400
AHEAD = 30 * DAY
SELLER = 0
REVOKED, EXPIRING = 6, 7

Cause = tuple[Authorization, int, dict[str, Any], float]


@dataclass
class _Watched:
    authorization: Authorization
    warn_at: float
    told: bool = False


class AuthorizationWatch:
    """Remembers per seller what was told of the latest authorization."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}

    def causes(self, authorizations: Sequence[Authorization], now: float) -> Iterator[Cause]:
        """Yield authorization, notification type, data and time of what was not told yet."""
        latest = {each.open_id: each for each in authorizations if each.user_type == SELLER}
        for open_id, authorization in latest.items():
            watched = self._watched.get(open_id)
            if watched is None or watched.authorization is not authorization:
                watched = self._watched[open_id] = _Watched(authorization, authorization.expires - AHEAD)
            if authorization.revoked_as is None:
                yield from _warnings(watched, now)
            elif not watched.told:
                watched.told = True
                yield authorization, REVOKED, {"message": "The seller cancelled the authorization."}, now


def _warnings(watched: _Watched, now: float) -> Iterator[Cause]:
    """30 days ahead, then at every midnight (UTC) until the seller authorizes again (Upcoming authorization expiration)."""
    ends = watched.authorization.expires
    while watched.warn_at <= min(now, ends):
        data = {"message": "The authorization will expire.", "expiration_time": str(int(ends))}
        yield watched.authorization, EXPIRING, data, watched.warn_at
        watched.warn_at = (watched.warn_at // DAY + 1) * DAY
