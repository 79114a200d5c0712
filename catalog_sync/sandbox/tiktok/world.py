"""The whole state of the sandbox in memory, and the demo world it starts with."""

import random
from datetime import datetime, timedelta, timezone
from itertools import count

from catalog_sync.sandbox.tiktok.clock import Clock
from catalog_sync.sandbox.tiktok.ledger import Calls, Faults, RateBuckets
from catalog_sync.sandbox.tiktok.markets import MARKETS
from catalog_sync.sandbox.tiktok.model import App, Document, Image, Shop, ShopSettings
from catalog_sync.sandbox.tiktok.oauth import TokenService
from catalog_sync.sandbox.tiktok.taxonomy import RegionTree, Taxonomy

SHOPS_BY_APP = {"row": ("GB", "ID"), "us": ("US",)}
PLATFORM_ZONE = timezone(timedelta(hours=8))


class World:
    """Apps, shops, uploads, tokens, traffic and time; everything random comes from `seed`."""

    def __init__(self, taxonomy: Taxonomy, seed: int = 0) -> None:
        self.taxonomy = taxonomy
        self.seed = seed
        self.rng = random.Random(seed)  # noqa: S311
        self.clock = Clock()
        self.tokens = TokenService(self.clock.now, self.rng)
        self.calls = Calls()
        self.faults = Faults()
        self.buckets = RateBuckets()
        self.apps: dict[str, App] = {}
        self.shops: dict[str, Shop] = {}
        self.images: dict[str, Image] = {}
        self.images_by_url: dict[str, Image] = {}
        self.documents: dict[str, Document] = {}
        self._ids = count(1_729_592_969_712_207_000 + self.rng.randrange(10**9) * 10)

    def new_id(self) -> str:
        """Return a new 19-digit id."""
        return str(next(self._ids))

    def token_hex(self, length: int) -> str:
        """Return `length` random hexadecimal digits."""
        return f"{self.rng.getrandbits(length * 4):0{length}x}"

    def request_id(self) -> str:
        """Return 14 digits of the time in UTC+8 and 20 upper-case hexadecimal digits, as live answers carry."""
        stamp = datetime.fromtimestamp(self.clock.now(), PLATFORM_ZONE).strftime("%Y%m%d%H%M%S")
        return stamp + self.token_hex(20).upper()

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
    review_delay: float = 2.0,
    rate_limit: float = 50.0,
    redirect_url: str = "http://127.0.0.1/oauth/callback",
) -> World:
    """Return a world of two apps: `row` with the shops GB and ID of one seller, `us` with the shop US.

    `review_delay` is in seconds, `rate_limit` in requests per second and endpoint; both can be changed per shop.
    """
    world = World(taxonomy, seed)
    for name, regions in SHOPS_BY_APP.items():
        app = App(
            name=name,
            app_key=f"6{world.token_hex(12)}",
            app_secret=world.token_hex(40),
            service_id=world.new_id(),
            redirect_url=redirect_url,
            shops=[],
            settings=ShopSettings(review_delay, rate_limit=rate_limit),
        )
        world.apps[app.app_key] = app
        for region in regions:
            shop = _shop(world, app, region, ShopSettings(review_delay, rate_limit=rate_limit))
            app.shops.append(shop)
            world.shops[shop.id] = shop
    return world


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
