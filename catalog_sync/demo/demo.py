"""The demo: a whole catalogue into four shops, through review and corrections, and then exactly what changes."""

import asyncio
import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from rich.console import Console

from catalog_sync.configuration import current_configuration
from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.demo.changes import Changes, change_pim
from catalog_sync.demo.packaged import packaged
from catalog_sync.demo.report import Report, Snapshot, region_report
from catalog_sync.demo.rounds import worker_processes
from catalog_sync.demo.screen import Progress
from catalog_sync.demo.services import Inputs, Services, running_services
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.pim.document import Product
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.overview import Overview
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.rule_problems import rule_problems


def run_demo(console: Console, directory: Path, inputs: Inputs) -> Report:
    """Run the demo in a directory of its own and return its report; every service is stopped on the way out."""
    began = time.monotonic()
    with ExitStack() as stack:
        with console.status("Starting PostgreSQL, the sandbox TikTok Shop and the demo PIM ..."):
            services = stack.enter_context(running_services(directory, inputs))
        return play(console, services, began)


def play(console: Console, services: Services, began: float) -> Report:
    """Sync, change the PIM, sync again, over running services; `began` is the monotonic time that counts."""
    asyncio.run(authorize_apps())
    overviews = {key: Overview(ledger_engine(), key) for key in sorted(current_configuration().shops)}
    console.print(f"Authorized {', '.join(overviews)} through OAuth ({time.monotonic() - began:.0f} s).")
    _prepare_dagster(services.directory)
    with worker_processes() as rounds:
        with Progress(console, "First sync", overviews, rounds.told):
            rounds.sync_until_settled()
        first = {key: Snapshot.take(overview) for key, overview in overviews.items()}
        changes = _change(services, overviews)
        with Progress(console, "Second sync", overviews, rounds.told):
            rounds.sync_until_settled()
    regions = {
        key: region_report(overview, first[key], Snapshot.take(overview), changes.expected)
        for key, overview in overviews.items()
    }
    return Report(
        seconds=time.monotonic() - began,
        changes=changes.told,
        regions=regions,
        input_problems=_input_problems(services),
    )


def _prepare_dagster(directory: Path) -> None:
    """Set up Dagster's instance over the demo's PostgreSQL, once, before the workers use it."""
    home = directory / "dagster_home"
    home.mkdir()
    shutil.copy(packaged("dagster.yaml"), home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    import dagster as dg  # noqa: PLC0415

    dg.DagsterInstance.get().dispose()


def _change(services: Services, overviews: dict[str, Overview]) -> Changes:
    configuration = current_configuration()
    key, shop = next(iter(configuration.shops.items()))
    rules = load_rules(configuration.mapping, region=shop.region, partition_key=key)
    products = _live_everywhere(overviews)
    mirror = Mirror(ledger_engine())
    with_offers = bool(mirror.offers_of([str(product.skus[0].sku) for product in products]))
    return change_pim(services.pim, rules, products, with_offers=with_offers)


def _live_everywhere(overviews: dict[str, Overview]) -> list[Product]:
    """Simple products that are live in every region without a finding or a correction, by identifier."""
    keys: list[set[str]] = [
        {
            row["product_key"]
            for row in overview.products()
            if row["standing"] == "live" and not row["findings"] and not row["corrections"]
        }
        for overview in overviews.values()
    ]
    found = (product for product, _ in Mirror(ledger_engine()).products(sorted(set.intersection(*keys))))
    simple = [product for product in found if not product.axes and product.skus[0].media + product.media]
    return sorted(simple, key=lambda product: product.identifier)


def _input_problems(services: Services) -> list[str]:
    problems = httpx.get(f"{services.pim['url']}/_pim/problems").raise_for_status().json()["problems"]
    broken = [f"{row['file']}:{row['line']}: {row['message']}" for row in problems]
    unread = [f"{row.identifier}: {row.message}" for row in Mirror(ledger_engine()).problems()]
    return [*broken, *unread, *rule_problems(current_configuration(), ledger_engine())]
