"""A controlled clock, tokens and a scripted transport for the tests of the Partner API client."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from catalog_sync.tiktok.client import PartnerClient, ShopClient
from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.tiktok.oauth import App
from catalog_sync.tiktok.product_bodies import CreateProductRequest, EditProductRequest

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c"
TOKEN = "ROW_demoAccessToken"
CIPHER = "ROW_demoCipherAAAA0001"
SHOP_ID = "7000000000000000101"
REQUEST_ID = "202601010800000F1E2D3C4B5A69788796"
START = 1767225600

APP = App(
    app_key="6demoappkey01",
    app_secret=SecretStr(SECRET),
    service_id="7000000000000000001",
    api_url="https://api.example.test",
    auth_url="https://auth.example.test",
)

_CONTENT = {
    "title": "Cushion",
    "description": "<p>Soft.</p>",
    "category_id": "600154",
    "main_images": [{"uri": "tos-demo-i-abc/01"}],
}
NEW = CreateProductRequest.model_validate(
    _CONTENT
    | {
        "skus": [
            {
                "price": {"amount": "12.99", "currency": "GBP"},
                "inventory": [{"warehouse_id": "7068517275539719942", "quantity": 25}],
            }
        ]
    }
)
WHOLE = EditProductRequest.model_validate(_CONTENT | {"skus": [{"id": "1729592969712207012"}]})


class Time:
    """A clock that moves only when somebody sleeps; `slept` lists the waits."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []
        self.clock = Clock(now=lambda: START + self.passed, monotonic=lambda: self.passed, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds
        await asyncio.sleep(0)


class Tokens:
    """A token provider that counts its refreshes."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.stale: list[str] = []

    async def access_token(self) -> str:
        return self.token

    async def refreshed(self, stale: str) -> str:
        self.stale.append(stale)
        self.token = f"{TOKEN}_{len(self.stale)}"
        return self.token


Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers request after request with the next step; the last step answers all that follow."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return step(request) if callable(step) else step

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) for request in self.requests]


def ok(data: Any = None) -> httpx.Response:
    return httpx.Response(200, json={"code": 0, "message": "Success", "request_id": REQUEST_ID, "data": data})


def refusal(code: int, message: str = "refused", status: int = 200, **headers: str) -> httpx.Response:
    answer = {"code": code, "message": message, "request_id": REQUEST_ID, "data": None}
    return httpx.Response(status, json=answer, headers={k.replace("_", "-"): v for k, v in headers.items()})


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def run_client(
    server: Server,
    action: Callable[[PartnerClient], Awaitable[Any]],
    *,
    time: Time | None = None,
    **options: Any,
) -> Any:
    async def main() -> Any:
        tokens = options.pop("tokens", None) or Tokens()
        clock = (time or Time()).clock
        async with PartnerClient(APP, tokens, transport=server.transport, clock=clock, **options) as client:
            return await action(client)

    return asyncio.run(main())


def run(server: Server, action: Callable[[ShopClient], Awaitable[Any]], **options: Any) -> Any:
    """What `action` gets from the client of one shop that `server` answers."""
    return run_client(server, lambda client: action(client.shop(SecretStr(CIPHER), SHOP_ID)), **options)


def read(shop):
    return shop.get_product("1729592969712207008")


def create(shop):
    return shop.create_product(NEW, "key-1")


def edit(shop):
    return shop.edit_product("1729592969712207008", WHOLE)


def failure(server, action, kind=TikTokError, **options):
    with pytest.raises(kind) as caught:
        run(server, action, **options)
    return caught.value
