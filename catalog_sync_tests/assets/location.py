"""The code location over a sandbox, a demo PIM and a ledger of its own, loaded anew as a Dagster process loads it."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlalchemy as sa
import yaml
from cryptography.fernet import Fernet
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin

from catalog_sync.configuration import current_configuration
from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.demo.packaged import packaged
from catalog_sync.sandbox.catalogue.facts import certificates
from catalog_sync.sandbox.catalogue.writer import write_catalogue
from catalog_sync.sandbox.pim import server as pim_server
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.server import RunningPim
from catalog_sync.sandbox.tiktok import review
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.model import Shop
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync.sandbox.tiktok.world import World, build_world
from catalog_sync.store.database import advisory_lock
from catalog_sync_tests.sandbox_configuration import apps_and_shops

FOR_SALE = ["CSH-001", "CSH-002", "CSH-003", "CSH-004", "CRM-001", "MUG-001", "BTL-001", "CAS-001"]
"""Products that every region of the demo takes as they are."""
CERTIFICATES = len(certificates().documents)
"""Documents of the PIM that are no products for sale."""
AGE_OF_THE_CATALOGUE = 10 * 365 * 86_400
"""Seconds: its prices and stock are as of the day it was made, since nobody counts them anew."""
UNFINISHED = ["NOT_STARTED", "QUEUED", "STARTING", "STARTED", "CANCELING"]
_EVENTS = {"QUEUED": "PIPELINE_ENQUEUED", "STARTED": "PIPELINE_START"}
_LOADED_WITH_CONFIGURATION = tuple(
    f"catalog_sync.{name}" for name in ("assets", "automation", "definitions", "regions", "resources")
)


def small_catalogue(directory: Path) -> Path:
    """The demo catalogue with only `FOR_SALE` and the certificates."""
    write_catalogue(directory)
    products = directory / "api" / "products.jsonl"
    kept = [
        line
        for line in products.read_text().splitlines(keepends=True)
        if any(f'"identifier":"{name}"' in line for name in FOR_SALE) or '"family":"certificates"' in line
    ]
    products.write_text("".join(kept))
    (directory / "api" / "product-models.jsonl").write_text("")
    return directory


@dataclass
class Location:
    """The code location with everything around it."""

    world: World
    pim: RunningPim
    engine: sa.Engine
    configuration: Path
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    @property
    def defs(self) -> dg.Definitions:
        """The definitions, as loaded with the configuration."""
        definitions: dg.Definitions = import_module("catalog_sync.definitions").defs
        return definitions

    def shop(self, region: str = "GB") -> Shop:
        """The sandbox's shop of a region."""
        shop = self.world.shop_in(region)
        assert shop is not None
        return shop

    def run(
        self, job: str = "sync_region", region: str | None = "GB", *, check: bool = True, **delta: Any
    ) -> dg.ExecuteInProcessResult:
        """Run a job for a region; keywords configure `pim_delta`."""
        config = {"ops": {"pim_delta": {"config": delta}}} if delta else {}
        return self.defs.resolve_job_def(job).execute_in_process(
            instance=self.instance, partition_key=region, run_config=config, raise_on_error=check
        )

    def metadata(self, asset: str, region: str | None = "GB") -> dict[str, Any]:
        """The metadata of an asset's newest materialization; of an unpartitioned one for no region."""
        key = dg.AssetKey(asset)
        wanted = dg.AssetRecordsFilter(key, asset_partitions=[region]) if region else key
        (record,) = self.instance.fetch_materializations(wanted, limit=1).records
        assert record.asset_materialization is not None
        return {name: value.value for name, value in record.asset_materialization.metadata.items()}

    def remember(self, status: str, region: str = "GB", ago: timedelta = timedelta(0)) -> None:
        """Let the instance know a run of a region that came to this status so long ago."""
        origin = RegisteredCodeLocationOrigin("catalog_sync")
        run = self.instance.create_run_for_job(
            self.defs.resolve_job_def("sync_region"),
            tags={"dagster/partition": region},
            remote_job_origin=RemoteRepositoryOrigin(origin, "__repository__").get_job_origin("sync_region"),
        )
        if status != "NOT_STARTED":
            event = dg.DagsterEvent(_EVENTS.get(status, f"PIPELINE_{status}"), "sync_region")
            moment = (datetime.now(UTC) - ago).timestamp()
            self.instance.report_dagster_event(event, run.run_id, timestamp=moment)

    def judge(self, region: str = "GB") -> None:
        """Let the market give its verdicts now."""
        shop = self.shop(region)
        shop.settings.review_paused = False
        review.settle(self.world, shop)
        shop.settings.review_paused = True

    def refuse(self, seller_sku: str, region: str = "GB") -> None:
        """Script the market's next verdict: the first picture is not square, which we can correct."""
        reason = "The first product image does not have an aspect ratio of 1:1."
        row = {"position": "Main Image", "reasons": [reason], "suggestions": ["Upload a square image."]}
        self.shop(region).verdicts[seller_sku].append([row])

    def settle(self, region: str = "GB") -> None:
        """Sync a region and its review until nothing is due."""
        self.run(region=region)
        self.judge(region)
        self.run("refresh_review", region)

    def writes(self, region: str = "GB") -> dict[str, int]:
        """Accepted intents by action."""
        return dict(
            self.rows(
                "select action, count(*) from catalog_sync.intents where shop_id = :shop_id group by action",
                shop_id=self.shop(region).id,
            )
        )

    def rows(self, query: str, **parameters: Any) -> list[Any]:
        """The rows of a query to the ledger, or nothing of a statement."""
        with self.engine.begin() as connection:
            result = connection.execute(sa.text(query), parameters)
            return [tuple(row) for row in result] if result.returns_rows else []

    @contextmanager
    def locked(self, region: str = "GB") -> Iterator[None]:
        """Hold a shop's lock as another run would."""
        with advisory_lock(self.engine, f"shop:{self.shop(region).id}", wait=0) as lock:
            assert lock is not None
            yield


