"""What the groups of endpoints share: their type, guarded and counted routes, and reading JSON bodies."""

from collections import Counter
from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from catalog_sync.sandbox.pim.errors import ApiError
from catalog_sync.sandbox.pim.loading import Row

Endpoint = Callable[[Request], Awaitable[Response]]
Guard = Callable[[Request], None]


def guarded_route(
    path: str, endpoint: Endpoint, guard: Guard, calls: Counter[str], method: str = "GET"
) -> Route:
    """Return a route that counts the call under "METHOD path" and lets the guard refuse it by raising."""

    async def guarded(request: Request) -> Response:
        calls[f"{method} {path}"] += 1
        guard(request)
        return await endpoint(request)

    return Route(path, guarded, methods=[method])


def json_object(body: bytes) -> Row:
    """Return the object in a JSON body; anything else is Akeneo's 400."""
    try:
        parsed = orjson.loads(body)
    except ValueError as error:
        raise ApiError(400, "Invalid json message received") from error
    if not isinstance(parsed, dict):
        raise ApiError(400, "Invalid json message received")
    return parsed
