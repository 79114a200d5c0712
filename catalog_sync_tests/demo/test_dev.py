"""`catalog-sync dev` with the real webserver and daemon, driven over GraphQL as the Dagster UI does it.

Slow (about two minutes): the daemon has its own pace, and a schedule starts its runs at full minutes.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from catalog_sync.configuration import current_configuration
from catalog_sync.demo.dev import STATE, running_dev
from catalog_sync.demo.services import Inputs, ServiceError, Services
from catalog_sync_tests.assets.location import FOR_SALE, small_catalogue
from catalog_sync_tests.sandbox_configuration import REGIONS

SCRIPTED = "CSH-001"
NOT_SQUARE = {
    "position": "Main Image",
    "reasons": ["The first product image does not have an aspect ratio of 1:1."],
    "suggestions": ["Upload a square image."],
}
REPOSITORY = {"repositoryName": "__repository__", "repositoryLocationName": "catalog_sync"}
PARTITIONED = ["pim_delta", "category_tree", "mapped_payloads", "uploaded_images", "listings", "review_state"]
DEADLINE_SECONDS = 240


@dataclass
class Dagster:
    """The running Dagster, asked over GraphQL, and the services below it."""

    url: str
    services: Services

    def ask(self, query: str, **variables: Any) -> Any:
        """The one field of the answer."""
        body = {"query": query, "variables": variables}
        answer = httpx.post(f"{self.url}/graphql", json=body, timeout=60).json()
        assert "errors" not in answer, answer
        (field,) = answer["data"].values()
        return field

    def runs(self, partition: str | None = None, **tags: str) -> list[dict[str, Any]]:
        """The runs with these tags (`sensor_name="follow_up"`), the newest first: id, status, job name."""
        wanted = {f"dagster/{name}": value for name, value in tags.items()}
        if partition:
            wanted["dagster/partition"] = partition
        found = self.ask(
            "query($f: RunsFilter) { runsOrError(filter: $f) "
            "{ ... on Runs { results { id status pipelineName } } } }",
            f={"tags": [{"key": key, "value": value} for key, value in wanted.items()]},
        )
        return list(found["results"])

    def switch(self, kind: str, name: str, *, on: bool) -> None:
        """Switch a `schedule` or `sensor` on or off, as the switch in the UI does."""
        if on:
            selector = REPOSITORY | {f"{kind}Name": name}
            mutation = {"schedule": "startSchedule(scheduleSelector", "sensor": "startSensor(sensorSelector"}[
                kind
            ]
            declared = f"mutation($s: {kind.title()}Selector!)"
            done = self.ask(f"{declared} {{ {mutation}: $s) {{ __typename }} }}", s=selector)
        else:
            mutation = {"schedule": "stopRunningSchedule", "sensor": "stopSensor"}[kind]
            done = self.ask(
                f"mutation($i: String!) {{ {mutation}(id: $i) {{ __typename }} }}", i=self._states()[name][1]
            )
        assert "Error" not in done["__typename"], done

    def statuses(self) -> dict[str, str]:
        """Whether each schedule and sensor is RUNNING or STOPPED."""
        return {name: status for name, (status, _) in self._states().items()}

    def _states(self) -> dict[str, tuple[str, str]]:
        found = self.ask(
            "query($s: RepositorySelector!) { repositoryOrError(repositorySelector: $s) { ... on Repository { "
            "schedules { name scheduleState { id status } } sensors { name sensorState { id status } } } } }",
            s=REPOSITORY,
        )
        rows = [(row["name"], row["scheduleState"]) for row in found["schedules"]]
        rows += [(row["name"], row["sensorState"]) for row in found["sensors"]]
        return {name: (state["status"], state["id"]) for name, state in rows}

    def backfill(self, *partitions: str) -> str:
        """Materialize all partitioned assets for these regions; returns the backfill's id."""
        parameters = {
            "partitionNames": partitions,
            "assetSelection": [{"path": [asset]} for asset in PARTITIONED],
        }
        launched = self.ask(
            "mutation($p: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $p) "
            "{ ... on LaunchBackfillSuccess { backfillId } } }",
            p=parameters,
        )
        return str(launched["backfillId"])

    def products(self, region: str) -> list[dict[str, Any]]:
        """What the sandbox holds in a region."""
        found = httpx.get(f"{self.services.sandbox['api_url']}/_sandbox/products").json()["products"]
        return [row for row in found if row["region"] == region]

    def listing(self, region: str, seller_sku: str) -> dict[str, Any]:
        """What the sandbox holds of one product."""
        return next(row for row in self.products(region) if seller_sku in row["seller_skus"])

    def skus(self, region: str) -> list[str]:
        """The seller SKUs that were submitted in a region."""
        return sorted(sku for row in self.products(region) for sku in row["seller_skus"])

    def live(self, region: str) -> list[str]:
        """The seller SKUs that are live in a region."""
        return sorted(sku for row in self.products(region) if row["live"] for sku in row["seller_skus"])


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the services and Dagster keep their state."""
    return tmp_path_factory.mktemp("dev") / "state"


@pytest.fixture(scope="module")
def dagster(directory: Path) -> Iterator[Dagster]:
    """A running dev over a small catalogue, with batches of five products."""
    environment, port = dict(os.environ), free_port()
    try:
        with running_dev(
            directory, port, Inputs(catalogue=small_catalogue(directory.with_name("catalogue")))
        ) as dev:
            take_on(dev.services.configuration, products=5)
            yield Dagster(f"http://127.0.0.1:{port}", dev.services)
    finally:
        os.environ.clear()
        os.environ.update(environment)
        current_configuration.cache_clear()
    assert processes_of(directory) == []


def take_on(configuration: Path, *, products: int) -> None:
    """Bound the batches of runs to come."""
    content = yaml.safe_load(configuration.read_text())
    content["batch"]["products"] = products
    configuration.write_text(yaml.safe_dump(content))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def eventually(holds: Callable[[], Any], what: str, seconds: float = DEADLINE_SECONDS) -> Any:
    """Ask until it holds; fails at the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.2)
    return pytest.fail(f"Not within {seconds} s: {what}")


