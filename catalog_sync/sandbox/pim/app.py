"""The demo PIM as one Starlette application: Akeneo's REST API, the price and stock source, and the editing routes."""

from collections import Counter
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog_sync.sandbox.pim.access import Credentials, TokenOffice
from catalog_sync.sandbox.pim.behaviour import Behaviour
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.dictionaries import DictionariesApi
from catalog_sync.sandbox.pim.editing import EditingApi
from catalog_sync.sandbox.pim.errors import ApiError, render_error
from catalog_sync.sandbox.pim.index import Index
from catalog_sync.sandbox.pim.linked import LinkedApi
from catalog_sync.sandbox.pim.media import MediaApi
from catalog_sync.sandbox.pim.offers import OffersApi
from catalog_sync.sandbox.pim.products import ProductsApi
from catalog_sync.sandbox.pim.rendering import BASE
from catalog_sync.sandbox.pim.routing import guarded_route, json_object

LOOPBACK = ("127.0.0.1", "::1")


class DateHeader:
    """Stamps every answer with the PIM's clock; the server that runs the application must add no date of its own."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", self.clock.http_date().encode())]
            await send(message)

        await self.app(scope, receive, stamped)


def create_app(
    catalogue: Catalogue, credentials: Credentials | None = None, clock: Clock | None = None
) -> Starlette:
    """Return the application over a catalogue.

    `app.state` shows its `credentials`, `clock` and `calls` (a Counter by "METHOD path"); and to switch how it
    behaves its `behaviour`, search `index` and token `office`.
    """
    clock = clock or Clock()
    office = TokenOffice(credentials or Credentials(), clock)
    behaviour, index = Behaviour(), Index(catalogue.entities, clock)
    calls: Counter[str] = Counter()
    app = Starlette(
        routes=[
            *_akeneo(catalogue, office, behaviour, index, calls),
            *_offers(catalogue, office, calls),
            *_pim(catalogue, clock, calls),
        ],
        middleware=[Middleware(DateHeader, clock=clock)],
        exception_handlers={ApiError: render_error, HTTPException: render_error},
    )
    app.state.credentials, app.state.clock, app.state.calls = office.credentials, clock, calls
    app.state.behaviour, app.state.index, app.state.office = behaviour, index, office
    return app


def _akeneo(
    catalogue: Catalogue, office: TokenOffice, behaviour: Behaviour, index: Index, calls: Counter[str]
) -> list[Route]:
    async def token(request: Request) -> Response:
        body = await request.body()
        is_json = "json" in request.headers.get("content-type", "")
        fields = json_object(body) if is_json else dict(parse_qsl(body.decode()))
        return JSONResponse(office.issue(request.headers.get("authorization", ""), fields))

    async def endpoints(request: Request) -> Response:  # noqa: ARG001
        shown = [route for route in routes if behaviour.uuid_endpoints or "-uuid" not in route.path]
        listed = {
            route.path: {"route": route.path, "methods": sorted(route.methods or ())} for route in shown
        }
        return JSONResponse({"host": "", "authentication": {}, "routes": listed})

    def guard(request: Request) -> None:
        _check_traffic(behaviour)
        office.check_bearer(request.headers.get("authorization", ""))
        _check_rights(behaviour, request.url.path.removeprefix(f"{BASE}/").split("/"))

    products = ProductsApi(catalogue, office.clock, behaviour, index)
    apis = (products, DictionariesApi(catalogue), MediaApi(catalogue), LinkedApi(catalogue, behaviour))
    routes = [
        guarded_route("/api/oauth/v1/token", token, _anyone, calls, "POST"),
        guarded_route(BASE, endpoints, _anyone, calls),
    ]
    for api in apis:
        routes += [guarded_route(BASE + path, each, guard, calls) for path, each in api.endpoints().items()]
    return routes


def _offers(catalogue: Catalogue, office: TokenOffice, calls: Counter[str]) -> list[Route]:
    def guard(request: Request) -> None:
        office.check_offers_key(request.headers.get("authorization", ""))

    return [guarded_route("/offers", OffersApi(catalogue).offers, guard, calls)]


def _pim(catalogue: Catalogue, clock: Clock, calls: Counter[str]) -> list[Route]:
    async def counts(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse(dict(calls))

    editing = {("GET", "/counts"): counts} | EditingApi(catalogue, clock).endpoints()
    return [
        guarded_route(f"/_pim{path}", endpoint, _loopback_only, calls, method)
        for (method, path), endpoint in editing.items()
    ]


def _check_traffic(behaviour: Behaviour) -> None:
    """Refuse a call while the PIM is busy (rest-api/good-practices)."""
    if behaviour.throttled:
        behaviour.throttled -= 1
        raise ApiError(429, "You have exceeded the limit.", {"Retry-After": str(behaviour.retry_after)})


def _check_rights(behaviour: Behaviour, parts: list[str]) -> None:
    """Refuse what the role of the connection's user may not read."""
    if behaviour.forbidden & {parts[0], *parts[2:3]}:
        raise ApiError(403, f"Access forbidden. You are not allowed to list {parts[0]}.")


def _anyone(request: Request) -> None:
    """Let every caller in."""


def _loopback_only(request: Request) -> None:
    if request.client is None or request.client.host not in LOOPBACK:
        raise ApiError(403, "The editing routes answer callers on this machine only.")
