"""A small PIM catalogue for tests, served by the demo PIM inside this process or scripted by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.settings import AkeneoSettings
from catalog_sync.pim.akeneo.source import AkeneoSource
from catalog_sync.pim.offers.http import HttpOffers, OfferSettings
from catalog_sync.pim.source import Draft, Listed
from catalog_sync.sandbox.pim.access import Credentials
from catalog_sync.sandbox.pim.app import create_app
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock

LONG_AGO = "2026-01-01T00:00:00+00:00"
PICTURE = "a/b/c/d/abcd_shirt front.jpg"


def plain(**values: Any) -> dict[str, Any]:
    """Akeneo values that are neither localizable nor scopable."""
    return {code: [{"locale": None, "scope": None, "data": data}] for code, data in values.items()}


def product(uuid: str, sku: str, parent: str | None = None, **values: Any) -> dict[str, Any]:
    return {
        "uuid": uuid,
        "enabled": True,
        "family": "shirts",
        "parent": parent,
        "categories": ["summer", "cotton"],
        "values": plain(sku=sku, **values),
        "updated": LONG_AGO,
    }


def model(
    code: str, parent: str | None = None, family_variant: str = "by_color_size", **values: Any
) -> dict[str, Any]:
    return {
        "code": code,
        "family": "shirts",
        "family_variant": family_variant,
        "parent": parent,
        "categories": ["summer"],
        "values": plain(**values),
        "updated": LONG_AGO,
    }


def catalogue_rows() -> dict[str, list[dict[str, Any]]]:
    """One simple product, a model with two levels (three variants), a model with one level and no variant."""
    types = {
        "sku": "identifier",
        "name": "text",
        "color": "simpleselect",
        "size": "simpleselect",
        "picture": "image",
        "manual": "file",
    }
    levels = [
        {"level": 2, "axes": ["size"], "attributes": []},
        {"level": 1, "axes": ["color"], "attributes": []},
    ]
    return {
        "attributes": [
            {"code": code, "type": f"pim_catalog_{name}", "labels": {}} for code, name in types.items()
        ],
        "attribute-options": [
            {"code": "red", "attribute": "color", "labels": {"en_US": "Red"}, "sort_order": 1}
        ],
        "families": [{"code": "shirts", "attributes": list(types), "labels": {}}],
        "family-variants": [
            {"code": "by_color_size", "family": "shirts", "variant_attribute_sets": levels},
        ],
        "categories": [{"code": "summer", "parent": None, "labels": {"en_US": "Summer"}}],
        "channels": [
            {"code": "ecommerce", "locales": ["id_ID", "en_US"], "currencies": ["USD"], "labels": {}}
        ],
        "product-models": [
            model("Polo", name="Polo", picture=PICTURE),
            model("polo_red", parent="Polo", color="red"),
            model("empty"),
        ],
        "products": [
            product("u-cap", "CAP", name="Cap", picture="c/a/p/p/capp_cap.jpg"),
            product("u-red-s", "POLO-RED-S", parent="POLO_RED", size="s"),
            product("u-red-m", "POLO-RED-M", parent="polo_red", size="m"),
            product("u-blue", "POLO-BLUE", parent="Polo", size="s", color="blue"),
        ],
        "media-files": [
            {"code": PICTURE, "file": "media/x.jpg", "original_filename": "x.jpg", "mime_type": "image/jpeg"}
        ],
    }


def write(directory: Path, rows: dict[str, list[dict[str, Any]]]) -> Catalogue:
    (directory / "api").mkdir()
    for name, each in rows.items():
        (directory / "api" / f"{name}.jsonl").write_bytes(b"\n".join(map(orjson.dumps, each)))
    return Catalogue.load(directory)


class Pim:
    """The demo PIM in this process, with a source connected to it and a hook to spoil its answers."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.clock = Clock()
        self.credentials = Credentials()
        self.app = create_app(catalogue, self.credentials, self.clock)
        self.behaviour, self.index, self.office = (
            self.app.state.behaviour,
            self.app.state.index,
            self.app.state.office,
        )
        self.spoil: Callable[[httpx.Request, httpx.Response], httpx.Response] = lambda _, response: response
        self.asked: list[httpx.Request] = []
        self.passed = timedelta(0)
        self.pause: Callable[[float], Awaitable[None]] = no_pause
        self.before: Callable[[httpx.Request], Awaitable[None]] = _nothing

    @asynccontextmanager
    async def source(self, **settings: Any) -> AsyncIterator[AkeneoSource]:
        known = self.credentials
        connection = {
            "client_id": known.client_id,
            "secret": known.secret,
            "username": known.username,
            "password": known.password,
        }
        kind = {} if "token" in settings else connection
        whole = AkeneoSettings(base_url="http://pim.test", **kind, **settings)
        async with AkeneoClient(whole, transport=self.transport(), pause=self.pause) as client:
            yield AkeneoSource(client, now=lambda: datetime.now(UTC) + self.passed)

    def offers(self) -> HttpOffers:
        settings = OfferSettings(url="http://pim.test/offers", key=self.credentials.offers_key)
        return HttpOffers(settings, transport=self.transport(), pause=no_pause)

    def transport(self) -> httpx.AsyncBaseTransport:
        inner = httpx.ASGITransport(self.app)

        async def handle(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            await self.before(request)
            response = await inner.handle_async_request(request)
            await response.aread()
            return self.spoil(request, response)

        return httpx.MockTransport(handle)

    def pass_time(self, **amount: float) -> None:
        """Let time pass, here and in the PIM."""
        self.clock.offset += timedelta(**amount)
        self.passed += timedelta(**amount)

    def edit(self, table: str, key: str, **changes: Any) -> None:
        """Change a row the way an editor does: with a new `updated`."""
        row = getattr(self.catalogue.entities, table).get(key)
        values = changes.pop("values", {})
        row |= changes | {"updated": self.clock.now().isoformat()}
        row["values"] |= plain(**values)
        getattr(self.catalogue.entities, table).put(row)

    def delete(self, uuid: str) -> None:
        products = self.catalogue.entities.products
        products.remove(products.get(uuid))


async def no_pause(_: float) -> None:
    """Retry at once."""


async def _nothing(_: httpx.Request) -> None:
    """Let the call pass."""


async def gather(batches: AsyncIterator[list[Any]]) -> list[Any]:
    """Everything that was told; drafts are read."""
    told = [item async for batch in batches for item in batch]
    return [item.read() if isinstance(item, Draft) else item for item in told]


def run(awaitable: Awaitable[Any]) -> Any:
    async def outer() -> Any:
        return await awaitable

    return asyncio.run(outer())


def changes(pim: Pim, bound: str | None = None, **settings: Any) -> tuple[dict[str, Any], str, bool]:
    """Changes by key (or dependency), the next bound, completeness; no key may come twice."""

    async def read():
        async with pim.source(**settings) as source:
            reading = await source.changes(bound)
            found = await gather(reading)
            by_key = {getattr(each, "dependency", "") or each.key: each for each in found}
            assert len(by_key) == len(found)
            return by_key, reading.bound, reading.complete

    return run(read())


def listed(pim: Pim, **settings: Any) -> tuple[set[Listed], bool]:
    """All rows of an enumeration, and whether it was complete."""

    async def read():
        async with pim.source(**settings) as source:
            reading = await source.listed()
            return set(await gather(reading)), reading.complete

    return run(read())


def read_keys(pim: Pim, *keys: str, **settings: Any) -> list[Any]:
    async def read():
        async with pim.source(**settings) as source:
            return await gather(source.read(keys))

    return run(read())


def after_first_read(pim: Pim) -> str:
    """The bound of a first, full read, after which an hour passes."""
    _, bound, _ = changes(pim)
    pim.pass_time(hours=1)
    return bound
