"""What the sandbox says when it is ready: where it is, and everything a client needs to begin."""

from typing import Any

from catalog_sync.sandbox.tiktok.control_views import app_summary, world_summary
from catalog_sync.sandbox.tiktok.model import App
from catalog_sync.sandbox.tiktok.world import World


def announcement(world: World) -> dict[str, Any]:
    """Return the hosts, the first app's credentials, all apps, and the shops of all apps.

    Every shop comes with an authorization code of its own, single use; one authorization covers all of the app's shops.
    """
    apps = [_app(world, app) for app in world.apps.values()]
    shops = [shop for app in apps for shop in app["shops"]]
    return {**world_summary(world), **apps[0], "apps": apps, "shops": shops}


def _app(world: World, app: App) -> dict[str, Any]:
    summary = app_summary(app)
    shops = [
        {**shop, "auth_code": world.tokens.grant_code(app), "app_key": app.app_key}
        for shop in summary["shops"]
    ]
    return {**summary, "shops": shops}
