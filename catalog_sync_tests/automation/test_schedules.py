"""The schedule: one run per region and tick, none for a region that is still at work."""

from datetime import UTC, datetime

import dagster as dg

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


def work_in(location: Location, region: str) -> None:
    job = location.defs.resolve_job_def("sync_region")
    location.instance.create_run_for_job(
        job, status=dg.DagsterRunStatus.QUEUED, tags={"dagster/partition": region}
    )


def test_a_tick_starts_one_run_per_region(location: Location) -> None:
    requests, _ = tick(location)
    assert [request.partition_key for request in requests] == REGIONS
    assert [request.run_key for request in requests] == [f"20261123T053000:{key}" for key in REGIONS]


def test_a_region_with_an_unfinished_run_waits_for_the_next_tick(location: Location) -> None:
    work_in(location, "ID")
    assert [request.partition_key for request in tick(location)[0]] == ["GB", "US"]


def test_a_tick_that_finds_all_regions_at_work_says_so(location: Location) -> None:
    for region in REGIONS:
        work_in(location, region)
    assert tick(location) == ([], "Every shop region has an unfinished run.")
