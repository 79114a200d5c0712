"""Tokens from the ledger: refreshed ahead of time, by one process at a time, stored before they are used."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from catalog_sync.store.authorizations import End
from catalog_sync.store.shops import Shops
from catalog_sync.tiktok.errors import AuthorizationLost, TikTokError, Unavailable, WrongShop
from catalog_sync.tiktok.oauth import App, AuthClient, RefreshRefused, TokenAnswer

_AHEAD = timedelta(hours=6)
_REST = timedelta(minutes=1)
"""How long a failed refresh is left alone while the access token lasts."""
_READ_AGAIN = 3.0
"""Seconds after which the ledger is asked again what others did to the tokens."""
_PATIENCE = 60.0
"""Seconds to wait for the refresh of another process, where the stored access token does not serve."""
_TITLE = "Authorization"

_log = logging.getLogger(__name__)


class LedgerTokens:
    """The token provider of one app.

    Raises AuthorizationLost without asking TikTok once the ledger knows that the authorization is gone; after a
    refused refresh the stored access token serves until it ends.
    """

    def __init__(self, app: App, shops: Shops, auth: AuthClient | None = None) -> None:
        self._app = app
        self._ledger = shops.authorizations
        self._auth = auth or AuthClient(app)
        self._turn, self._reading = asyncio.Lock(), asyncio.Lock()
        self._read: tuple[float, dict[str, Any]] | None = None

    async def access_token(self, ahead: timedelta = _AHEAD) -> str:
        """The stored access token, refreshed `ahead` of its end, or in the last quarter of a shorter life.

        Until it ends it serves although the refresh fails.
        """
        known = await self._recent()
        if not _is_due(known, ahead) or (self._turn.locked() and _lasts(known)):
            return _access(known)
        try:
            return await self._renewed(_access(known), refused=False, wait=0 if _lasts(known) else _PATIENCE)
        except TikTokError as failed:
            if not _lasts(known):
                raise
            _log.warning("No refresh ahead of the access token's end; it serves until then. %s", failed)
            return _access(known)

    async def refreshed(self, stale: str) -> str:
        """A newer token than `stale`, which TikTok refused; whoever comes second takes what the first one stored."""
        return await self._renewed(stale, refused=True, wait=_PATIENCE)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Remember an authorization that calls in here find lost: TikTok refused even a fresh access token."""
        try:
            yield
        except WrongShop:
            raise
        except AuthorizationLost as lost:
            if lost.http_status is not None:
                await asyncio.to_thread(self._give_up, lost)
            raise

    async def _recent(self) -> dict[str, Any]:
        async with self._reading:
            if self._read is None or time.monotonic() - self._read[0] >= _READ_AGAIN:
                self._read = (time.monotonic(), await asyncio.to_thread(self._known))
            return self._read[1]

    async def _renewed(self, stale: str, *, refused: bool, wait: float) -> str:
        async with self._turn:
            known = await asyncio.to_thread(self._refresh, stale, refused, wait)
            self._read = (time.monotonic(), known)
        return _access(known)

    def _refresh(self, stale: str, refused: bool, wait: float) -> dict[str, Any]:
        with self._ledger.refreshing(self._app.app_key, wait) as mine:
            known = self._known()
            if _access(known) != stale or (not mine and not wait):
                return known
            if not mine:
                raise Unavailable(f"another process has been refreshing the tokens for {wait:.0f} s", _TITLE)
            if refused:
                self._ledger.void_access(self._app.app_key)
            _refuse_if_over(known)
            if _is_resting(known):
                raise Unavailable(
                    f"the last refresh failed less than a minute ago: {known['trouble']}", _TITLE
                )
            self._store(self._exchanged(known))
            return self._known()

    def _exchanged(self, known: dict[str, Any]) -> TokenAnswer:
        """The new pair. The pair before is tried as well: what replaced it may never have been valid."""
        try:
            try:
                return self._asked(known["tokens"])
            except RefreshRefused:
                if not known["previous"]:
                    raise
                return self._asked(known["previous"])
        except RefreshRefused as refused:
            lost = (
                f" The answer to an earlier refresh was lost: {known['trouble']}" if known["trouble"] else ""
            )
            self._ledger.refuse(self._app.app_key, f"{refused.message}{lost}")
            raise
        except TikTokError as failed:
            self._ledger.note_trouble(self._app.app_key, str(failed))
            raise

    def _asked(self, pair: dict[str, str]) -> TokenAnswer:
        return asyncio.run(self._auth.refresh(SecretStr(pair["refresh_token"])))

    def _store(self, answer: TokenAnswer) -> None:
        self._ledger.replace(
            self._app.app_key,
            answer.pair(),
            access_expires_at=answer.access_token_expires_at,
            refresh_expires_at=answer.refresh_token_expires_at,
            granted_scopes=list(answer.granted_scopes),
        )

    def _give_up(self, lost: AuthorizationLost) -> None:
        with self._ledger.refreshing(self._app.app_key):
            known = self._ledger.of(self._app.app_key)
            handed_out = self._read and _access(self._read[1])
            if known and known["ended_how"] is None and _access(known) == handed_out:
                self._ledger.void_access(self._app.app_key)
                self._ledger.refuse(self._app.app_key, lost.message)

    def _known(self) -> dict[str, Any]:
        known = self._ledger.of(self._app.app_key)
        if known is None:
            raise AuthorizationLost(
                f"The seller has not authorized the app {self._app.app_key} yet (run: catalog-sync authorize).",
                _TITLE,
            )
        if known["ended_how"] == End.REVOKED:
            raise AuthorizationLost(
                f"The seller took the authorization back: {known['ended_reason']}", _TITLE
            )
        return known


def is_usable(row: dict[str, Any], now: datetime) -> bool:
    """Whether calls may be made: not revoked, and the access token lasts or can be refreshed."""
    if row["ended_how"] == End.REVOKED:
        return False
    refreshable = row["ended_how"] is None and row["refresh_expires_at"] > now
    return bool(refreshable or row["access_expires_at"] > now)


def _access(known: dict[str, Any]) -> str:
    return str(known["tokens"]["access_token"])


def _lasts(known: dict[str, Any]) -> bool:
    return bool(known["access_expires_at"] > datetime.now(UTC))


def _is_due(known: dict[str, Any], ahead: timedelta) -> bool:
    """Whether to refresh now; what failed a moment ago or was refused is not asked for while the old token lasts."""
    if _lasts(known) and (known["ended_how"] or _is_resting(known)):
        return False
    life = known["access_expires_at"] - known["issued_at"]
    return bool(known["access_expires_at"] - datetime.now(UTC) <= min(ahead, life / 4))


def _is_resting(known: dict[str, Any]) -> bool:
    return bool(known["tried_at"] and datetime.now(UTC) - known["tried_at"] < _REST)


def _refuse_if_over(known: dict[str, Any]) -> None:
    if known["ended_how"]:
        raise AuthorizationLost(f"TikTok refused the authorization: {known['ended_reason']}", _TITLE)
    if known["refresh_expires_at"] <= datetime.now(UTC):
        raise AuthorizationLost(f"The authorization ended on {known['refresh_expires_at']:%Y-%m-%d}.", _TITLE)
