"""`python -m catalog_sync.sandbox.tiktok.server`: the sandbox as a process; one line of JSON says when it is ready."""

import argparse
import asyncio
import json
import sys
import threading
from pathlib import Path
from typing import Any

import uvicorn

from catalog_sync.sandbox.tiktok.captured_taxonomy import load_captured
from catalog_sync.sandbox.tiktok.control_views import app_summary
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.model import App
from catalog_sync.sandbox.tiktok.serving import bound_socket, make_server
from catalog_sync.sandbox.tiktok.world import World, build_world


def main() -> None:
    """Serve until interrupted, or with `--parent-pipe` until standard input ends."""
    options = _options()
    taxonomy = load_captured(options.taxonomy) if options.taxonomy else demo_taxonomy()
    world = build_world(
        taxonomy, seed=options.seed, review_delay=options.review_delay, rate_limit=options.rate_limit
    )
    listener, base_url = bound_socket(options.port)
    server = make_server(world)
    if options.parent_pipe:
        threading.Thread(target=_stop_at_eof, args=[server], daemon=True).start()
    sys.stdout.write(json.dumps(_ready_line(world, base_url)) + "\n")
    sys.stdout.flush()
    asyncio.run(server.serve([listener]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A strict local TikTok Shop.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free port")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--taxonomy", type=Path, help="folder of captured category trees")
    parser.add_argument("--review-delay", type=float, default=2.0, help="seconds")
    parser.add_argument(
        "--rate-limit", type=float, default=50.0, help="requests per second, shop and endpoint"
    )
    parser.add_argument("--parent-pipe", action="store_true", help="exit when standard input ends")
    return parser.parse_args()


def _stop_at_eof(server: uvicorn.Server) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    server.should_exit = True


def _ready_line(world: World, base_url: str) -> dict[str, Any]:
    apps = [_app(world, app) for app in world.apps.values()]
    return {"api_url": base_url, "auth_url": base_url, **apps[0], "apps": apps}


def _app(world: World, app: App) -> dict[str, Any]:
    summary = app_summary(app)
    shops = [
        {**shop, "auth_code": world.tokens.grant_code(app), "app_key": app.app_key}
        for shop in summary["shops"]
    ]
    return {**summary, "shops": shops}


if __name__ == "__main__":
    main()
