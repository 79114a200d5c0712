"""The way into the Partner API: a client per app and authorization, and a client per shop."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx
from pydantic import SecretStr

from catalog_sync.tiktok.brands import Brands, CustomBrands
from catalog_sync.tiktok.calls import Call, Caller
from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.compliance import Compliance
from catalog_sync.tiktok.events import Events
from catalog_sync.tiktok.life_cycle import LifeCycle
from catalog_sync.tiktok.logs import hide_secrets
from catalog_sync.tiktok.media import Media
from catalog_sync.tiktok.oauth import App, TokenProvider
from catalog_sync.tiktok.offers import Offers
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.products import Products
from catalog_sync.tiktok.shops import Shops
from catalog_sync.tiktok.size_charts import SizeCharts
from catalog_sync.tiktok.taxonomy import Taxonomy

CONNECTIONS = 40
"""Kept alive at most, a few more than calls are in flight: httpx looks through all of them at each call."""


class ShopClient(Taxonomy, Brands, Media, Products, Offers, LifeCycle, Events):
    """Every call about one shop."""


class PartnerClient(Shops, CustomBrands, Compliance, SizeCharts):
    """Calls the Partner API for one app under one seller's authorization; an async context manager.

    Its own calls are about the seller and take no cipher; those about a shop are made by `shop`.

    `on_call` hears of every request that was sent. `call_seconds` bounds a call with all its attempts.
    `keys_honoured` says that TikTok answers a repeated idempotency key with the first product, so that a create whose
    answer was lost may be repeated; else it raises OutcomeUnknown at once.
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
        keys_honoured: bool = False,
    ) -> None:
        hide_secrets()
        clock = clock or Clock()
        self._pacer = pacer or Pacer(clock=clock, longest_hold=call_seconds)
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(30, connect=10),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        )
        caller = Caller(
            app,
            tokens,
            self._http,
            clock=clock,
            pacer=self._pacer,
            on_call=on_call,
            call_seconds=call_seconds,
            keys_honoured=keys_honoured,
        )
        super().__init__(caller)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()
        await self._pacer.aclose()

    def shop(self, cipher: SecretStr, shop_id: str) -> ShopClient:
        """The calls about the shop of this cipher; TikTok limits the calls of each shop by itself."""
        return ShopClient(self._caller.about(shop_id), cipher)