def configuration_of(world: World, url: str, pim: RunningPim, **batch: Any) -> dict[str, Any]:
    """The configuration file's content; secrets are in `APP_SECRET_<NAME>`."""
    return {
        "environment": "test",
        **apps_and_shops(world, url),
        "pim": {
            "akeneo": {
                "url": pim.url,
                "client_id": pim.credentials.client_id,
                "username": pim.credentials.username,
            }
        },
        "offers": {
            "http": {"url": f"{pim.url}/offers"},
            "freshness_seconds": 0,
            "max_age_seconds": AGE_OF_THE_CATALOGUE,
        },
        "mapping": str(packaged("sandbox/mapping")),
        "batch": {"freshness_seconds": 0, "settle_seconds": 0} | batch,
    }


@pytest.fixture(scope="session")
def catalogue_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small catalogue on disk, written once."""
    directory = tmp_path_factory.getbasetemp() / "small_catalogue"
    return directory if directory.exists() else small_catalogue(directory)


@pytest.fixture
def location(
    catalogue_directory: Path,
    database_url: str,
    engine: sa.Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Location]:
    """The code location of the demo world's shops, all authorized; nothing is reviewed until `judge` is called."""
    world = build_world(deepcopy(demo_taxonomy()), review_delay=0, rate_limit=1e6)
    for shop in world.shops.values():
        shop.settings.review_paused = True
    with ExitStack() as stack:
        url = stack.enter_context(serve_in_thread(world))
        pim = stack.enter_context(pim_server.serve_in_thread(Catalogue.load(catalogue_directory)))
        file = tmp_path / "catalog_sync.yaml"
        file.write_text(yaml.safe_dump(configuration_of(world, url, pim, products=100)))
        for name, value in _environment(world, pim, database_url, file).items():
            monkeypatch.setenv(name, value)
        stack.enter_context(loaded_anew(monkeypatch))
        asyncio.run(authorize_apps())
        yield Location(world, pim, engine, file)


def _environment(world: World, pim: RunningPim, database_url: str, file: Path) -> dict[str, str]:
    secrets = {f"APP_SECRET_{app.name.upper()}": app.app_secret for app in world.apps.values()}
    return secrets | {
        "CATALOG_SYNC_CONFIG": str(file),
        "CATALOG_SYNC_DATABASE_URL": database_url,
        "CATALOG_SYNC_ENCRYPTION_KEY": Fernet.generate_key().decode(),
        "CATALOG_SYNC_PIM_SECRET": pim.credentials.secret,
        "CATALOG_SYNC_PIM_PASSWORD": pim.credentials.password,
        "CATALOG_SYNC_OFFERS_KEY": pim.credentials.offers_key,
    }


@contextmanager
def loaded_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What depends on the configuration is imported anew inside, and forgotten afterwards."""
    current_configuration.cache_clear()
    with monkeypatch.context() as modules:
        for name in _configured_modules():
            modules.delitem(sys.modules, name)
        try:
            yield
        finally:
            for name in _configured_modules():
                del sys.modules[name]
            current_configuration.cache_clear()


def _configured_modules() -> list[str]:
    return [name for name in sys.modules if name.startswith(_LOADED_WITH_CONFIGURATION)]
