"""One request to the API, and the shape of the endpoints that answer it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from catalog_sync.sandbox.tiktok.markets import Market
from catalog_sync.sandbox.tiktok.model import App, Shop
from catalog_sync.sandbox.tiktok.oauth import Token
from catalog_sync.sandbox.tiktok.world import World

Data = dict[str, Any]


@dataclass
class Call:
    """A request that passed the gateway; `body` is its JSON object, empty where none is sent."""

    world: World
    request: Request
    app: App
    query: dict[str, str]
    path: dict[str, str] = field(default_factory=dict)
    body: Data = field(default_factory=dict)
    named_shop: Shop | None = None
    token: Token | None = None

    @property
    def shops(self) -> list[Shop]:
        """Return the shops that the access token covers."""
        return self.token.authorization.shops if self.token else []

    @property
    def shop(self) -> Shop:
        """Return the shop that `shop_cipher` names; only shop-level endpoints ask."""
        assert self.named_shop is not None
        return self.named_shop

    @property
    def market(self) -> Market:
        """Return the market of the shop."""
        return self.shop.market


Handler = Callable[[Call], Data | Awaitable[Data]]


@dataclass(frozen=True)
class Endpoint:
    """An endpoint: `cipher` says whether `shop_cipher` is wanted, `schema` what a JSON body must look like."""

    method: str
    template: str
    scope: str
    handler: Handler
    cipher: bool = True
    multipart: bool = False
    schema: Data | None = None

    @property
    def label(self) -> str:
        """Return how counts and faults name the endpoint."""
        return f"{self.method} {self.template}"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of its paths."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template))
