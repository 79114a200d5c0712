"""The ASGI app: API host, auth host and the sandbox's own controls on one port."""

import inspect

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from catalog_sync.sandbox.tiktok.answers import refused, success
from catalog_sync.sandbox.tiktok.call import Call, Endpoint
from catalog_sync.sandbox.tiktok.control import control_routes
from catalog_sync.sandbox.tiktok.endpoints.table import ENDPOINTS
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.gateway import Router, admit, open_call
from catalog_sync.sandbox.tiktok.ledger import Fault
from catalog_sync.sandbox.tiktok.messages import INTERNAL_ERROR, TOO_MANY_REQUESTS
from catalog_sync.sandbox.tiktok.oauth_routes import oauth_routes
from catalog_sync.sandbox.tiktok.review import settle
from catalog_sync.sandbox.tiktok.world import World

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
GATEWAY_TIMEOUT_PAGE = "<html><head><title>504 Gateway Time-out</title></head><body>504</body></html>"


def create_app(world: World) -> Starlette:
    """Return the app that plays TikTok Shop for `world`."""
    router = Router(ENDPOINTS)

    async def api(request: Request) -> Response:
        return await _Dispatch(world, router, request).answer()

    return Starlette(
        routes=[
            *oauth_routes(world),
            Mount("/_sandbox", routes=control_routes(world, router.labels)),
            Route("/{path:path}", api, methods=METHODS),
        ]
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
            response, outcome = await self._serve()
        except Refusal as refusal:
            response = refused(self._world.request_id(), refusal)
            outcome = {429: "429", 500: "failed"}.get(refusal.status, "refused")
        self._world.calls.count(self._caller, self._label, outcome)
        return response

    async def _serve(self) -> tuple[Response, str]:
        endpoint, path = self._router.find(self._request.method, self._request.url.path)
        self._label = endpoint.label
        call = await open_call(self._world, self._request)
        call.path = path
        self._caller = call.app.name
        await admit(call, endpoint)
        self._caller = call.named_shop.region if call.named_shop else call.app.name
        fault = self._world.faults.take(endpoint.label)
        await _suffer(fault)
        data = await _handle(call, endpoint)
        if fault and fault.kind == "lose_answer":
            return HTMLResponse(GATEWAY_TIMEOUT_PAGE, 504), "lost"
        return success(self._world.request_id(), data), "ok"


async def _handle(call: Call, endpoint: Endpoint) -> dict[str, object]:
    if call.named_shop:
        settle(call.world, call.named_shop)
    data = endpoint.handler(call)
    return await data if inspect.isawaitable(data) else data


async def _suffer(fault: Fault | None) -> None:
    if fault and fault.kind == "delay":
        await anyio.sleep(fault.seconds)
    elif fault and fault.kind == "status_500":
        raise Refusal(INTERNAL_ERROR, status=500)
    elif fault and fault.kind == "throttle":
        raise Refusal(TOO_MANY_REQUESTS, status=429, retry_after=fault.seconds or None)
