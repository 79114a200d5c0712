"""Tokens from the ledger: refreshed ahead of time, by one process at a time, stored before they are used."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from catalog_sync.store.shops import Shops
from catalog_sync.tiktok.errors import AuthorizationLost, PayloadRefused, TikTokError
from catalog_sync.tiktok.oauth import App, AuthClient, TokenAnswer

_AHEAD = timedelta(hours=6)


class LedgerTokens:
    """The token provider of one app."""

    def __init__(self, app: App, shops: Shops, auth: AuthClient | None = None) -> None:
        self._app = app
        self._shops = shops
        self._auth = auth or AuthClient(app)

    async def access_token(self) -> str:
        """The stored access token, refreshed when it ends within six hours; until then it serves when that fails."""
        known = self._known()
        token, left = str(known["tokens"]["access_token"]), known["access_expires_at"] - datetime.now(UTC)
        if left > _AHEAD:
            return token
        try:
            return await self.refreshed(token)
        except TikTokError as failed:
            if failed.retry and left > timedelta(0):
                return token
            raise

    async def refreshed(self, stale: str) -> str:
        """A newer token than `stale`; whoever comes second takes what the first one stored."""
        return await asyncio.to_thread(self._refreshed, stale)

    def _refreshed(self, stale: str) -> str:
        with self._shops.refreshing(self._app.app_key):
            known = self._known()
            if known["tokens"]["access_token"] != stale:
                return str(known["tokens"]["access_token"])
            answer = self._exchanged(SecretStr(known["tokens"]["refresh_token"]))
            store_tokens(self._shops, self._app.app_key, answer)
            return answer.access_token.get_secret_value()

    def _exchanged(self, refresh_token: SecretStr) -> TokenAnswer:
        """The new pair; a refresh token that is refused means that the authorization is gone, whatever the code."""
        try:
            return asyncio.run(self._auth.refresh(refresh_token))
        except PayloadRefused as refused:
            facts = (refused.endpoint, refused.code, refused.request_id, refused.http_status)
            raise AuthorizationLost(refused.message, *facts) from refused

    def _known(self) -> dict[str, Any]:
        known = self._shops.authorization(self._app.app_key)
        if known is None:
            raise AuthorizationLost(
                f"The seller has not authorized the app {self._app.app_key} yet (run: catalog-sync authorize).",
                "Token",
            )
        return known


def store_tokens(shops: Shops, app_key: str, answer: TokenAnswer) -> None:
    """Keep a token pair in the ledger, encrypted."""
    shops.store_authorization(
        app_key,
        {
            "access_token": answer.access_token.get_secret_value(),
            "refresh_token": answer.refresh_token.get_secret_value(),
        },
        access_expires_at=answer.access_token_expires_at,
        refresh_expires_at=answer.refresh_token_expires_at,
        seller_name=answer.seller_name,
        granted_scopes=list(answer.granted_scopes),
    )
