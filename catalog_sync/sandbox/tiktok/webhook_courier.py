"""Carries notifications to their receivers, and lets happen what happens by itself as the world's clock moves."""

import asyncio
import ipaddress
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import httpx

from catalog_sync.sandbox.tiktok.review import settle
from catalog_sync.sandbox.tiktok.webhook_deliveries import Deliveries, Delivery
from catalog_sync.sandbox.tiktok.world import World

TICK_SECONDS = 0.05
ANSWER_SECONDS = 3.0
PATIENCE_SECONDS = 0.2


@asynccontextmanager
async def time_passing(world: World) -> AsyncIterator[None]:
    """Give verdicts, warn of expiries and deliver notifications while the block runs."""
    passing = asyncio.create_task(_pass_time(world))
    try:
        yield
    finally:
        passing.cancel()
        with suppress(asyncio.CancelledError):
            await passing


async def _pass_time(world: World) -> None:
    async with asyncio.TaskGroup() as carrying:
        while True:
            carrying.create_task(catch_up(world))
            await asyncio.sleep(TICK_SECONDS)


async def catch_up(world: World) -> None:
    """Do what the world's time has come for; returns once every delivery that was due had an attempt."""
    for shop in world.shops.values():
        settle(world, shop)
    now = world.clock.now()
    for authorization, number, data, at in world.authorization_watch.causes(world.tokens.authorizations, now):
        for shop in authorization.shops:
            world.webhooks.tell(shop, number, data, at)
    await deliver(world.webhooks.deliveries)


async def deliver(deliveries: Deliveries) -> None:
    """Attempt what is due; notifications to one address go out in order, but none waits long for the one before."""
    lanes: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries.take_due():
        lanes[delivery.address].append(delivery)
    if lanes:
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        async with httpx.AsyncClient(verify=no_certificates, trust_env=False) as client:
            await asyncio.gather(*(_lane(deliveries, client, lane) for lane in lanes.values()))


async def _lane(deliveries: Deliveries, client: httpx.AsyncClient, lane: list[Delivery]) -> None:
    attempts = []
    async with deliveries.lanes[lane[0].address]:
        for delivery in lane:
            attempts.append(asyncio.create_task(_attempt(deliveries, client, delivery)))
            await asyncio.wait(attempts[-1:], timeout=PATIENCE_SECONDS)
    await asyncio.gather(*attempts)


async def _attempt(deliveries: Deliveries, client: httpx.AsyncClient, delivery: Delivery) -> None:
    deliveries.attempted(delivery, await _posted(client, delivery))


async def _posted(client: httpx.AsyncClient, delivery: Delivery) -> int | str:
    """Return the HTTP status of the answer, or what went wrong."""
    if not is_here(delivery.address):
        return "not sent: the sandbox delivers to http addresses of this machine only"
    headers = {"Authorization": delivery.signature, "Content-Type": "application/json"}
    try:
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            client.stream("POST", delivery.address, content=delivery.body, headers=headers) as answer,
        ):
            return answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return type(error).__name__


def is_here(address: str) -> bool:
    """Tell whether an address is plain HTTP on this machine."""
    try:
        parts = urlsplit(address)
        host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
        return parts.scheme == "http" and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
