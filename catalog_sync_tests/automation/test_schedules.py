"""The schedule: one run per region and tick, none for a region that is still at work."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from catalog_sync_tests.assets.location import REGIONS, Location

MOMENT = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def tick(location: Location) -> tuple[list[dg.RunRequest], str | None]:
    """The runs that a tick asks for, and why there are none."""
    context = dg.build_schedule_context(
        instance=location.instance,
        scheduled_execution_time=MOMENT,
        repository_def=location.defs.get_repository_def(),
    )
    result = location.defs.resolve_schedule_def("regular_sync").evaluate_tick(context)
    return list(result.run_requests or []), result.skip_message


@pytest.fixture(autouse=True)
def _instance_on_disk(location: Location, tmp_path: Path) -> None:
    """A schedule's context opens the instance by its reference."""
    location.instance = dg.DagsterInstance.local_temp(str(tmp_path))


def test_a_tick_starts_one_run_per_region(location: Location) -> None:
    requests, _ = tick(location)
    assert [request.partition_key for request in requests] == REGIONS
    assert [request.run_key for request in requests] == [f"20261123T053000:{key}" for key in REGIONS]


def test_a_region_with_an_unfinished_run_waits_for_the_next_tick(location: Location) -> None:
    location.remember("QUEUED", "ID")
    assert [request.partition_key for request in tick(location)[0]] == ["GB", "US"]


def test_a_tick_that_finds_all_regions_at_work_says_so(location: Location) -> None:
    for region in REGIONS:
        location.remember("QUEUED", region)
    assert tick(location) == ([], "Every shop region has an unfinished run.")
