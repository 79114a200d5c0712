"""The part of a configuration that the sandbox decides: its apps and shops."""

from typing import Any

from catalog_sync.sandbox.tiktok.control_views import world_summary
from catalog_sync.sandbox.tiktok.world import SHOPS_BY_APP, World

REGIONS = sorted(region for regions in SHOPS_BY_APP.values() for region in regions)
"""The partition keys of the demo world's shops, in the order in which partitions are shown."""


def shops_of(app: str) -> list[str]:
    """The partition keys of an app's shops."""
    return sorted(SHOPS_BY_APP[app])


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
            shop["region"]: {
                "app": app["name"],
                "shop_id": shop["shop_id"],
                "region": shop["region"],
                "mode": "live",
            }
            for app in apps
            for shop in app["shops"]
        },
    }
