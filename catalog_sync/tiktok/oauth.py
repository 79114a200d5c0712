"""Authorization: the link a seller follows, and the tokens it leads to."""

from typing import Protocol
from urllib.parse import urlencode

import httpx
from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.logs import hide_queries
from catalog_sync.tiktok.models import Tolerant
from catalog_sync.tiktok.wire import Exchange


class App(BaseModel):
    """One app in Partner Center; the hosts are those of all markets, the authorize link that of all but the US."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    app_key: str = Field(min_length=1)
    app_secret: SecretStr = Field(min_length=1)
    service_id: str = ""
    api_url: str = "https://open-api.tiktokglobalshop.com"
    auth_url: str = "https://auth.tiktok-shops.com"
    authorize_url: str = "https://services.tiktokshop.com/open/authorize"


class TokenProvider(Protocol):
    """Where the client gets its access token from; implementations store and refresh tokens."""

    async def access_token(self) -> str:
        """The access token to use now."""
        ...

    async def refreshed(self, stale: str) -> str:
        """A newer token than `stale`, which TikTok refused; refreshes unless somebody else already did."""
        ...


class TokenAnswer(Tolerant):
    """A pair of tokens with the instants they end, and what the seller granted.

    TikTok calls the instants `*_expire_in` but sends absolute Unix seconds.
    """

    model_config = ConfigDict(extra="ignore")  # an unknown field could be a secret

    access_token: SecretStr = Field(min_length=1)
    access_token_expires_at: AwareDatetime = Field(
        validation_alias=AliasChoices("access_token_expire_in", "access_token_expires_at")
    )
    refresh_token: SecretStr = Field(min_length=1)
    refresh_token_expires_at: AwareDatetime = Field(
        validation_alias=AliasChoices("refresh_token_expire_in", "refresh_token_expires_at")
    )
    open_id: str = ""
    seller_name: str = ""
    seller_base_region: str = ""
    user_type: int = 0
    granted_scopes: tuple[str, ...] = ()


def authorize_url(app: App, state: str) -> str:
    """The link under which a seller authorizes the app; `state` comes back with the redirect."""
    return f"{app.authorize_url}?{urlencode({'service_id': app.service_id, 'state': state})}"


class AuthClient:
    """The token endpoints of the auth host. They are not signed and never repeated here: codes are single-use."""

    def __init__(
        self,
        app: App,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        hide_queries()
        self._app = app
        self._transport = transport
        self._clock = clock or Clock()

    async def exchange_code(self, code: SecretStr) -> TokenAnswer:
        """The tokens for the code of a redirect, valid for 30 minutes and once. Raises AuthorizationLost."""
        return await self._token("get", "auth_code", code, "authorized_code")

    async def refresh(self, refresh_token: SecretStr) -> TokenAnswer:
        """New tokens; store both before the old pair is dropped, as the refresh token may have changed."""
        return await self._token("refresh", "refresh_token", refresh_token, "refresh_token")

    async def _token(self, action: str, name: str, value: SecretStr, grant_type: str) -> TokenAnswer:
        query = {
            "app_key": self._app.app_key,
            "app_secret": self._app.app_secret.get_secret_value(),
            name: value.get_secret_value(),
            "grant_type": grant_type,
        }
        exchange = Exchange(f"Token ({action})", (self._app.app_secret, value), self._clock.now())
        async with httpx.AsyncClient(transport=self._transport, timeout=30) as http:
            url = f"{self._app.auth_url}/api/v2/token/{action}"
            envelope = await exchange.envelope(http, http.build_request("GET", url, params=query))
        return exchange.parse(TokenAnswer, envelope)
