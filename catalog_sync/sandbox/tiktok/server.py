"""`catalog-sync sandbox`, and `python -m catalog_sync.sandbox.tiktok.server`: the sandbox as a process."""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from rich.console import Console
from rich.table import Table

from catalog_sync.sandbox.tiktok.announcement import announcement
from catalog_sync.sandbox.tiktok.captured_taxonomy import load_captured
from catalog_sync.sandbox.tiktok.control_world import settings_with
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.serving import bound_socket, make_server
from catalog_sync.sandbox.tiktok.shop_settings import ShopSettings
from catalog_sync.sandbox.tiktok.startup import StartupError
from catalog_sync.sandbox.tiktok.world import World, build_world


def main() -> None:
    """Serve until interrupted, or with `--parent-pipe` until standard input ends; announces itself as JSON."""
    options = _options()
    settings = dict(pair.partition("=")[::2] for pair in options.set)
    try:
        serve(options.port, options.seed, options.taxonomy, settings, parent_pipe=options.parent_pipe)
    except StartupError as error:
        sys.exit(str(error))


def serve(
    port: int,
    seed: int = 0,
    taxonomy: Path | None = None,
    settings: Mapping[str, str] | None = None,
    *,
    as_json: bool = True,
    parent_pipe: bool = False,
) -> None:
    """Serve API, auth host and controls on loopback until interrupted, after saying where.

    Port 0 picks a free one; `taxonomy` is a folder of captured trees; `settings` are fields of ShopSettings as text.
    Raises StartupError when the port is taken or a setting makes no sense.
    """
    world = _world(seed, taxonomy, settings or {})
    try:
        listener, world.base_url = bound_socket(port)
    except OSError as error:
        raise StartupError(f"Port {port} cannot be used: {error.strerror}. Choose another --port.") from error
    server = make_server(world)
    if parent_pipe:
        threading.Thread(target=_stop_at_eof, args=[server], daemon=True).start()
    _announce(announcement(world), as_json=as_json)
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve([listener]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A strict local TikTok Shop.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free port")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--taxonomy", type=Path, help="folder of captured category trees")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a setting, repeatable"
    )
    parser.add_argument("--parent-pipe", action="store_true", help="exit when standard input ends")
    return parser.parse_args()


def _world(seed: int, taxonomy: Path | None, settings: Mapping[str, str]) -> World:
    try:
        checked = settings_with(ShopSettings(), dict(settings))
        trees = load_captured(taxonomy) if taxonomy else demo_taxonomy()
    except (OSError, ValueError) as error:
        raise StartupError(str(error)) from error
    return build_world(trees, seed=seed, **checked)


def _stop_at_eof(server: uvicorn.Server) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    server.should_exit = True


def _announce(ready: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        return
    console = Console()
    console.print(f"API and auth host  {ready['api_url']}", soft_wrap=True)
    console.print(f"Controls           {ready['api_url']}/_sandbox/", soft_wrap=True)
    for app in ready["apps"]:
        credentials = Table(
            "region", "shop_id", "auth_code", title=f"App {app['name']}", title_justify="left"
        )
        for shop in app["shops"]:
            credentials.add_row(shop["region"], shop["shop_id"], shop["auth_code"])
        console.print(credentials)
        for name in ("app_key", "app_secret", "service_id"):
            console.print(f"  {name:11} {app[name]}", soft_wrap=True)


if __name__ == "__main__":
    main()
