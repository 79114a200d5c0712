"""The whole state of the sandbox in memory, and the demo world it starts with."""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import count
from typing import Any

from catalog_sync.sandbox.tiktok.authorization_watch import AuthorizationWatch
from catalog_sync.sandbox.tiktok.clock import Clock
from catalog_sync.sandbox.tiktok.demo_producers import register_producers
from catalog_sync.sandbox.tiktok.faults import Faults
from catalog_sync.sandbox.tiktok.ledger import Calls
from catalog_sync.sandbox.tiktok.listing.limits import EU
from catalog_sync.sandbox.tiktok.markets import MARKETS
from catalog_sync.sandbox.tiktok.model import App, Document, Image, Shop
from catalog_sync.sandbox.tiktok.oauth import TokenService
from catalog_sync.sandbox.tiktok.seller_records import SizeChart
from catalog_sync.sandbox.tiktok.shop_settings import ShopSettings
from catalog_sync.sandbox.tiktok.taxonomy import RegionTree, Taxonomy
from catalog_sync.sandbox.tiktok.traffic import Traffic
from catalog_sync.sandbox.tiktok.webhooks import Webhooks

SHOPS_BY_APP = {"row": ("GB", "ID", "DE"), "us": ("US",)}
PLATFORM_ZONE = timezone(timedelta(hours=8))


class World:
    """Apps, shops, uploads, tokens, traffic and time; everything random comes from `seed`.

    `base_url` is where the world is served, empty while it is not.
    """

    def __init__(self, taxonomy: Taxonomy, seed: int = 0) -> None:
        self.taxonomy = taxonomy
        self.seed = seed
        self.rng = random.Random(seed)  # noqa: S311
        self.clock = Clock()
        self.base_url = ""
        self.tokens = TokenService(self.clock.now, self.stream("tokens"))
        self.calls = Calls()
        self.faults = Faults(seed, self.clock.now)
        self.traffic = Traffic(seed)
        self.apps: dict[str, App] = {}
        self.shops: dict[str, Shop] = {}
        self.authorization_watch = AuthorizationWatch()
        self.webhooks = Webhooks(self.stream("webhooks"), self.clock.now, self.apps)
        self.images: dict[str, Image] = {}
        self.images_by_url: dict[str, Image] = {}
        self.documents: dict[str, Document] = {}
        self._rebuilt: Callable[[], World] = partial(World, taxonomy, seed)
        self._request_ids = self.stream("request ids")
        self._ids = count(1_729_592_969_712_207_000 + self.rng.randrange(10**9) * 10)

    def stream(self, name: str) -> random.Random:
        """Return the draws of one concern: the same for every world of this seed, whatever else draws."""
        return random.Random(f"{self.seed} {name}")  # noqa: S311

    def reset(self) -> None:
        """Go back to the world as it was built, at the same address; the clock shows real time again."""
        fresh = self._rebuilt()
        fresh.base_url = self.base_url
        self.__dict__ = fresh.__dict__

    def new_id(self) -> str:
        """Return a new 19-digit id."""
        return str(next(self._ids))

    def token_hex(self, length: int) -> str:
        """Return `length` random hexadecimal digits."""
        return f"{self.rng.getrandbits(length * 4):0{length}x}"

    def request_id(self) -> str:
        """Return 14 digits of the time in UTC+8 and 20 upper-case hexadecimal digits, as live answers carry."""
        stamp = datetime.fromtimestamp(self.clock.now(), PLATFORM_ZONE).strftime("%Y%m%d%H%M%S")
        return f"{stamp}{self._request_ids.getrandbits(80):020X}"

    def tree(self, shop: Shop) -> RegionTree:
        """Return the category tree the shop lists in."""
        return self.taxonomy.regions[shop.region]

    def app_of_service(self, service_id: str) -> App | None:
        """Return the app with this service id."""
        return next((app for app in self.apps.values() if app.service_id == service_id), None)

    def shop_in(self, region: str) -> Shop | None:
        """Return the shop of a region."""
        return next((shop for shop in self.shops.values() if shop.region == region), None)


def build_world(
    taxonomy: Taxonomy,
    *,
    seed: int = 0,
    redirect_url: str = "http://127.0.0.1/oauth/callback",
    **settings: Any,
) -> World:
    """Return a world of two apps: `row` with the shops GB, ID and DE of one seller, `us` with the shop US.

    `settings` are fields of ShopSettings; they hold for every app and shop, and can be changed later.
    """
    world = World(taxonomy, seed)
    world._rebuilt = partial(build_world, taxonomy, seed=seed, redirect_url=redirect_url, **settings)  # noqa: SLF001
    for name, regions in SHOPS_BY_APP.items():
        app = App(
            name=name,
            app_key=f"6{world.token_hex(12)}",
            app_secret=world.token_hex(40),
            service_id=world.new_id(),
            redirect_url=redirect_url,
            shops=[],
            settings=ShopSettings(**deepcopy(settings)),
        )
        app.records.size_charts = {chart.id: chart for chart in (_size_chart(world),)}
        if not set(EU).isdisjoint(regions):
            register_producers(app.records)
        world.apps[app.app_key] = app
        for region in regions:
            shop = _shop(world, app, region, ShopSettings(**deepcopy(settings)))
            app.shops.append(shop)
            shop.on_change = partial(world.webhooks.product_changed, shop)
            world.shops[shop.id] = shop
    return world


def _size_chart(world: World) -> SizeChart:
    rows = (("S", "96", "68"), ("M", "102", "70"), ("L", "108", "72"))
    return SizeChart(world.new_id(), "T-shirts", ("601226",), ("Size", "Chest (cm)", "Length (cm)"), rows)


def _shop(world: World, app: App, region: str, settings: ShopSettings) -> Shop:
    if not world.taxonomy.regions[region].square_main_image:
        settings.review_rules.discard("square_main_image")
    prefix = {"GB": "GCP", "US": "TTP"}.get(region, "ROW")
    return Shop(
        id=f"749{world.rng.randrange(10**16):016d}",
        code=f"{region}LC{world.token_hex(6).upper()}",
        cipher=f"{prefix}_{world.token_hex(24)}",
        name=f"Demo Shop {region}",
        market=MARKETS[region],
        app_key=app.app_key,
        sales_warehouse=world.new_id(),
        return_warehouse=world.new_id(),
        settings=settings,
    )
