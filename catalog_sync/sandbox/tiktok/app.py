"""The ASGI app: API host, auth host and the sandbox's own controls on one port."""

import inspect
import logging
from email.utils import formatdate
from functools import partial

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from catalog_sync.sandbox.tiktok.answers import refused, success
from catalog_sync.sandbox.tiktok.call import Call, Endpoint
from catalog_sync.sandbox.tiktok.control import control_routes
from catalog_sync.sandbox.tiktok.endpoints.table import ENDPOINTS
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync.sandbox.tiktok.faults_played import Answered, play
from catalog_sync.sandbox.tiktok.gateway import METHODS, Router, admit, open_call
from catalog_sync.sandbox.tiktok.ledger import refusal_outcome
from catalog_sync.sandbox.tiktok.messages import INTERNAL_ERROR
from catalog_sync.sandbox.tiktok.oauth_routes import oauth_routes
from catalog_sync.sandbox.tiktok.review import settle
from catalog_sync.sandbox.tiktok.webhook_courier import time_passing
from catalog_sync.sandbox.tiktok.world import World

LOGGER = logging.getLogger(__name__)


def create_app(world: World) -> Starlette:
    """Return the app that plays TikTok Shop for `world`."""
    router = Router(ENDPOINTS)

    async def api(request: Request) -> Response:
        return await _Dispatch(world, router, request).answer()

    return Starlette(
        routes=[
            *oauth_routes(world),
            Mount("/_sandbox", routes=control_routes(world)),
            Route("/{path:path}", api, methods=METHODS),
        ],
        lifespan=lambda _app: time_passing(world),
    )


class _Dispatch:
    """One API request on its way through gateway, faults and endpoint."""

    def __init__(self, world: World, router: Router, request: Request) -> None:
        self._world = world
        self._router = router
        self._request = request
        self._caller = "-"
        self._label = f"{request.method} {request.url.path}"

    async def answer(self) -> Response:
        try:
            call, endpoint = await self._admitted()
            fault = self._world.faults.take(endpoint.label)
            _strike_token(call, fault)
            response, outcome = await play(fault, partial(self._effect, call, endpoint))
        except Refusal as refusal:
            response, outcome = self._refused(refusal)
        except Exception:
            LOGGER.exception("%s failed unexpectedly", self._label)
            response, outcome = self._refused(Refusal(INTERNAL_ERROR, status=500))
        self._world.calls.count(self._caller, self._label, outcome)
        response.headers["date"] = formatdate(self._world.clock.now(), usegmt=True)
        return response

    async def _admitted(self) -> tuple[Call, Endpoint]:
        endpoint, path = self._router.find(self._request.method, self._request.url.path)
        self._label = endpoint.label
        call = await open_call(self._world, self._request)
        call.path = path
        self._caller = call.app.name
        try:
            await admit(call, endpoint)
        finally:
            if call.named_shop:
                self._caller = call.named_shop.region
            settings = (call.named_shop or call.app).settings
            await anyio.sleep(self._world.traffic.latency(settings))
        return call, endpoint

    async def _effect(self, call: Call, endpoint: Endpoint) -> Answered:
        if call.named_shop:
            settle(call.world, call.named_shop)
        try:
            data = endpoint.handler(call)
            data = await data if inspect.isawaitable(data) else data
        except Refusal as refusal:
            return self._refused(refusal)
        return success(self._world.request_id(), data), "ok"

    def _refused(self, refusal: Refusal) -> Answered:
        return refused(self._world.request_id(), refusal), refusal_outcome(refusal.status)


def _strike_token(call: Call, fault: Fault | None) -> None:
    if call.token and fault and fault.kind in ("expire_token", "revoke_token"):
        if fault.kind == "expire_token":
            call.token.access_expires = call.world.clock.now()
        else:
            call.world.tokens.revoke(call.token.authorization)
        call.world.tokens.use(call.token.access)
