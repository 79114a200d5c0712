"""A server on a real socket that plays any bytes, at any pace, to whoever asks."""

import asyncio
import socket
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]

OK = b'{"code":0,"message":"Success","request_id":"r-1","data":{"id":"1"}}'


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | str | None = None) -> bytes:
    """The bytes of an HTTP answer; `length` is what it claims to hold."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(*chunks: bytes) -> Play:
    """Send these bytes, then close."""

    async def play(writer: asyncio.StreamWriter) -> None:
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()

    return play


def resets(after: bytes = b"") -> Play:
    """Send these bytes, then reset the connection."""

    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(after)
        await writer.drain()
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    return play


def trickles(start: bytes, drop: bytes, every: float = 0.01) -> Play:
    """Send `start` at once and `drop` again and again, for ever."""

    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    return play


def floods(start: bytes, wave: bytes) -> Play:
    """Like `trickles`, as fast as the other side reads."""
    return trickles(start, wave, every=0)


async def is_silent(_: asyncio.StreamWriter) -> None:
    """Say nothing, for ever."""
    await asyncio.Event().wait()


def bomb(gigabytes: int = 10) -> bytes:
    """Gzip of that many gigabytes of spaces, in a thousandth of the size; the last block is missing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    start = packer.compress(b"{") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * (gigabytes * 1_000)


@contextmanager
def hostile_server(*plays: Play) -> Iterator[str]:
    """Serve connection after connection with the next play, the last one for ever; yields the URL."""
    ready, over, told = threading.Event(), asyncio.Event(), list[Any]()
    queue = list(plays)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        play = queue.pop(0) if len(queue) > 1 else queue[0]
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
                await play(writer)
                writer.close()
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def serve() -> None:
        server = await asyncio.start_server(meet, "127.0.0.1")
        told.extend([f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asyncio.get_running_loop()])
        ready.set()
        await over.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield told[0]
    finally:
        told[1].call_soon_threadsafe(over.set)
        thread.join()
