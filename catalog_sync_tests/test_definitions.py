"""The code location as Dagster loads it: the graph, one group, and what is switched on by itself."""

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import dagster as dg
import pytest
import yaml

from catalog_sync.demo.packaged import packaged
from catalog_sync_tests.assets.location import loaded_anew

ROOT = Path(__file__).parent.parent
GRAPH = {
    "authorizations": set(),
    "pim_catalog": set(),
    "pim_delta": {"pim_catalog"},
    "category_tree": {"authorizations"},
    "mapped_payloads": {"pim_delta", "category_tree"},
    "uploaded_images": {"mapped_payloads"},
    "listings": {"mapped_payloads", "uploaded_images"},
    "review_state": {"listings"},
}
KINDS = {
    "authorizations": {"tiktok"},
    "pim_catalog": {"postgres"},
    "pim_delta": {"pandas", "postgres"},
    "category_tree": {"tiktok"},
    "mapped_payloads": {"pandas"},
    "uploaded_images": {"tiktok", "pillow"},
    "listings": {"tiktok"},
    "review_state": {"tiktok"},
}
SHARED = {"authorizations", "pim_catalog"}
SHOPS = ["GB", "GB-outlet", "US"]


def write_configuration(path: Path) -> Path:
    """A configuration of three shops, complete enough to load."""
    app = {"app_key": "key", "secret_env": "APP_SECRET", "service_id": "1"}
    content = {
        "environment": "test",
        "apps": {"main": app},
        "shops": {key: {"app": "main", "shop_id": key, "region": key[:2]} for key in SHOPS},
        "pim": {"akeneo": {"url": "http://127.0.0.1:9", "client_id": "id", "username": "name"}},
        "mapping": str(packaged("sandbox/mapping")),
    }
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.fixture
def defs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    """The definitions with three shops configured."""
    monkeypatch.setenv("CATALOG_SYNC_CONFIG", str(write_configuration(tmp_path / "catalog_sync.yaml")))
    with loaded_anew(monkeypatch):
        loaded: dg.Definitions = import_module("catalog_sync.definitions").defs
        return loaded


def specs(defs: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_everything_can_be_loaded(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)


def test_the_graph_is_the_path_from_the_pim_to_the_review(defs: dg.Definitions) -> None:
    graph = {
        name: {dep.asset_key.to_user_string() for dep in spec.deps} for name, spec in specs(defs).items()
    }
    assert graph == GRAPH


def test_all_assets_share_one_group_and_an_owner_so_that_one_page_shows_them(defs: dg.Definitions) -> None:
    assert {spec.group_name for spec in specs(defs).values()} == {"catalog_sync"}
    assert {tuple(spec.owners) for spec in specs(defs).values()} == {("team:catalog",)}
    assert {name: spec.kinds for name, spec in specs(defs).items()} == KINDS


def test_every_asset_tells_what_it_is(defs: dg.Definitions) -> None:
    assert all(spec.description for spec in specs(defs).values())


def test_only_authorizations_and_the_mirror_of_the_pim_are_shared_by_all_shops(defs: dg.Definitions) -> None:
    partitions = {
        name: spec.partitions_def.get_partition_keys() if spec.partitions_def else None
        for name, spec in specs(defs).items()
    }
    assert partitions == {name: None if name in SHARED else SHOPS for name in GRAPH}


def test_a_fresh_instance_sells_nothing_by_itself(defs: dg.Definitions) -> None:
    schedules = {schedule.name: schedule.default_status for schedule in defs.schedules or []}
    sensors = {sensor.name: sensor.default_status for sensor in defs.sensors or []}
    assert schedules == dict.fromkeys(
        ("regular_sync", "offers_sync", "weekly_reread"), dg.DefaultScheduleStatus.STOPPED
    )
    assert sensors == {
        "follow_up": dg.DefaultSensorStatus.RUNNING,
        "authorization_watch": dg.DefaultSensorStatus.RUNNING,
        "review_gb": dg.DefaultSensorStatus.STOPPED,
        "review_gb_outlet": dg.DefaultSensorStatus.STOPPED,
        "review_us": dg.DefaultSensorStatus.STOPPED,
    }


def test_everything_automatic_is_described(defs: dg.Definitions) -> None:
    automatic = [*(defs.schedules or []), *(defs.sensors or []), *(defs.jobs or [])]
    assert all(item.description for item in automatic)


def test_a_job_that_crashed_is_repeated_from_its_start(defs: dg.Definitions) -> None:
    for name in ("sync_region", "refresh_catalog", "refresh_review"):
        assert defs.resolve_job_def(name).tags["dagster/retry_strategy"] == "ALL_STEPS"


def test_a_sync_runs_all_partitioned_assets_of_a_region(defs: dg.Definitions) -> None:
    job = defs.resolve_job_def("sync_region")
    assert set(job.graph.node_dict) == GRAPH.keys() - SHARED
    assert job.partitions_def is not None
    assert job.partitions_def.get_partition_keys() == SHOPS


@pytest.mark.parametrize("configured", [False, True], ids=["without any configuration", "configured"])
def test_the_workspace_can_be_validated(tmp_path: Path, configured: bool) -> None:
    shutil.copy(packaged("workspace.yaml"), tmp_path)
    if configured:
        write_configuration(tmp_path / "catalog_sync.yaml")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CATALOG_SYNC_")}
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=kept | {"DAGSTER_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
