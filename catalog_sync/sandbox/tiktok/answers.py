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
    response = _envelope({**content, "data": {} if refusal.status == 200 else None}, refusal.status)
    if refusal.retry_after is not None:
        response.headers["retry-after"] = f"{refusal.retry_after:g}"
    return response


def _envelope(content: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
