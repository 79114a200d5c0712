"""Answers that go wrong on the wire: they need the connection itself, which `serving` puts into the scope."""

import asyncio
import socket
import struct
import zlib
from collections.abc import AsyncIterator
from functools import cache

import anyio
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

TRANSPORT = "catalog_sync.transport"
MEGABYTE = 1 << 20
BOMB_MEGABYTES = 100
OVERSIZED_MEGABYTES = 256
DRIPS = 50


class Silent(Response):
    """No answer: the connection stays open until the caller gives up."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Wait for the caller to go."""
        await _gone(receive)


class Reset(Response):
    """No answer: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Reset the connection (closing without lingering sends RST)."""
        transport = _transport(scope)
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
        await _gone(receive)


class Truncated(Response):
    """Half the body of another answer, whose Content-Length tells the whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half the body, and close."""
        transport = _transport(scope)
        await _send_head(self, send)
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        transport.close()
        await _gone(receive)


class Trickled(Response):
    """A whole answer in drips, over `seconds`."""

    seconds = 0.0

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the head at once and the body drip by drip."""
        await _send_head(self, send)
        body = bytes(self.body)
        step = len(body) // DRIPS + 1
        for start in range(0, len(body), step):
            await anyio.sleep(self.seconds * step / len(body))
            drip = body[start : start + step]
            await send({"type": "http.response.body", "body": drip, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def trickled(response: Response, seconds: float) -> Response:
    """Return the answer in drips."""
    drips = Trickled(bytes(response.body), response.status_code, dict(response.headers))
    drips.seconds = seconds
    return drips


def gzip_bomb() -> Response:
    """Return an answer of 100 kB that grows to 100 MB."""
    return Response(_bomb(), media_type="application/json", headers={"content-encoding": "gzip"})


def oversized() -> Response:
    """Return an answer of 256 MB, of no told length."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"code":0,"message":"Success","data":{"filler":"'
        for _ in range(OVERSIZED_MEGABYTES):
            yield b"x" * MEGABYTE
        yield b'"}}'

    return StreamingResponse(chunks(), media_type="application/json")


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    filler = (packer.compress(b" " * MEGABYTE) for _ in range(BOMB_MEGABYTES))
    return b"".join([packer.compress(b"{"), *filler, packer.compress(b"}"), packer.flush()])


async def _send_head(response: Response, send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": response.raw_headers,
        }
    )


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _transport(scope: Scope) -> asyncio.Transport:
    transport = scope[TRANSPORT]
    assert isinstance(transport, asyncio.Transport)
    return transport
