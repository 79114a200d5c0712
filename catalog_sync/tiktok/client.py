"""The way into the Partner API: a client per app and authorization, and a client per shop."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx
from pydantic import SecretStr

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.calls import Call, Caller
from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.logs import hide_queries
from catalog_sync.tiktok.media import Media
from catalog_sync.tiktok.models import AuthorizedShop, AuthorizedShops
from catalog_sync.tiktok.oauth import App, TokenProvider
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.products import Products
from catalog_sync.tiktok.taxonomy import Taxonomy


class ShopClient(Taxonomy, Media, Products):
    """Every call about one shop."""


class PartnerClient:
    """Calls the Partner API for one app under one seller's authorization; an async context manager.

    `on_call` hears of every request that was sent. `call_seconds` bounds a call with all its attempts.
    """

    def __init__(
        self,
        app: App,
        tokens: TokenProvider,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        on_call: Callable[[Call], None] | None = None,
        clock: Clock | None = None,
        pacer: Pacer | None = None,
        call_seconds: float = 90.0,
    ) -> None:
        hide_queries()
        clock = clock or Clock()
        self._http = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(30, connect=10))
        self._caller = Caller(
            app,
            tokens,
            self._http,
            clock=clock,
            pacer=pacer or Pacer(clock=clock),
            on_call=on_call,
            call_seconds=call_seconds,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def authorized_shops(self) -> tuple[AuthorizedShop, ...]:
        """The shops the seller authorized, each with the cipher to call it with."""
        return (await self._caller.call(Ask(endpoints.AUTHORIZED_SHOPS), AuthorizedShops)).shops

    def shop(self, cipher: SecretStr) -> ShopClient:
        """The calls about the shop of this cipher."""
        return ShopClient(self._caller, cipher)
