"""The part of a configuration that the sandbox decides: its apps and shops."""

from typing import Any

from catalog_sync.sandbox.tiktok.control_views import world_summary
from catalog_sync.sandbox.tiktok.world import World

DEMO_REGIONS = ("GB", "ID", "US")
"""The regions that the demo's mapping rules know; the sandbox has one more."""


def apps_and_shops(world: World, url: str) -> dict[str, Any]:
    """The `apps` and `shops` of a sandbox served at `url`; secrets are in `APP_SECRET_<NAME>`."""
    apps = world_summary(world)["apps"]
    return {
        "apps": {
            app["name"]: {
                "app_key": app["app_key"],
                "secret_env": f"APP_SECRET_{app['name'].upper()}",
                "service_id": app["service_id"],
                "api_url": url,
                "auth_url": url,
                "authorize_url": f"{url}/open/authorize",
            }
            for app in apps
        },
        "shops": {
            shop["region"]: {"app": app["name"], "shop_id": shop["shop_id"], "region": shop["region"]}
            for app in apps
            for shop in app["shops"]
            if shop["region"] in DEMO_REGIONS
        },
    }
