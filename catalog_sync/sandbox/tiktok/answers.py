"""The envelope every answer comes in."""

from typing import Any

import orjson
from starlette.responses import Response

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.messages import OK


def success(request_id: str, data: dict[str, Any], message: str = "Success") -> Response:
    """Return the answer of a call that worked."""
    return _envelope({"code": OK, "data": data, "message": message, "request_id": request_id})


def refused(request_id: str, refusal: Refusal) -> Response:
    """Return the answer of a refused call; gateway refusals carry `data: null`, business ones an empty object."""
    content = {"code": refusal.code, "message": str(refusal), "request_id": request_id}
    data: dict[str, Any] | None = {} if refusal.status == 200 else None
    return _with_wait(_envelope({**content, "data": data}, refusal.status), refusal)


def refused_token(request_id: str, refusal: Refusal) -> Response:
    """Return the answer of a refused call of a token endpoint, which carries no `data` at all."""
    content = {"code": refusal.code, "message": str(refusal), "request_id": request_id}
    return _with_wait(_envelope(content, refusal.status), refusal)


def _with_wait(response: Response, refusal: Refusal) -> Response:
    if refusal.retry_after is not None:
        response.headers["retry-after"] = f"{refusal.retry_after:g}"
    return response


def _envelope(content: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
