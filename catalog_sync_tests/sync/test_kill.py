"""A real run of a region, started twice at once and killed in the middle: nothing is listed twice, nothing is lost."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import httpx
import pytest
import sqlalchemy as sa
import yaml

from catalog_sync.configuration import current_configuration
from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.demo.services import Inputs, Services, running_services
from catalog_sync.store.database import open_engine
from catalog_sync_tests.sync.catalogue import write_mugs
from catalog_sync_tests.sync.shopfront import CREATE

ASSETS = ["category_tree", "listings", "mapped_payloads", "pim_delta", "review_state", "uploaded_images"]
RUN = """
import json
from catalog_sync.definitions import defs

result = defs.resolve_job_def("sync_region").execute_in_process(
    partition_key="GB", run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
)
made = [event.materialization for event in result.all_events if event.is_step_materialization]
print(json.dumps(sorted(each.asset_key.path[-1] for each in made if "busy" in each.metadata)))
"""
MUGS = 60
SLOW_CREATES = 36
"""Creates that take two seconds: a run makes 12 at once, so that both runs are at work together."""


@dataclass
class Region:
    """The region GB: its sandbox shop, its ledger, and runs of its job in processes of their own."""

    services: Services
    runs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", RUN]
        directory = self.services.directory
        run = subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.runs.append(run)
        return run

    def ask(self, path: str, body: Any = None) -> Any:
        url = f"{self.services.sandbox['api_url']}/_sandbox/{path}"
        return (httpx.post(url, json=body) if body else httpx.get(url)).raise_for_status().json()

    def listed(self) -> list[str]:
        """Our keys of the shop's products."""
        products = self.ask("products")["products"]
        return sorted(item["external_product_id"] for item in products if item["region"] == "GB")

    def ledger(self, query: str) -> list[Any]:
        with open_engine(self.services.database_url).connect() as connection:
            return list(connection.scalars(sa.text(f"{query} order by 1")))


@dataclass
class Story:
    """What was seen on the way."""

    busy_run: list[str]
    listed_when_killed: list[str]
    open_when_killed: int
    region: Region


def until(seen: Callable[[], Any]) -> Any:
    """Poll until there is something to see."""
    deadline = time.monotonic() + 120
    while not (found := seen()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return found


def answer(run: subprocess.Popen[bytes]) -> list[str]:
    """The assets that a run left alone as busy; the run must have ended well."""
    output, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors.decode()
    return json.loads(output)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    directory = tmp_path_factory.mktemp("services")
    with (
        mock.patch.dict(os.environ),
        running_services(directory, Inputs(catalogue=write_mugs(directory / "mugs", MUGS))) as services,
    ):
        os.environ.pop("DAGSTER_HOME", None)
        settings = yaml.safe_load(services.configuration.read_text())
        settings["batch"]["settle_seconds"] = 2
        services.configuration.write_text(yaml.safe_dump(settings))
        asyncio.run(authorize_apps())
        region = Region(services)
        yield region
        for run in region.runs:
            run.kill()
            run.communicate()
        open_engine(services.database_url).dispose()
    current_configuration.cache_clear()


@pytest.fixture(scope="module")
def story(region: Region) -> Story:
    """Two runs at once, one killed while its creates are in flight, and runs after it until all is settled."""
    region.ask("faults", {"endpoint": CREATE, "kind": "delay", "count": SLOW_CREATES, "seconds": 2})
    runs = [region.start(), region.start()]
    busy = until(lambda: next((run for run in runs if run.poll() is not None), None))
    [working] = [run for run in runs if run is not busy]
    until(lambda: len(region.listed()) > 5)
    working.kill()
    assert working.wait(10) == -9
    story = Story(
        busy_run=answer(busy),
        listed_when_killed=region.listed(),
        open_when_killed=len(
            region.ledger("select idempotency_key from catalog_sync.intents where settled_at is null")
        ),
        region=region,
    )
    answer(region.start())
    while region.ledger("select product_key from catalog_sync.looks where waits_for = 'settlement'"):
        answer(region.start())
    return story


def test_of_two_runs_of_a_region_one_works_and_the_other_ends_as_busy(story: Story) -> None:
    assert story.busy_run == ASSETS


def test_the_run_was_killed_in_the_middle_with_calls_in_flight(story: Story) -> None:
    assert 5 < len(story.listed_when_killed) < MUGS
    assert story.open_when_killed > 0


def test_no_product_is_listed_twice(story: Story) -> None:
    listed = story.region.listed()
    assert story.region.ask("duplicates") == {"duplicates": []}
    assert len(listed) == len(set(listed))


def test_no_product_is_missing(story: Story) -> None:
    assert story.region.listed() == sorted(f"product:mug-{number}" for number in range(MUGS))


def test_the_ledger_knows_every_listing_and_no_call_is_open(story: Story) -> None:
    region = story.region
    assert region.ledger("select product_key from catalog_sync.listings") == region.listed()
    assert region.ledger("select action from catalog_sync.intents where settled_at is null") == []
    assert region.ledger("select 1 from catalog_sync.intents where outcome = 'found'") != []
