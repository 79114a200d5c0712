"""Authorizations: codes granted and exchanged, tokens issued, rotated, looked up and revoked."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_request
from catalog_sync.sandbox.tiktok.model import App, Shop

INVALID_AUTH_CODE = 36004004
INVALID_PARAMETER = 98001004
EXPIRED_TOKEN = 105002


@dataclass
class AuthorizationSettings:
    """How the auth host behaves; lifetimes in seconds.

    What is undocumented upstream is a choice here: what becomes of the old refresh token (`rotate`: it works until the
    new pair is first used), and the codes that answer a used authorization code, a dead refresh token and a revoked access token.
    """

    code_lifetime: float = 30 * 60
    access_lifetime: float = 7 * 86_400
    refresh_lifetime: float = 365 * 86_400
    rotation: Literal["rotate", "rotate_at_once", "keep"] = "rotate"
    used_code: Literal[36004004, 98001005] = 36004004
    dead_refresh_token: Literal[98001004, 98001006, 36004005] = 98001004
    revoked_token: Literal[105002, 36009004] = 36009004
    consent: Literal["grant", "auth_denied", "access_denied"] = "grant"
    send_state: bool = True


@dataclass
class Authorization:
    """What a seller (or another kind of user) allowed an app; it ends with its refresh token."""

    app: App
    seller: str
    user_type: int
    shops: list[Shop]
    granted: tuple[str, ...]
    expires: float = 0.0
    revoked_as: int | None = None
    tokens: list["Token"] = field(default_factory=list)

    @property
    def open_id(self) -> str:
        """Return the seller's id for this app."""
        return f"{self.app.service_id}-{self.seller}"


@dataclass
class Token:
    """A token pair of an authorization; it covers every shop of that authorization."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    authorization: Authorization
    generation: int
    access_expires: float
    refresh_lives: bool = True

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that were granted."""
        return self.authorization.granted

    @scopes.setter
    def scopes(self, granted: tuple[str, ...]) -> None:
        self.authorization.granted = granted


@dataclass
class _Code:
    authorization: Authorization
    expires: float
    used: bool = False


class TokenService:
    """Issues codes and tokens; times are unix seconds of the world's clock."""

    def __init__(self, now: Callable[[], float], rng: random.Random) -> None:
        self.settings = AuthorizationSettings()
        self.authorizations: list[Authorization] = []
        self._now = now
        self._rng = rng
        self._codes: dict[str, _Code] = {}
        self._by_access: dict[str, Token] = {}
        self._by_refresh: dict[str, Token] = {}

    def grant_code(
        self, app: App, seller: str = "seller", shops: Sequence[Shop] | None = None, user_type: int = 0
    ) -> str:
        """Return a new authorization code, single use, for all shops of the app or for some."""
        covered = list(app.shops if shops is None else shops)
        authorization = Authorization(app, seller, user_type, covered, app.scopes)
        code = f"{app.name.upper()}_{self._secret(24)}"
        self._codes[code] = _Code(authorization, self._now() + self.settings.code_lifetime)
        return code

    def exchange(self, app: App, code: str) -> Token:
        """Return the first token pair of an authorization; refuses a wrong, used or expired code."""
        granted = self._codes.get(code)
        if granted is None or granted.authorization.app is not app:
            raise Refusal(INVALID_AUTH_CODE, "Invalid auth code.")
        if granted.used:
            raise Refusal(self.settings.used_code, "Invalid auth code.")
        if self._now() > granted.expires:
            raise Refusal(INVALID_AUTH_CODE, "Invalid auth code.")
        granted.used = True
        granted.authorization.expires = self._now() + self.settings.refresh_lifetime
        self.authorizations.append(granted.authorization)
        return self._issue(granted.authorization)

    def refresh(self, app: App, refresh_token: str) -> Token:
        """Return a new pair; the rotation decides what becomes of the old refresh token."""
        old = self._by_refresh.get(refresh_token)
        if old is None or old.authorization.app is not app or not self._can_refresh(old):
            raise Refusal(
                self.settings.dead_refresh_token,
                "Invalid parameter refresh_token: it is unknown, replaced, revoked or expired.",
            )
        self._first_used(old)
        if self.settings.rotation == "keep":
            return self._issue(old.authorization, old.refresh)
        old.refresh_lives = self.settings.rotation != "rotate_at_once"
        return self._issue(old.authorization)

    def use(self, access_token: str) -> Token:
        """Return the live token behind the header, and retire the refresh tokens that it replaced."""
        token = self._by_access.get(access_token)
        if token is None or token.authorization.revoked_as not in (None, EXPIRED_TOKEN):
            raise invalid_request(
                "Invalid credentials. The 'x-tts-access-token' header is invalid.", status=401
            )
        if token.authorization.revoked_as == EXPIRED_TOKEN or self._now() >= token.access_expires:
            raise Refusal(EXPIRED_TOKEN, status=401)
        self._first_used(token)
        return token

    def revoke(self, authorization: Authorization, answer: int | None = None) -> None:
        """End an authorization: all its tokens die, and are answered with 105002 or 36009004."""
        authorization.revoked_as = answer or self.settings.revoked_token

    def revoke_scope(self, scope: str) -> None:
        """Take one scope from every authorization."""
        for authorization in self.authorizations:
            authorization.granted = tuple(granted for granted in authorization.granted if granted != scope)

    def expire_access(self, app: App) -> None:
        """Let every access token of the app expire now."""
        for token in self._by_access.values():
            if token.authorization.app is app:
                token.access_expires = min(token.access_expires, self._now())

    def _can_refresh(self, token: Token) -> bool:
        authorization = token.authorization
        return token.refresh_lives and not authorization.revoked_as and self._now() <= authorization.expires

    def _first_used(self, token: Token) -> None:
        for other in token.authorization.tokens:
            if other.generation < token.generation and other.refresh != token.refresh:
                other.refresh_lives = False

    def _issue(self, authorization: Authorization, refresh: str | None = None) -> Token:
        prefix = "TTP" if authorization.app.name == "us" else "ROW"
        token = Token(
            access=f"{prefix}_{self._secret(40)}",
            refresh=refresh or f"{prefix}_{self._secret(40)}",
            authorization=authorization,
            generation=len(authorization.tokens) + 1,
            access_expires=self._now() + self.settings.access_lifetime,
        )
        authorization.tokens.append(token)
        self._by_access[token.access] = self._by_refresh[token.refresh] = token
        return token

    def _secret(self, length: int) -> str:
        return f"{self._rng.getrandbits(length * 4):0{length}x}"
