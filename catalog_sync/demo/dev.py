"""The demo's services kept running, with the Dagster UI: webserver, daemon and code server over them."""

import asyncio
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

import httpx
from rich.console import Console

from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.demo.packaged import packaged
from catalog_sync.demo.services import Inputs, ServiceError, Services, running_services

STATE = Path(".catalog_sync/dev")
_HOST = "127.0.0.1"
_START_SECONDS, _STOP_SECONDS = 120, 20
_STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_dev(console: Console, port: int, inputs: Inputs) -> None:
    """Start everything, print where it is, and keep it running until Ctrl-C, SIGTERM or the terminal's end."""
    for number in _STOPPING_SIGNALS:
        signal.signal(number, _stop_once)
    try:
        with (
            console.status(
                "Starting PostgreSQL, the sandbox TikTok Shop, the demo PIM and Dagster ..."
            ) as told,
            running_dev(STATE.resolve(), port, inputs) as dev,
        ):
            told.stop()
            _show(console, port, dev.services)
            dev.wait()
    except KeyboardInterrupt:
        console.print("Stopped.")


def _stop_once(_number: int, _frame: FrameType | None) -> None:
    """The first signal stops everything; while that goes on, further ones change nothing."""
    for other in _STOPPING_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


class Dev:
    """What runs: the services, and Dagster's processes over them."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def ensure_running(self) -> None:
        """Raise ServiceError when a process of Dagster has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                log = self.services.directory / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-3:])
                raise ServiceError(
                    f"Dagster's {name} ended (exit code {process.returncode}); see {log}:\n{tail}"
                )

    def wait(self) -> None:
        """Wait until a process of Dagster ends, which is an error."""
        while True:
            self.ensure_running()
            time.sleep(1)


@contextmanager
def running_dev(directory: Path, port: int, inputs: Inputs) -> Iterator[Dev]:
    """Services, authorized shops, Dagster's daemon and webserver; all stopped on the way out.

    The directory is emptied first. Raises ServiceError when the port or the directory is in use.
    """
    with ExitStack() as stack:
        stack.enter_context(_alone_in(directory))
        _ensure_free(port)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        stack.callback(_stop_unknown_database, directory / "postgres")
        dev = Dev(stack.enter_context(running_services(directory, inputs)))
        asyncio.run(authorize_apps())
        _lay_out_home(directory)
        for name, arguments in _dagster(port).items():
            dev.processes[name] = stack.enter_context(_process(name, arguments, directory))
        _await_webserver(port, dev)
        yield dev


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Hold the directory for this process alone; the lock lies beside it and ends with the process."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with directory.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServiceError(
                f"Another `catalog-sync dev` is running in {directory}; stop it first."
            ) from None
        yield


def _ensure_free(port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
        except OSError as taken:
            raise ServiceError(
                f"Port {port} cannot be used ({taken.strerror}); choose another with --port."
            ) from None


def _stop_unknown_database(directory: Path) -> None:
    """Stop a PostgreSQL whose start was interrupted, so that nobody holds it; a single-user one ends by itself."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((directory / "postmaster.pid").read_text().split("\n", 1)[0] or 0)
        if pid > 0:
            os.kill(pid, signal.SIGINT)


def _lay_out_home(directory: Path) -> None:
    for name in ("dagster.yaml", "workspace.yaml"):
        shutil.copy(packaged(name), directory / name)
    os.environ["DAGSTER_HOME"] = str(directory)


def _dagster(port: int) -> dict[str, list[str]]:
    return {
        "webserver": ["dagster_webserver", "--host", _HOST, "--port", str(port), "-w", "workspace.yaml"],
        "daemon": ["dagster._daemon", "run", "-w", "workspace.yaml"],
    }


@contextmanager
def _process(name: str, arguments: list[str], directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dagster in a session of its own, so that stopping it stops its children too."""
    with (directory / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *arguments], cwd=directory, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _await_webserver(port: int, dev: Dev) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        dev.ensure_running()
        try:
            if httpx.get(f"http://{_HOST}:{port}/server_info", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    log = dev.services.directory / "webserver.log"
    raise ServiceError(f"Dagster's webserver did not answer on port {port} in {_START_SECONDS} s; see {log}.")


def _show(console: Console, port: int, services: Services) -> None:
    console.print(f"Dagster UI        http://localhost:{port}/asset-groups", soft_wrap=True)
    console.print(f"Sandbox TikTok    {services.sandbox['api_url']}/_sandbox/products", soft_wrap=True)
    console.print(f"Demo PIM          {services.pim['url']}/api/rest/v1", soft_wrap=True)
    console.print(f"Configuration     {services.configuration}", soft_wrap=True)
    console.print(
        "The schedule and the review sensors are off until you switch them on. Ctrl-C stops everything."
    )
