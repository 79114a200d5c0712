"""The sandbox TikTok Shop over real HTTP, and the shop GB authorized in a ledger of its own."""

import asyncio
import ssl
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync.sandbox.tiktok.world import World, build_world
from catalog_sync.sync.authorize import authorize
from catalog_sync.tiktok.clock import Clock
from catalog_sync_tests.sync.shopfront import Shopfront, configuration_of


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sleeping moves the clients' clock and takes no time; neither does reading certificates that nobody needs."""
    slept = [0.0]

    async def sleep(seconds: float) -> None:
        slept[0] += seconds
        await asyncio.sleep(0)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr("httpx._transports.default.create_ssl_context", lambda **_: context)
    clock = Clock(monotonic=lambda: time.monotonic() + slept[0], sleep=sleep)
    monkeypatch.setattr("catalog_sync.tiktok.client.Clock", lambda: clock)
    monkeypatch.setattr("catalog_sync.tiktok.pacing.Clock", lambda: clock)


@pytest.fixture
def served() -> Iterator[tuple[World, str]]:
    """A sandbox without rate limits and with its review at rest, and its URL."""
    world = build_world(demo_taxonomy(), review_delay=0, rate_limit=1e6)
    for shop in world.shops.values():
        shop.settings.review_paused = True
    with serve_in_thread(world) as url:
        yield world, url


@pytest.fixture
def unauthorized(
    served: tuple[World, str],
    engine: sa.Engine,
    database_url: str,
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Shopfront:
    """The shop before its seller authorized the app."""
    world, url = served
    monkeypatch.setenv("CATALOG_SYNC_DATABASE_URL", database_url)
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
    for app in world.apps.values():
        monkeypatch.setenv(f"APP_SECRET_{app.name.upper()}", app.app_secret)
    return Shopfront(engine, world, configuration_of(world, url))


@pytest.fixture
def front(unauthorized: Shopfront) -> Shopfront:
    """The shop, authorized."""
    app = unauthorized.world.apps[unauthorized.shop.app_key]
    code = SecretStr(unauthorized.world.tokens.grant_code(app))
    asyncio.run(authorize(unauthorized.configuration, "row", code))
    return unauthorized
