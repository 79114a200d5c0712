"""Serving a world over real HTTP: in a thread for tests, or for a process of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from catalog_sync.sandbox.tiktok.app import create_app
from catalog_sync.sandbox.tiktok.world import World

HOST = "127.0.0.1"


def bound_socket(port: int = 0) -> tuple[socket.socket, str]:
    """Return a listening socket on this machine and its base url; port 0 picks a free one.

    The protocol is named because asyncio turns Nagle's delay off only on sockets that say TCP.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(256)
    return listener, f"http://{HOST}:{listener.getsockname()[1]}"


def make_server(world: World) -> uvicorn.Server:
    """Return a server of the world, quiet and without lifespan events."""
    config = uvicorn.Config(
        create_app(world), log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2
    )
    return uvicorn.Server(config)


@contextmanager
def serve_in_thread(world: World) -> Iterator[str]:
    """Serve the world on a free port until the block ends; yields the base url of API, auth host and controls."""
    listener, base_url = bound_socket()
    server = make_server(world)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield base_url
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
