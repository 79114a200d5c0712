"""The Connection's access token: password grant, refreshed once it is refused (rest-api/authentication)."""

import asyncio
from typing import Any

import httpx

from catalog_sync.pim.akeneo_settings import AkeneoSettings
from catalog_sync.pim.calls import Caller
from catalog_sync.pim.errors import PimAnswerInvalid, PimRefused

PATH = "api/oauth/v1/token"


class Token:
    """Hands out the current bearer; parallel callers whose bearer was refused share one refresh."""

    def __init__(self, settings: AkeneoSettings, caller: Caller) -> None:
        self._settings = settings
        self._caller = caller
        self._lock = asyncio.Lock()
        self._bearer: str | None = None
        self._refresh: str | None = None

    async def bearer(self, *, refused: str | None = None) -> str:
        """Return a bearer other than the refused one; raises PimRefused when the PIM grants none."""
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
