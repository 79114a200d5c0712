"""The demo's services kept running, with the Dagster UI: webserver, daemon and code server over them."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import httpx
from rich.console import Console

from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.demo.packaged import packaged
from catalog_sync.demo.services import Inputs, ServiceError, Services, running_services

STATE = Path(".catalog_sync/dev")
_START_SECONDS = 120
_STOP_SECONDS = 20


def run_dev(console: Console, port: int, inputs: Inputs) -> None:
    """Start everything, print where it is, and keep it running until Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as stack:
        stack.callback(console.print, "Stopped.")
        with console.status("Starting PostgreSQL, the sandbox TikTok Shop, the demo PIM and Dagster ..."):
            services = stack.enter_context(running_dev(STATE.resolve(), port, inputs))
        _show(console, port, services)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            console.print("Stopping ...")


@contextmanager
def running_dev(directory: Path, port: int, inputs: Inputs) -> Iterator[Services]:
    """Services, authorized shops, Dagster's daemon and webserver; all stopped on the way out."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    with ExitStack() as stack:
        services = stack.enter_context(running_services(directory, inputs))
        asyncio.run(authorize_apps())
        _lay_out_home(directory)
        for name, arguments in _dagster(port).items():
            stack.enter_context(_process(name, arguments, directory))
        _await_webserver(port, directory)
        yield services


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _lay_out_home(directory: Path) -> None:
    for name in ("dagster.yaml", "workspace.yaml"):
        shutil.copy(packaged(name), directory / name)
    os.environ["DAGSTER_HOME"] = str(directory)


def _dagster(port: int) -> dict[str, list[str]]:
    return {
        "webserver": [
            "dagster_webserver",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "-w",
            "workspace.yaml",
        ],
        "daemon": ["dagster._daemon", "run", "-w", "workspace.yaml"],
    }


@contextmanager
def _process(name: str, arguments: list[str], directory: Path) -> Iterator[None]:
    """A process of Dagster in a session of its own, so that stopping it stops its children too."""
    with (directory / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *arguments], cwd=directory, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _kill_session(process.pid)
        process.wait()


def _kill_session(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _await_webserver(port: int, directory: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/server_info", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise ServiceError(
        f"The Dagster webserver did not answer on port {port}; see {directory / 'webserver.log'}."
    )


def _show(console: Console, port: int, services: Services) -> None:
    console.print(f"Dagster UI        http://localhost:{port}/asset-groups (lineage: catalog_sync)")
    console.print(f"Sandbox TikTok    {services.sandbox['api_url']}/_sandbox/products")
    console.print(f"Demo PIM          {services.pim['url']}/api/rest/v1")
    console.print(f"Configuration     {services.configuration}")
    console.print(
        "The schedule and the review sensors are off until you switch them on. Ctrl-C stops everything."
    )
