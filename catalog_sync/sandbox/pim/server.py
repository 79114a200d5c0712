"""Runs the demo PIM on 127.0.0.1: as a program of its own, or in a thread for tests."""

import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import IO

import click
import orjson
import uvicorn

from catalog_sync.sandbox.catalogue.writer import write_catalogue
from catalog_sync.sandbox.pim.access import Credentials
from catalog_sync.sandbox.pim.app import create_app
from catalog_sync.sandbox.pim.behaviour import Behaviour
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.index import Index

HOST = "127.0.0.1"


@dataclass(frozen=True)
class RunningPim:
    """A demo PIM that answers at `url`, with what it serves and what a caller needs."""

    url: str
    credentials: Credentials
    catalogue: Catalogue
    clock: Clock
    behaviour: Behaviour
    index: Index

    def connection(self) -> dict[str, str]:
        """Return the settings of a client, secrets in clear."""
        known = self.credentials
        return {
            "url": self.url,
            "client_id": known.client_id,
            "secret": known.secret,
            "username": known.username,
            "password": known.password,
            "token": known.app_token,
            "offers_url": f"{self.url}/offers",
            "offers_key": known.offers_key,
        }


class _AnnouncingServer(uvicorn.Server):
    """Sets `ready` once requests are answered."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()


@contextmanager
def serve_in_thread(
    catalogue: Catalogue, credentials: Credentials | None = None, clock: Clock | None = None, port: int = 0
) -> Iterator[RunningPim]:
    """Serve a catalogue on 127.0.0.1 (a free port for 0) from another thread while the context is open."""
    app = create_app(catalogue, credentials, clock)
    config = uvicorn.Config(app, log_level="warning", access_log=False, date_header=False, lifespan="off")
    server = _AnnouncingServer(config)
    with socket(AF_INET, SOCK_STREAM) as listener:
        listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        server.ready.wait(timeout=30)
        try:
            url = f"http://{HOST}:{listener.getsockname()[1]}"
            state = app.state
            yield RunningPim(url, state.credentials, catalogue, state.clock, state.behaviour, state.index)
        finally:
            server.should_exit = True
            thread.join()


def wait_for_end(stream: IO[bytes]) -> None:
    """Return when a stream has come to its end: the process at its other end has closed it or is gone."""
    while stream.read(4096):
        pass


@click.command()
@click.option("--port", default=0, show_default="a free one")
@click.option("--catalogue", "directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--parent-pipe", is_flag=True, help="Exit when standard input ends.")
def main(port: int, directory: Path | None, parent_pipe: bool) -> None:
    """Serve a catalogue directory (the shipped demo catalogue unless given) until interrupted."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory() if directory is None else nullcontext(str(directory)) as path:
        if directory is None:
            write_catalogue(Path(path))
        catalogue = Catalogue.load(Path(path))
        for problem in catalogue.problems:
            click.echo(f"skipped {problem}", err=True)
        with serve_in_thread(catalogue, port=port) as pim:
            click.echo(orjson.dumps(pim.connection()).decode())
            _wait(parent_pipe)


def _wait(parent_pipe: bool) -> None:
    if parent_pipe:
        wait_for_end(sys.stdin.buffer)
    else:
        threading.Event().wait()


if __name__ == "__main__":
    main()