def processes_of(directory: Path) -> list[str]:
    """The command lines of processes that name the directory or work in it."""
    if not Path("/proc/self").exists():
        pytest.skip("needs /proc to look for processes")
    entries = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [command for entry in entries if (command := command_in(entry, directory))]


def command_in(entry: Path, directory: Path) -> str | None:
    try:
        command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        works_in = (entry / "cwd").readlink()
    except OSError:
        return None
    return command if str(directory) in command or works_in.is_relative_to(directory) else None


def test_nothing_that_sells_by_itself_is_switched_on_at_first(dagster: Dagster) -> None:
    assert dagster.statuses() == {
        "regular_sync": "STOPPED",
        "offers_sync": "STOPPED",
        "weekly_reread": "STOPPED",
        "authorization_watch": "RUNNING",
        "follow_up": "RUNNING",
        **{f"review_{region.lower()}": "STOPPED" for region in REGIONS},
    }


@pytest.mark.timeout(900)
def test_a_day_in_the_ui(dagster: Dagster) -> None:
    """Schedule, backfill, follow-up and review one after the other; the regions are at work side by side."""
    market = f"{dagster.services.sandbox['api_url']}/_sandbox"
    httpx.post(f"{market}/settings", json={"region": "US", "review_paused": True}).raise_for_status()
    script = {"region": "US", "seller_sku": SCRIPTED, "reasons": [NOT_SQUARE]}
    httpx.post(f"{market}/verdicts", json=script).raise_for_status()

    dagster.switch("schedule", "regular_sync", on=True)
    eventually(
        lambda: have_begun(dagster.runs(schedule_name="regular_sync"), len(REGIONS)), "a run for each region"
    )
    dagster.switch("schedule", "regular_sync", on=False)

    backfill = dagster.backfill("GB")
    eventually(lambda: has_succeeded(dagster.runs("GB", backfill=backfill)), "the backfill's run of GB")
    for region in ("GB", "US"):
        follow_ups = partial(dagster.runs, region, sensor_name="follow_up")
        eventually(
            lambda runs=follow_ups: has_succeeded(runs()), f"what was left over in {region} was taken up"
        )
        eventually(lambda key=region: dagster.skus(key) == sorted(FOR_SALE), f"all is submitted in {region}")
    assert dagster.live("GB") == sorted(FOR_SALE)
    assert dagster.live("US") == []

    httpx.post(f"{market}/settings", json={"region": "US", "review_paused": False}).raise_for_status()
    dagster.switch("sensor", "review_us", on=True)
    eventually(lambda: dagster.live("US") == sorted(FOR_SALE), "every product is live in US, one corrected")
    story = [event["event"] for event in dagster.listing("US", SCRIPTED)["history"]]
    assert story == ["created", "submitted", "rejected", "submitted", "approved"]
    assert dagster.runs("US", sensor_name="review_us")

    scheduled = {region: dagster.runs(region, schedule_name="regular_sync") for region in REGIONS}
    assert {region: len(runs) for region, runs in scheduled.items()} == dict.fromkeys(REGIONS, 1)
    assert dagster.statuses()["regular_sync"] == "STOPPED"
    assert {run["status"] for run in dagster.runs()} <= {"SUCCESS", "QUEUED", "STARTING", "STARTED"}


def have_begun(runs: list[dict[str, Any]], number: int) -> bool:
    """Only then is the tick over: the daemon's last note of it would switch the schedule on again."""
    return len(runs) >= number and all(run["status"] in {"STARTED", "SUCCESS"} for run in runs)


def has_succeeded(runs: list[dict[str, Any]]) -> bool:
    return bool(runs) and all(run["status"] == "SUCCESS" for run in runs)


def test_a_second_one_in_the_same_folder_is_refused(dagster: Dagster, directory: Path) -> None:
    with pytest.raises(ServiceError, match="Another `catalog-sync dev` is running in"):
        running_dev(directory, free_port(), Inputs()).__enter__()


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(
            ServiceError, match=rf"Port {port} cannot be used .*; choose another with --port\."
        ):
            running_dev(tmp_path / "state", port, Inputs()).__enter__()
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("number", "sign_of_life"),
    [
        pytest.param(
            signal.SIGINT, STATE / "postgres" / "PG_VERSION", id="interrupted before PostgreSQL is up"
        ),
        pytest.param(signal.SIGTERM, STATE / "daemon.log", id="terminated when Dagster was started"),
        pytest.param(signal.SIGINT, STATE / "daemon.log", id="interrupted when Dagster was started"),
    ],
)
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals, sign_of_life: Path) -> None:
    program = "from catalog_sync.cli import main; main()"
    command = [sys.executable, "-c", program, "dev", "--port", str(free_port())]
    with (tmp_path / "output").open("w") as output:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output)
        eventually((tmp_path / sign_of_life).exists, f"{sign_of_life} is there")
        process.send_signal(number)
        assert process.wait(60) == 0
    assert (tmp_path / "output").read_text().splitlines()[-1] == "Stopped."
    eventually(lambda: not processes_of(tmp_path), "every process is gone", seconds=20)
