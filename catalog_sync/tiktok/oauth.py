"""Authorization: the link a seller follows, and the tokens it leads to."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Protocol
from urllib.parse import urlencode

import httpx
from pydantic import AliasChoices, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    Misconfigured,
    PayloadRefused,
    TikTokError,
    Unreachable,
)
from catalog_sync.tiktok.logs import hide_secrets
from catalog_sync.tiktok.models import Tolerant
from catalog_sync.tiktok.wire import Envelope, Exchange

_CALL_SECONDS = 45.0
_SHORTEST_INSTANT = 10**9
"""Unix seconds since 2001; a smaller number is a duration."""
_CREDENTIALS = re.compile(r"app_?key|app_?secret|client_?secret|credential", re.IGNORECASE)


class CodeRefused(AuthorizationLost):
    """The authorization code is wrong, was used before, or is older than 30 minutes."""

    advice = (
        "A code serves once and for 30 minutes: start again with catalog-sync authorize, follow the new link, and use "
        "its code at once."
    )


class RefreshRefused(AuthorizationLost):
    """The refresh token is unknown, replaced or ended."""


class CredentialsRefused(Misconfigured):
    """App key and secret do not belong together, or are unknown."""

    advice = (
        "Compare `app_key` in the configuration and the secret in the variable that `secret_env` names with Partner "
        "Center."
    )


class HostUnknown(Unreachable):
    """No connection to the auth host came about."""

    advice = "Check `auth_url` in the configuration, network and proxy, then try again."


def _instant(value: Any) -> Any:
    """Unix seconds as they are. Some clients read the field as seconds from now: small numbers are taken so."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return value
    if 0 <= seconds < _SHORTEST_INSTANT:
        return datetime.now(UTC) + timedelta(seconds=seconds)
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]


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

    TikTok calls the instants `*_expire_in` but sends absolute Unix seconds (Partner API, Get Access Token).
    """

    model_config = ConfigDict(extra="ignore")  # an unknown field could be a secret

    access_token: SecretStr = Field(min_length=1)
    access_token_expires_at: Instant = Field(
        validation_alias=AliasChoices("access_token_expire_in", "access_token_expires_at")
    )
    refresh_token: SecretStr = Field(min_length=1)
    refresh_token_expires_at: Instant = Field(
        validation_alias=AliasChoices("refresh_token_expire_in", "refresh_token_expires_at")
    )
    open_id: str = ""
    seller_name: str = ""
    seller_base_region: str = ""
    user_type: int = 0
    granted_scopes: tuple[str, ...] = ()

    def pair(self) -> dict[str, str]:
        """Both tokens in clear, to be sealed."""
        return {
            "access_token": self.access_token.get_secret_value(),
            "refresh_token": self.refresh_token.get_secret_value(),
        }


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
        hide_secrets()
        self._app = app
        self._transport = transport
        self._clock = clock or Clock()

    async def exchange_code(self, code: SecretStr) -> TokenAnswer:
        """The tokens for the code of a redirect. Raises CodeRefused and CredentialsRefused among others."""
        return await self._token("get", "auth_code", code, "authorized_code", CodeRefused)

    async def refresh(self, refresh_token: SecretStr) -> TokenAnswer:
        """New tokens; store both before the old pair is dropped. Raises RefreshRefused when there are none any more."""
        return await self._token("refresh", "refresh_token", refresh_token, "refresh_token", RefreshRefused)

    async def _token(
        self, action: str, name: str, value: SecretStr, grant_type: str, refused: type[AuthorizationLost]
    ) -> TokenAnswer:
        query = {
            "app_key": self._app.app_key,
            "app_secret": self._app.app_secret.get_secret_value(),
            name: value.get_secret_value(),
            "grant_type": grant_type,
        }
        exchange = Exchange(
            f"Token ({action})", (self._app.app_secret, value), self._clock.now(), _CALL_SECONDS
        )
        try:
            envelope = await self._envelope(exchange, f"{self._app.auth_url}/api/v2/token/{action}", query)
        except (AuthorizationLost, PayloadRefused) as error:
            kind = CredentialsRefused if _CREDENTIALS.search(error.message) else refused
            raise _as(kind, error, error.message) from None
        except Unreachable as error:
            raise _as(HostUnknown, error, error.message) from None
        return exchange.parse(TokenAnswer, envelope)

    async def _envelope(self, exchange: Exchange, url: str, query: dict[str, str]) -> Envelope:
        async with httpx.AsyncClient(transport=self._transport, timeout=30) as http:
            return await exchange.envelope(http, http.build_request("GET", url, params=query))


def _as(kind: type[TikTokError], error: TikTokError, message: str) -> TikTokError:
    return kind(message, error.endpoint, error.code, error.request_id, error.http_status)
