"""The sandbox's own controls under `/_sandbox/`: for this machine only, unsigned, never part of the platform's API.

Each concern lists its controls in a module of its own; `GET /_sandbox/` prints them all, a line each.
"""

import inspect
import ipaddress
from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from catalog_sync.sandbox.tiktok.control_access import ACCESS_CONTROLS
from catalog_sync.sandbox.tiktok.control_authorizations import AUTHORIZATION_CONTROLS
from catalog_sync.sandbox.tiktok.control_call import Control, readable
from catalog_sync.sandbox.tiktok.control_listings import LISTING_CONTROLS
from catalog_sync.sandbox.tiktok.control_shop_life import SHOP_LIFE_CONTROLS
from catalog_sync.sandbox.tiktok.control_traffic import TRAFFIC_CONTROLS
from catalog_sync.sandbox.tiktok.control_webhooks import WEBHOOK_CONTROLS
from catalog_sync.sandbox.tiktok.control_world import WORLD_CONTROLS
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.world import World

CONTROLS: tuple[Control, ...] = (
    *WORLD_CONTROLS,
    *TRAFFIC_CONTROLS,
    *LISTING_CONTROLS,
    *SHOP_LIFE_CONTROLS,
    *ACCESS_CONTROLS,
    *AUTHORIZATION_CONTROLS,
    *WEBHOOK_CONTROLS,
)

Endpoint = Callable[[Request], Awaitable[Response]]


def control_routes(world: World) -> list[Route]:
    """Return the routes to mount."""
    controls = [
        Route(control.path, _answering(world, control), methods=[control.method]) for control in CONTROLS
    ]
    return [
        Route("/", _guarded(_index)),
        *controls,
        Route("/{path:path}", _guarded(_unknown), methods=["GET", "POST", "PUT", "DELETE"]),
    ]


async def _index(_request: Request) -> Response:
    return PlainTextResponse("\n".join(control.line for control in CONTROLS) + "\n")


async def _unknown(request: Request) -> Response:
    error = f"no control {request.method} {request.url.path}; GET /_sandbox/ lists all"
    return JSONResponse({"error": error}, 404)


def _answering(world: World, control: Control) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            if request.method == "POST":
                command = control.takes.model_validate_json(await request.body() or b"{}")
            else:
                command = control.takes.model_validate(dict(request.query_params))
            answer = control.handle(world, command)
            return JSONResponse(await answer if inspect.isawaitable(answer) else answer)
        except ValidationError as error:
            return JSONResponse({"error": readable(error)}, 400)
        except (ValueError, Refusal) as error:
            return JSONResponse({"error": str(error)}, 400)

    return _guarded(endpoint)


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if not _is_local(request):
            return JSONResponse({"error": "only for this machine"}, 403)
        return await endpoint(request)

    return guarded


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
