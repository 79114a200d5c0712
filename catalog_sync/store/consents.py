"""The `state` of each authorize link: random, single use, expiring, kept as a hash until its seller comes back."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from catalog_sync.store.tables import authorization_states

_LIFETIME = timedelta(hours=1)
_KEPT = timedelta(days=1)


class StateVerdict(StrEnum):
    """What a returned state is."""

    GOOD = "good"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


class Consents:
    """The links given out for one app."""

    def __init__(self, engine: sa.Engine, app_key: str) -> None:
        self._engine = engine
        self._app_key = app_key

    def begin(self) -> str:
        """A new state, good for one hour."""
        state, now = secrets.token_urlsafe(32), datetime.now(UTC)
        row = {"state_hash": _hash(state), "app_key": self._app_key, "expires_at": now + _LIFETIME}
        with self._engine.begin() as connection:
            old = authorization_states.c.expires_at < now - _KEPT
            connection.execute(authorization_states.delete().where(old))
            connection.execute(authorization_states.insert().values(row))
        return state

    def redeem(self, state: str) -> StateVerdict:
        """Use a returned state up; only one caller ever gets GOOD for it. Hashes are compared in constant time."""
        ours = authorization_states.c.app_key == self._app_key
        with self._engine.begin() as connection:
            rows = connection.execute(sa.select(authorization_states).where(ours).with_for_update()).all()
            found = [row for row in rows if hmac.compare_digest(row.state_hash, _hash(state))]
            if not found:
                return StateVerdict.UNKNOWN
            if found[0].used_at:
                return StateVerdict.USED
            if found[0].expires_at < datetime.now(UTC):
                return StateVerdict.EXPIRED
            this = authorization_states.c.state_hash == found[0].state_hash
            connection.execute(authorization_states.update().where(this).values(used_at=sa.func.now()))
            return StateVerdict.GOOD


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
