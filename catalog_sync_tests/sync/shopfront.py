"""The shop of Great Britain as a run finds it: a served sandbox, authorized, with a desk whenever one is asked for."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.demo.packaged import packaged
from catalog_sync.pim.document import Product
from catalog_sync.sandbox.tiktok import review
from catalog_sync.sandbox.tiktok.control_views import duplicates, product_state
from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync.sandbox.tiktok.world import World
from catalog_sync.store.database import advisory_lock
from catalog_sync.sync.assemble import assemble
from catalog_sync.sync.connections import open_desk
from catalog_sync.sync.desired import Desired, desired_listings
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.due import due_terms
from catalog_sync.sync.pictures import upload_pictures
from catalog_sync.sync.placeholders import media_keys
from catalog_sync.sync.refresh_catalog import refresh_if_older
from catalog_sync.sync.review import Sweep, sweep_review
from catalog_sync.sync.rulebook import open_rulebook
from catalog_sync.sync.submit import submit
from catalog_sync.sync.taxonomy import refresh_schemas, refresh_tree
from catalog_sync.sync.work import Work
from catalog_sync_tests.sandbox_configuration import apps_and_shops
from catalog_sync_tests.sync.goods import PDF, picture
from catalog_sync_tests.sync.memory import MemoryOffers, MemoryPim

T = TypeVar("T")
CREATE = "POST /product/202309/products"
EDIT = "PUT /product/202509/products/{product_id}"
PRICES = "POST /product/202309/products/{product_id}/prices/update"
STOCK = "POST /product/202309/products/{product_id}/inventory/update"
UPLOAD = "POST /product/202309/images/upload"


def configuration_of(world: World, url: str, **batch: Any) -> Configuration:
    """The configuration of the sandbox's apps and shops; secrets are in `APP_SECRET_<NAME>`."""
    return Configuration.model_validate(
        {
            "environment": "test",
            **apps_and_shops(world, url),
            "pim": {"akeneo": {"url": "http://127.0.0.1:9", "client_id": "unused", "username": "unused"}},
            "mapping": packaged("sandbox/mapping"),
            "batch": batch,
        }
    )


