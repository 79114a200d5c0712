"""Serving a world over real HTTP: in a thread for tests, or for a process of its own."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from catalog_sync.sandbox.tiktok.app import create_app
from catalog_sync.sandbox.tiktok.faults_wire import TRANSPORT
from catalog_sync.sandbox.tiktok.world import World

HOST = "127.0.0.1"


class TransportInScope(H11Protocol):
    """HTTP/1.1 whose requests know their connection, so that an answer can break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the connection into the scope of each of its requests."""
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope[TRANSPORT] = transport
            await app(scope, receive, send)

        self.app = with_transport


class PatientServer(uvicorn.Server):
    """A server that ends in good order on the first signal, also when more of them follow."""

    def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
        """Ask the server to end."""
        self.should_exit = True


def bound_socket(port: int = 0) -> tuple[socket.socket, str]:
    """Return a listening socket on this machine and its base url; port 0 picks a free one.

    The protocol is named because asyncio turns Nagle's delay off only on sockets that say TCP.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    listener.listen(256)
    return listener, f"http://{HOST}:{listener.getsockname()[1]}"


def make_server(world: World) -> uvicorn.Server:
    """Return a quiet server of the world; API answers carry the date of the world's clock."""
    config = uvicorn.Config(
        create_app(world),
        http=TransportInScope,
        loop="asyncio",
        log_level="warning",
        access_log=False,
        date_header=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
    )
    return PatientServer(config)


@contextmanager
def serve_in_thread(world: World) -> Iterator[str]:
    """Serve the world on a free port until the block ends; yields the base url of API, auth host and controls."""
    listener, base_url = bound_socket()
    world.base_url = base_url
    server = make_server(world)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield base_url
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
