"""The schedules: regular syncs, prices and stock at their own pace, the weekly re-read; none starts selling by itself."""

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import dagster as dg
import pytest
import yaml

from catalog_sync_tests.assets.location import Location
from catalog_sync_tests.sandbox_configuration import REGIONS

MOMENT = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def tick(location: Location, schedule: str = "regular_sync") -> tuple[list[dg.RunRequest], str | None]:
    """The runs that a tick asks for, and why there are none."""
    context = dg.build_schedule_context(
        instance=location.instance,
        scheduled_execution_time=MOMENT,
        repository_def=location.defs.get_repository_def(),
    )
    result = location.defs.resolve_schedule_def(schedule).evaluate_tick(context)
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
    others = [region for region in REGIONS if region != "ID"]
    assert [request.partition_key for request in tick(location)[0]] == others


def test_a_tick_that_finds_all_regions_at_work_says_so(location: Location) -> None:
    for region in REGIONS:
        location.remember("QUEUED", region)
    assert tick(location) == ([], "Every shop region has an unfinished run.")


def test_no_schedule_runs_before_a_person_starts_it(location: Location) -> None:
    schedules = location.defs.get_repository_def().schedule_defs
    assert {each.name: each.default_status.value for each in schedules} == dict.fromkeys(
        ["regular_sync", "offers_sync", "weekly_reread"], "STOPPED"
    )


def test_the_whole_pim_is_read_again_every_sunday_night(location: Location) -> None:
    [request], _ = tick(location, "weekly_reread")
    assert (request.run_key, request.partition_key) == ("reread:20261123T053000", None)
    assert request.run_config == {"ops": {"pim_catalog": {"config": {"reread": True}}}}
    schedule = location.defs.resolve_schedule_def("weekly_reread")
    assert (schedule.job_name, schedule.cron_schedule) == ("refresh_catalog", "0 2 * * 0")


OFFERS_ONLY = {"ops": {"pim_delta": {"config": {"prices_and_stock_only": True}}}}


class TestOffersSync:
    @pytest.fixture(autouse=True)
    def _listed(self, location: Location) -> None:
        """Two regions sell, and prices and stock were read a moment ago."""
        for region in ("GB", "US"):
            location.settle(region)
        self.read(location)

    def read(self, location: Location, ago: str = "0 s") -> None:
        """Let prices and stock have been read so long ago; they are fresh for a minute."""
        configuration = import_module("catalog_sync.configuration")
        text = location.configuration.read_text()
        location.configuration.write_text(text.replace("  freshness_seconds: 0\n  http", "  http"))
        configuration.current_configuration.cache_clear()
        location.rows(
            "update catalog_sync.pim_bounds set refreshed_at = now() - cast(:ago as interval) "
            "where source = 'offers'",
            ago=ago,
        )

    def change(self, location: Location, sku: str = "MUG-001") -> None:
        """Let the mirror hold another price."""
        location.rows(
            "update catalog_sync.offers set revision = (select max(revision) + 1 from catalog_sync.offers) "
            "where sku = :sku",
            sku=sku,
        )

    def test_starts_only_regions_that_list_what_changed(self, location: Location) -> None:
        self.change(location)
        requests, _ = tick(location, "offers_sync")
        assert [request.run_key for request in requests] == [
            "offers:20261123T053000:GB",
            "offers:20261123T053000:US",
        ]
        assert all(request.run_config == OFFERS_ONLY for request in requests)

    def test_starts_nothing_where_nothing_changed(self, location: Location) -> None:
        assert tick(location, "offers_sync") == ([], "No listed product's price or stock changed.")

    def test_one_run_reads_them_for_all_once_they_are_old(self, location: Location) -> None:
        self.read(location, ago="2 minutes")
        assert [request.partition_key for request in tick(location, "offers_sync")[0]] == REGIONS[:1]

    def test_leaves_a_region_with_an_unfinished_run_alone(self, location: Location) -> None:
        self.change(location)
        location.remember("QUEUED", "GB")
        assert [request.partition_key for request in tick(location, "offers_sync")[0]] == ["US"]

    def test_is_not_for_a_configuration_without_a_source_of_them(self, location: Location) -> None:
        configuration = yaml.safe_load(location.configuration.read_text())
        del configuration["offers"]
        location.configuration.write_text(yaml.safe_dump(configuration))
        import_module("catalog_sync.configuration").current_configuration.cache_clear()
        assert tick(location, "offers_sync") == ([], "No source of prices and stock is configured.")