@dataclass
class Shopfront:
    """The shop GB with a PIM beside it. Nothing is reviewed until `judge` is called."""

    engine: sa.Engine
    world: World
    configuration: Configuration
    pim: MemoryPim = field(default_factory=MemoryPim)
    offers: MemoryOffers = field(default_factory=MemoryOffers)

    @property
    def shop(self) -> Any:
        """The shop as the sandbox holds it."""
        return self.world.shop_in("GB")

    @property
    def products(self) -> dict[str, dict[str, Any]]:
        """The shop's products by our key, with everything the sandbox knows of them."""
        states = (product_state(self.shop, product) for product in self.shop.products.values())
        return {state["external_product_id"]: state for state in states}

    @property
    def duplicates(self) -> list[Any]:
        """Seller SKUs that the shop holds twice."""
        return duplicates(self.shop)

    def calls(self, endpoint: str) -> int:
        """How often an endpoint was called, whatever the outcome."""
        return sum(
            sum(endpoints.get(endpoint, {}).values()) for endpoints in self.world.calls.counts().values()
        )

    def fault(self, endpoint: str, kind: str, count: int = 1) -> None:
        """Let the next calls of an endpoint fail."""
        self.world.faults.add(Fault(endpoint, kind, count))

    def stock(self, *products: Product) -> None:
        """Put products into the PIM, each with an offer and its files."""
        self.pim.put(*products)
        for product in products:
            for sku in product.skus:
                self.offers.put(str(sku.sku))
            for colour, media in enumerate(
                [*product.media, *(media for sku in product.skus for media in sku.media)]
            ):
                content = PDF if media.code.endswith(".pdf") else picture(colour=colour)
                self.pim.files.setdefault(media.code, content)

    def judge(self) -> None:
        """Let the market give its verdicts now."""
        self.shop.settings.review_paused = False
        review.settle(self.world, self.shop)
        self.shop.settings.review_paused = True

    def refuse(self, seller_sku: str, *reasons: str) -> None:
        """Script the market's next verdict on a product."""
        rows = [{"position": "product", "reasons": [reason], "suggestions": []} for reason in reasons]
        self.shop.verdicts[seller_sku].append(rows)

    def at_desk(self, do: Callable[[Desk], Awaitable[T]], *, locked: bool = True, **settings: Any) -> T:
        """Open the desk, under the shop's lock, and do something there."""

        async def work() -> T:
            batch = self.configuration.batch.model_copy(update=settings)
            configuration = self.configuration.model_copy(update={"batch": batch})
            with ExitStack() as stack:
                name = f"shop:{self.shop.id}"
                lock = stack.enter_context(advisory_lock(self.engine, name, wait=0)) if locked else None
                async with open_desk(configuration, "GB", lock) as desk:
                    return await do(desk)

        return asyncio.run(work())

    def sync(self, *, limit: int = 500, **settings: Any) -> dict[str, Done]:
        """A whole run over what is due: outcomes by identifier."""

        async def run(desk: Desk) -> list[Done]:
            return await submit(desk, await self.works(desk, limit), "run")

        return {done.work.identifier: done for done in self.at_desk(run, **settings)}

    async def works(self, desk: Desk, limit: int = 500) -> list[Work]:
        """What a run would submit: mapped, with its pictures uploaded."""
        desired = await self.desired(desk, limit)
        wanted = [
            key for item in desired if not item.listing.blocked for key in media_keys(item.listing.content)
        ]
        uploads = {upload.key: upload for upload in await upload_pictures(desk, self.pim, wanted)}
        return [assemble(item, uploads) for item in desired]

    async def desired(self, desk: Desk, limit: int = 500) -> list[Desired]:
        """The desired listings of what is due, from a mirror brought up to date."""
        await self.refresh(desk.engine)
        await refresh_tree(desk.client, desk.taxonomy, desk.facts.region)
        leaves = self._rulebook(desk).named_leaves()
        await refresh_schemas(desk.client, desk.taxonomy, desk.facts.region, leaves)
        rulebook = self._rulebook(desk)
        due, _ = desk.looks.due(due_terms(desk, rulebook, {}), limit=limit)
        return list(desired_listings(desk, rulebook, due))

    async def refresh(self, engine: sa.Engine) -> Any:
        """Bring the mirror up to date, with an enumeration."""
        return await refresh_if_older(
            self.pim, self.offers, engine, freshness=timedelta(0), enumerate_every=timedelta(0)
        )

    def _rulebook(self, desk: Desk) -> Any:
        return open_rulebook(
            self.configuration.mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions
        )

    def sweep(self) -> Sweep:
        """Follow the review."""
        return self.at_desk(sweep_review)

    def listing(self, product_key: str) -> dict[str, Any]:
        """The ledger's row of a listing."""
        return self.at_desk(_now(lambda desk: desk.listings.of([product_key])[product_key]), locked=False)

    def look(self, product_key: str) -> dict[str, Any]:
        """The ledger's look at a product."""
        return self._row("select * from catalog_sync.looks where product_key = :key", key=product_key)

    def age_intents(self, seconds: float) -> None:
        """Let the open intents be that much older, and missed for that much longer."""
        statement = """
            update catalog_sync.intents set written_at = written_at - :by * interval '1 s', answer = case
                when answer ? 'missed_since' then jsonb_build_object(
                    'missed_since', (answer ->> 'missed_since')::timestamptz - :by * interval '1 s')
                else answer end
            where settled_at is null"""
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), {"by": seconds})

    def call_back(self, *product_keys: str) -> None:
        """Make products due right now."""
        self.at_desk(_now(lambda desk: desk.looks.call_back(product_keys)), locked=False)

    def intents(self) -> list[tuple[str, str | None]]:
        """Action and outcome of every intent, in the order they were written."""
        query = sa.text("select action, outcome from catalog_sync.intents order by written_at")
        with self.engine.connect() as connection:
            return [(row.action, row.outcome) for row in connection.execute(query)]

    def _row(self, query: str, **parameters: Any) -> dict[str, Any]:
        with self.engine.connect() as connection:
            return dict(connection.execute(sa.text(query), parameters).mappings().one())


def _now(look: Callable[[Desk], T]) -> Callable[[Desk], Awaitable[T]]:
    async def do(desk: Desk) -> T:
        return look(desk)

    return do


def changed(work: Work, **content: Any) -> Work:
    """The work with another content."""
    return replace(work, content=work.content | content, content_hash=str(content))
