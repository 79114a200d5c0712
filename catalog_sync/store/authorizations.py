"""Authorizations: token pairs encrypted at rest, one refresh in flight across processes, and how each one ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.database import advisory_lock
from catalog_sync.store.tables import authorization_alerts, authorizations
from catalog_sync.store.vault import Vault

_FACTS = [column for column in authorizations.c if column.name not in {"tokens", "previous"}]
_NOT_ENDED: dict[str, Any] = {"ended_at": None, "ended_how": None, "ended_reason": None}
_ALIVE = _NOT_ENDED | {"expiry_told": None}


class End(StrEnum):
    """How an authorization ended: the seller took it back, or TikTok refused its tokens."""

    REVOKED = "revoked"
    REFUSED = "refused"


class Authorizations:
    """The authorizations of this environment, one per app key."""

    def __init__(self, engine: sa.Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def store(
        self,
        app_key: str,
        tokens: dict[str, str],
        *,
        access_expires_at: datetime,
        refresh_expires_at: datetime,
        seller_name: str | None,
        granted_scopes: list[str],
    ) -> None:
        """Keep the pair of a new authorization; what was known of the one before is over."""
        values = {
            "tokens": self._vault.seal(tokens),
            "previous": None,
            "access_expires_at": access_expires_at,
            "refresh_expires_at": refresh_expires_at,
            "seller_name": seller_name,
            "granted_scopes": granted_scopes,
            "authorized_at": sa.func.now(),
            **_fresh(),
            **_ALIVE,
        }
        statement = insert(authorizations).values(app_key=app_key, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["app_key"], set_=values))

    def replace(
        self,
        app_key: str,
        tokens: dict[str, str],
        *,
        access_expires_at: datetime,
        refresh_expires_at: datetime,
        granted_scopes: list[str],
    ) -> None:
        """Keep a refreshed pair; the one before stays beside it until `prove` or the next refresh."""
        values = {
            "previous": authorizations.c.tokens,
            "tokens": self._vault.seal(tokens),
            "access_expires_at": access_expires_at,
            "refresh_expires_at": refresh_expires_at,
            **({"granted_scopes": granted_scopes} if granted_scopes else {}),
            **_fresh(),
        }
        self._update(app_key, values)
        self._update(app_key, _NOT_ENDED, authorizations.c.ended_how == End.REFUSED)

    def prove(self, app_key: str) -> None:
        """Forget the pair before: the stored one read the authorized shops."""
        self._update(app_key, {"previous": None, "shops_read_at": sa.func.now()})

    def of(self, app_key: str) -> dict[str, Any] | None:
        """The authorization of an app with its `tokens` (and the `previous` pair, if kept) opened; none before it."""
        query = sa.select(authorizations).where(authorizations.c.app_key == app_key)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().first()
        if found is None:
            return None
        opened = {name: found[name] and self._vault.open(found[name]) for name in ("tokens", "previous")}
        return dict(found) | opened

    def facts(self) -> dict[str, dict[str, Any]]:
        """Everything but the tokens, by app key; needs no key to read."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(*_FACTS)).mappings()
            return {row["app_key"]: dict(row) for row in rows}

    @contextmanager
    def refreshing(self, app_key: str, wait: float | None = None) -> Iterator[bool]:
        """Hold the right to refresh an app's tokens: one process at a time. False when `wait` seconds were too few."""
        with advisory_lock(self._engine, f"refresh:{app_key}", wait=wait) as lock:
            yield lock is not None

    def revoke(self, app_key: str, reason: str, at: datetime) -> None:
        """Remember that the seller took the authorization back at `at`, unless it was given again since."""
        values = {"ended_at": at, "ended_how": End.REVOKED, "ended_reason": reason}
        self._update(app_key, values, authorizations.c.authorized_at <= at)

    def refuse(self, app_key: str, reason: str) -> None:
        """Remember that TikTok refused the tokens; the first end that became known stays."""
        values = {"ended_at": sa.func.now(), "ended_how": End.REFUSED, "ended_reason": reason}
        self._update(app_key, values, authorizations.c.ended_how.is_(None))

    def void_access(self, app_key: str) -> None:
        """Remember that TikTok refuses the stored access token, whatever its expiry says."""
        now = sa.func.now()
        self._update(app_key, {"access_expires_at": sa.func.least(now, authorizations.c.access_expires_at)})

    def hear_expiry(self, app_key: str, expires_at: datetime, at: datetime) -> None:
        """Remember the end that TikTok announced at `at`, unless the seller authorized again since."""
        self._update(app_key, {"expiry_told": expires_at}, authorizations.c.authorized_at <= at)

    def note_trouble(self, app_key: str, trouble: str) -> None:
        """Remember a refresh that failed without ending the authorization; the next stored pair clears it."""
        self._update(app_key, {"trouble": trouble, "tried_at": sa.func.now()})

    def note_told(self, app_key: str, told: str, *, worth_telling: bool) -> bool:
        """Remember what is told of an app; true when it is worth telling and nobody was told it before."""
        values = {"told": told, "told_at": sa.func.now()}
        statement = (
            insert(authorization_alerts)
            .values(app_key=app_key, **values)
            .on_conflict_do_update(
                index_elements=["app_key"], set_=values, where=authorization_alerts.c.told != told
            )
            .returning(authorization_alerts.c.app_key)
        )
        with self._engine.begin() as connection:
            return connection.scalar(statement) is not None and worth_telling

    def reseal(self, connection: sa.Connection) -> int:
        """Encrypt all tokens with the newest key; returns how many rows it touched."""
        rows = connection.execute(sa.select(authorizations).with_for_update()).mappings().all()
        for row in rows:
            values = {name: row[name] and self._vault.reseal(row[name]) for name in ("tokens", "previous")}
            mine = authorizations.c.app_key == row["app_key"]
            connection.execute(authorizations.update().where(mine).values(values))
        return len(rows)

    def _update(self, app_key: str, values: dict[str, Any], *conditions: sa.ColumnElement[bool]) -> None:
        statement = authorizations.update().where(authorizations.c.app_key == app_key, *conditions)
        with self._engine.begin() as connection:
            connection.execute(statement.values(values))


def _fresh() -> dict[str, Any]:
    now = sa.func.now()
    return {"issued_at": now, "updated_at": now, "tried_at": None, "trouble": None}
