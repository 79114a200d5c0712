"""Who may call the demo PIM: OAuth tokens (password and refresh grants), a custom app's token, the offers' key."""

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.errors import ApiError, unprocessable

TOKEN_LIFE = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=14)
NEVER = datetime.max.replace(tzinfo=UTC)
"""When the token of a custom app expires (apps/authentication-and-authorization)."""


@dataclass(frozen=True)
class Credentials:
    """What a client of the demo PIM must know; generated anew unless given. Never shown in a repr."""

    client_id: str = field(default_factory=lambda: f"1_{secrets.token_hex(12)}", repr=False)
    secret: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)
    username: str = "catalog_sync"
    password: str = field(default_factory=lambda: secrets.token_hex(8), repr=False)
    app_token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    offers_key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)


class TokenOffice:
    """Issues access and refresh tokens and checks bearers, by the PIM's clock."""

    def __init__(self, credentials: Credentials, clock: Clock) -> None:
        self.credentials = credentials
        self.clock = clock
        self._access: dict[str, datetime] = {credentials.app_token: NEVER}
        self._refresh: dict[str, datetime] = {}

    def issue(self, authorization: str, body: dict[str, str]) -> dict[str, object]:
        """Answer a token request; a wrong client, user or refresh token is a 422 (REST API, Authentication)."""
        self._check_client(authorization)
        grants = {"password": self._check_user, "refresh_token": self._check_refresh}
        check = grants.get(body.get("grant_type", ""))
        if check is None:
            raise unprocessable('Parameter "grant_type" is missing, empty or invalid')
        check(body)
        return self._grant()

    def check_bearer(self, authorization: str) -> None:
        """Raise the 401 of a missing, unknown or expired bearer."""
        scheme, _, token = authorization.partition(" ")
        if scheme.casefold() != "bearer":
            raise ApiError(401, "Authentication is required")
        expiry = self._access.get(token)
        if expiry is None:
            raise ApiError(401, "The access token provided is invalid.")
        if expiry <= self.clock.now():
            raise ApiError(401, "The access token provided has expired.")

    def revoke(self, *, refresh_tokens: bool = False) -> None:
        """Take back every access token given out, that of the custom app too, and the refresh tokens if so asked."""
        self._access.clear()
        if refresh_tokens:
            self._refresh.clear()

    def check_offers_key(self, authorization: str) -> None:
        """Raise the 401 of a wrong key for the price and stock source."""
        if not _equal(authorization, f"Bearer {self.credentials.offers_key}"):
            raise ApiError(401, "The key of the offers source is missing or wrong.")

    def _check_client(self, authorization: str) -> None:
        expected = f"{self.credentials.client_id}:{self.credentials.secret}"
        if not _equal(_basic(authorization), expected):
            raise unprocessable(
                'Parameter "client_id" is missing or does not match any client, or secret is invalid'
            )

    def _check_user(self, body: dict[str, str]) -> None:
        given = f"{body.get('username')}:{body.get('password')}"
        if not _equal(given, f"{self.credentials.username}:{self.credentials.password}"):
            raise unprocessable("No user found for the given username and password")

    def _check_refresh(self, body: dict[str, str]) -> None:
        expiry = self._refresh.pop(body.get("refresh_token", ""), None)
        if expiry is None or expiry <= self.clock.now():
            raise unprocessable("Refresh token is invalid or has expired")

    def _grant(self) -> dict[str, object]:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._access[access] = self.clock.now() + TOKEN_LIFE
        self._refresh[refresh] = self.clock.now() + REFRESH_LIFE
        return {
            "access_token": access,
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "token_type": "bearer",
            "scope": None,
            "refresh_token": refresh,
        }


def _basic(authorization: str) -> str:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.casefold() != "basic":
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _equal(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())
