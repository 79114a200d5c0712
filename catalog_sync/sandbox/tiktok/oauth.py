"""Authorization codes and tokens: issued, exchanged, rotated and looked up."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_request
from catalog_sync.sandbox.tiktok.model import SCOPES, App

CODE_LIFETIME = 30 * 60
ACCESS_LIFETIME = 7 * 86_400
REFRESH_LIFETIME = 365 * 86_400
INVALID_AUTH_CODE = 36004004
INVALID_PARAMETER = 98001004


@dataclass
class Token:
    """A token pair of one authorization; it covers every shop of the app's seller."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    app: App
    access_expires: float
    refresh_expires: float
    scopes: tuple[str, ...] = SCOPES
    replaces: str | None = field(default=None, repr=False)


class TokenService:
    """Issues codes and tokens; times are unix seconds of the world's clock."""

    def __init__(self, now: Callable[[], float], rng: random.Random) -> None:
        self._now = now
        self._rng = rng
        self._codes: dict[str, tuple[App, float]] = {}
        self._by_access: dict[str, Token] = {}
        self._by_refresh: dict[str, Token] = {}

    def grant_code(self, app: App) -> str:
        """Return a new authorization code: 30 minutes, single use."""
        code = f"{app.name.upper()}_{self._secret(24)}"
        self._codes[code] = (app, self._now() + CODE_LIFETIME)
        return code

    def exchange(self, app: App, code: str) -> Token:
        """Return the first token pair of an authorization; refuses a wrong, used or expired code."""
        granted_to, expires = self._codes.pop(code, (None, 0.0))
        if granted_to is not app or self._now() > expires:
            raise Refusal(INVALID_AUTH_CODE, "Invalid auth code.")
        return self._issue(app, self._now() + REFRESH_LIFETIME)

    def refresh(self, app: App, refresh_token: str) -> Token:
        """Return a new pair; the old refresh token works until the new access token is first used."""
        old = self._by_refresh.get(refresh_token)
        if old is None or old.app is not app or self._now() > old.refresh_expires:
            raise Refusal(
                INVALID_PARAMETER, "Invalid parameter refresh_token: it is unknown, replaced or expired."
            )
        return self._issue(app, old.refresh_expires, scopes=old.scopes, replaces=refresh_token)

    def use(self, access_token: str) -> Token:
        """Return the live token behind the header, and retire the refresh token that it replaced."""
        token = self._by_access.get(access_token)
        if token is None:
            raise invalid_request(
                "Invalid credentials. The 'x-tts-access-token' header is invalid.", status=401
            )
        if self._now() >= token.access_expires:
            raise Refusal(105002, status=401)
        if token.replaces:
            self._by_refresh.pop(token.replaces, None)
            token.replaces = None
        return token

    def revoke_scope(self, scope: str) -> None:
        """Take one scope from every token."""
        for token in self._by_access.values():
            token.scopes = tuple(granted for granted in token.scopes if granted != scope)

    def _issue(
        self, app: App, refresh_expires: float, scopes: tuple[str, ...] = SCOPES, replaces: str | None = None
    ) -> Token:
        prefix = "TTP" if app.name == "us" else "ROW"
        access, refresh = (f"{prefix}_{self._secret(40)}" for _ in range(2))
        expires = self._now() + ACCESS_LIFETIME
        token = Token(access, refresh, app, expires, refresh_expires, scopes, replaces)
        self._by_access[access] = self._by_refresh[refresh] = token
        return token

    def _secret(self, length: int) -> str:
        return f"{self._rng.getrandbits(length * 4):0{length}x}"
