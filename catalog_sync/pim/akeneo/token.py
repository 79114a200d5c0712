"""The bearer of every call: a connection's token, granted and refreshed (rest-api/authentication), or a custom app's."""

import asyncio
from typing import Any, Protocol

import httpx

from catalog_sync.pim.akeneo.settings import AkeneoSettings
from catalog_sync.pim.calls import Caller
from catalog_sync.pim.errors import PimAnswerInvalid, PimRefused

PATH = "api/oauth/v1/token"


class Token(Protocol):
    """Hands out bearers."""

    async def bearer(self, *, refused: str | None = None) -> str:
        """Return a bearer other than the refused one; raises PimRefused when there is none."""
        ...


class AppToken:
    """The token of a custom app: it never expires, until a user of the PIM revokes it (apps/authentication)."""

    def __init__(self, settings: AkeneoSettings, token: str) -> None:
        self._base_url = settings.base_url
        self._token = token

    async def bearer(self, *, refused: str | None = None) -> str:
        """Return the token."""
        if refused is not None:
            raise PimRefused(
                f"{self._base_url} refuses the custom app's token: it was revoked or is not of this PIM. Generate a "
                "new one under Connect > Connected apps and set it in the environment."
            )
        return self._token


class ConnectionToken:
    """The token of a connection: parallel callers whose bearer was refused share one refresh."""

    def __init__(self, settings: AkeneoSettings, caller: Caller) -> None:
        self._settings = settings
        self._caller = caller
        self._lock = asyncio.Lock()
        self._bearer: str | None = None
        self._refresh: str | None = None

    async def bearer(self, *, refused: str | None = None) -> str:
        """Return the current bearer, or a fresh one when the current one is the refused one."""
        async with self._lock:
            if self._bearer is None or self._bearer == refused:
                await self._renew()
            assert self._bearer is not None
            return self._bearer

    async def _renew(self) -> None:
        if self._refresh is not None:
            refresh, self._refresh = self._refresh, None
            if await self._ask({"grant_type": "refresh_token", "refresh_token": refresh}):
                return
        user, password = self._settings.username, self._settings.password.get_secret_value()
        if not await self._ask({"grant_type": "password", "username": user, "password": password}):
            raise PimRefused(
                f"{self._settings.base_url} refuses the credentials: compare client id, secret, user name and "
                "password with the PIM's Connect > Connection settings."
            )

    async def _ask(self, body: dict[str, str]) -> bool:
        login = httpx.BasicAuth(self._settings.client_id, self._settings.secret.get_secret_value())
        request = next(login.auth_flow(self._caller.client.build_request("POST", PATH, json=body)))
        answer = await self._caller.send(request)
        if answer.status in {400, 401, 403, 422}:
            return False
        grant: Any = answer.json()
        try:
            self._bearer, self._refresh = str(grant["access_token"]), grant.get("refresh_token")
        except (KeyError, TypeError, AttributeError) as error:
            raise PimAnswerInvalid(f"{answer.origin} grants no access token.") from error
        return True


def token_of(settings: AkeneoSettings, caller: Caller) -> Token:
    """The kind of token that the settings give."""
    if settings.token is not None:
        return AppToken(settings, settings.token.get_secret_value())
    return ConnectionToken(settings, caller)
