"""What a fault does to a call: instead of its effect, before it, or to the answer after it."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import anyio
from starlette.responses import HTMLResponse, RedirectResponse, Response

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync.sandbox.tiktok.faults_wire import Reset, Silent, Truncated, gzip_bomb, oversized, trickled
from catalog_sync.sandbox.tiktok.messages import INTERNAL_ERROR, TOO_MANY_REQUESTS

BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
GATEWAY_TIMEOUT = "<html><head><title>504 Gateway Time-out</title></head><body>504</body></html>"
ELSEWHERE = "/moved/elsewhere"
JSON = "application/json"

Answered = tuple[Response, str]
Effect = Callable[[], Awaitable[Answered]]


async def play(fault: Fault | None, effect: Effect) -> Answered:
    """Let a call take effect under a fault; returns the answer and the outcome to count."""
    if fault is None:
        return await effect()
    if fault.kind in _INSTEAD:
        return _INSTEAD[fault.kind](fault), "failed"
    if fault.kind == "delay":
        await anyio.sleep(fault.seconds)
    response, outcome = await effect()
    if fault.kind == "delay_after":
        await anyio.sleep(fault.seconds)
    if fault.kind == "trickle":
        return trickled(response, fault.seconds), outcome
    if fault.kind in _SPOILED:
        return _SPOILED[fault.kind](bytes(response.body), response.status_code), "lost"
    return response, outcome


def _throttled(fault: Fault) -> Response:
    raise Refusal(TOO_MANY_REQUESTS, status=429, retry_after=fault.seconds or None)


def _failed(fault: Fault) -> Response:
    raise Refusal(INTERNAL_ERROR, status=int(fault.kind[-3:]))


def _failed_after(_body: bytes, _status: int) -> Response:
    content = b'{"code":%d,"message":"Internal error.","data":null}' % INTERNAL_ERROR
    return Response(content, 500, media_type=JSON)


_INSTEAD: Mapping[str, Callable[[Fault], Response]] = MappingProxyType(
    {
        "throttle": _throttled,
        "status_500": _failed,
        "status_503": _failed,
        "html_page": lambda _fault: HTMLResponse(BAD_GATEWAY, 502),
        "redirect": lambda _fault: RedirectResponse(ELSEWHERE, 307),
        "timeout": lambda _fault: Silent(),
        "reset": lambda _fault: Reset(),
    }
)
"""What answers a call that takes no effect."""

_SPOILED: Mapping[str, Callable[[bytes, int], Response]] = MappingProxyType(
    {
        "lose_answer": lambda _body, _status: HTMLResponse(GATEWAY_TIMEOUT, 504),
        "status_500_after": _failed_after,
        "timeout_after": lambda _body, _status: Silent(),
        "reset_after": lambda _body, _status: Reset(),
        "truncated": lambda body, status: Truncated(body, status, media_type=JSON),
        "cut_json": lambda body, status: Response(body[: len(body) // 2], status, media_type=JSON),
        "gzip_bomb": lambda _body, _status: gzip_bomb(),
        "oversized": lambda _body, _status: oversized(),
    }
)
"""What becomes of the body and status that answer a call that took effect."""
