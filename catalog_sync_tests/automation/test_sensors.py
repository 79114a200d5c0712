"""The sensors against a real ledger and sandbox, on an ephemeral Dagster instance: nothing stranded, no storms."""

from datetime import timedelta
from importlib import import_module

import dagster as dg
import pytest
import sqlalchemy as sa

from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync.store.drains import Drains
from catalog_sync.store.due import Backlog
from catalog_sync_tests.assets.location import UNFINISHED, Location

SEARCH = "POST /product/202502/products/search"
HOUR = timedelta(hours=1)


def tick(location: Location, sensor: str) -> tuple[list[dg.RunRequest], str | None]:
    """The runs that a tick of the sensor asks for, and why there are none."""
    context = dg.build_sensor_context(instance=location.instance, definitions=location.defs)
    result = location.defs.resolve_sensor_def(sensor).evaluate_tick(context)
    return list(result.run_requests or []), result.skip_message


def asked(location: Location, sensor: str) -> list[tuple[str | None, str | None]]:
    """The job and region of each run that a tick asks for."""
    only_job = location.defs.resolve_sensor_def(sensor).targets[0].job_name
    return [(request.job_name or only_job, request.partition_key) for request in tick(location, sensor)[0]]


def run_key(location: Location, sensor: str) -> str | None:
    """The key of the one run that a tick asks for."""
    ((request,), _) = tick(location, sensor)
    return request.run_key


def skipped(location: Location, sensor: str) -> str | None:
    """Why a tick asks for nothing."""
    requests, reason = tick(location, sensor)
    assert requests == []
    return reason


def open_drain(location: Location, region: str = "GB", *, stalled: int = 0, **terms: bool) -> Drains:
    """A drain with work left over, after so many runs in a row that left as much as they found."""
    drain = Drains(location.engine, location.shop(region).id)
    drain.begin(
        Backlog(10), configuration={"products": None, "relook_before": None} | terms, root_run_id="root"
    )
    for _ in range(stalled):
        drain.finish(Backlog(10))
    return drain


def progressed(location: Location, ago: timedelta) -> None:
    """Let the last run of each open drain be so long ago."""
    location.rows(
        "update catalog_sync.drains set progressed_at = now() - make_interval(secs => :s)", s=ago.seconds
    )


class TestFollowUp:
    def test_starts_the_next_run_of_each_region_with_work_left_over(self, location: Location) -> None:
        open_drain(location, "GB")
        open_drain(location, "US")
        assert asked(location, "follow_up") == [("sync_region", "GB"), ("sync_region", "US")]

    def test_goes_on_with_prices_and_stock_alone_where_that_was_begun(self, location: Location) -> None:
        open_drain(location, "GB", prices_and_stock_only=True)
        open_drain(location, "US")
        narrow, plain = tick(location, "follow_up")[0]
        assert narrow.run_config == {"ops": {"pim_delta": {"config": {"prices_and_stock_only": True}}}}
        assert plain.run_config == {}

    def test_has_nothing_to_do_once_the_drain_is_closed(self, location: Location) -> None:
        open_drain(location).finish(Backlog(0))
        assert skipped(location, "follow_up") == "Nothing is to be done now."

    @pytest.mark.parametrize("status", UNFINISHED)
    def test_leaves_a_region_with_an_unfinished_run_alone(self, location: Location, status: str) -> None:
        open_drain(location, "GB")
        open_drain(location, "ID")
        location.remember(status, "GB")
        assert asked(location, "follow_up") == [("sync_region", "ID")]

    def test_asks_under_another_key_after_a_failed_run(self, location: Location) -> None:
        open_drain(location)
        before = run_key(location, "follow_up")
        assert run_key(location, "follow_up") == before
        location.remember("FAILURE", ago=HOUR)
        assert run_key(location, "follow_up") != before

    @pytest.mark.parametrize("status", ["FAILURE", "CANCELED"])
    def test_rests_a_minute_after_a_run_without_success(self, location: Location, status: str) -> None:
        open_drain(location)
        location.remember(status, ago=timedelta(seconds=50))
        assert asked(location, "follow_up") == []

    def test_rests_longer_the_more_runs_failed_in_a_row(self, location: Location) -> None:
        open_drain(location)
        for _ in range(3):
            location.remember("FAILURE", ago=timedelta(seconds=200))
        assert asked(location, "follow_up") == []
        location.instance.wipe()
        for _ in range(3):
            location.remember("FAILURE", ago=timedelta(seconds=250))
        assert asked(location, "follow_up") == [("sync_region", "GB")]

    def test_never_rests_longer_than_an_hour(self, location: Location) -> None:
        open_drain(location)
        for _ in range(20):
            location.remember("FAILURE", ago=HOUR)
        assert asked(location, "follow_up") == [("sync_region", "GB")]

    def test_a_success_ends_the_rest(self, location: Location) -> None:
        open_drain(location)
        location.remember("FAILURE")
        location.remember("SUCCESS")
        assert asked(location, "follow_up") == [("sync_region", "GB")]

    def test_backs_off_while_runs_leave_as_much_as_they_found(self, location: Location) -> None:
        open_drain(location, stalled=3)
        assert asked(location, "follow_up") == []
        progressed(location, timedelta(seconds=230))
        assert asked(location, "follow_up") == []
        progressed(location, timedelta(seconds=250))
        assert asked(location, "follow_up") == [("sync_region", "GB")]

    def test_tells_when_the_ledger_has_no_tables(self, location: Location) -> None:
        with location.engine.begin() as connection:
            connection.execute(sa.text("drop schema catalog_sync cascade"))
        assert skipped(location, "follow_up") == "The ledger has no tables yet; run: catalog-sync migrate"


class TestReview:
    def test_waits_while_the_market_has_not_decided(self, location: Location) -> None:
        location.run()
        assert skipped(location, "review_gb") == "8 products are in review, none has a new verdict."

    def test_a_new_verdict_starts_a_look_at_the_review(self, location: Location) -> None:
        location.run()
        location.judge()
        assert asked(location, "review_gb") == [("refresh_review", "GB")]
        assert run_key(location, "review_gb") == run_key(location, "review_gb")

    def test_a_due_correction_starts_a_sync(self, location: Location) -> None:
        location.run()
        location.refuse("CSH-001")
        location.judge()
        location.run("refresh_review")
        assert asked(location, "review_gb") == [("sync_region", "GB")]

    def test_a_seen_verdict_starts_nothing(self, location: Location) -> None:
        location.settle()
        assert skipped(location, "review_gb") == "0 products are in review, none has a new verdict."

    def test_watches_its_own_region_only(self, location: Location) -> None:
        location.run(region="GB")
        location.run(region="ID")
        location.judge("ID")
        assert asked(location, "review_gb") == []
        assert asked(location, "review_id") == [("refresh_review", "ID")]

    def test_leaves_a_region_with_an_unfinished_run_alone(self, location: Location) -> None:
        location.run()
        location.judge()
        location.remember("QUEUED")
        assert skipped(location, "review_gb") == "GB is being worked on."

    def test_a_failed_run_strands_no_verdict(self, location: Location) -> None:
        location.run()
        location.judge()
        before = run_key(location, "review_gb")
        location.remember("FAILURE", ago=HOUR)
        assert run_key(location, "review_gb") not in {None, before}

    def test_rests_after_a_failed_run(self, location: Location) -> None:
        location.run()
        location.judge()
        location.remember("FAILURE")
        assert str(skipped(location, "review_gb")).startswith(
            "The last runs of GB failed; the next is tried after"
        )

    def test_leaves_a_stalling_drain_to_the_follow_up_but_sees_verdicts(self, location: Location) -> None:
        location.run(products=3)
        location.rows("update catalog_sync.drains set stalled = 3, progressed_at = now()")
        assert "none has a new verdict" in str(skipped(location, "review_gb"))
        location.judge()
        assert asked(location, "review_gb") == [("refresh_review", "GB")]

    def test_only_reads(self, location: Location) -> None:
        location.run()
        location.judge()
        before = [
            location.rows(f"select * from catalog_sync.{table}") for table in ("listings", "review_sweeps")
        ]
        tick(location, "review_gb")
        assert before == [
            location.rows(f"select * from catalog_sync.{table}") for table in ("listings", "review_sweeps")
        ]

    def test_skips_while_tiktok_is_down(self, location: Location) -> None:
        location.run()
        location.world.faults.add(Fault(SEARCH, "status_500", 100))
        assert str(skipped(location, "review_gb")).startswith("TikTok could not be asked: ")

    def test_gives_up_on_a_tick_that_takes_too_long(
        self, location: Location, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        location.run()
        monkeypatch.setattr(import_module("catalog_sync.automation.sensors"), "_TICK_SECONDS", 0.2)
        location.world.faults.add(Fault(SEARCH, "delay", 1, seconds=3))
        assert skipped(location, "review_gb") == "TikTok could not be asked: no answer in time"


def test_a_second_shop_of_a_region_has_a_sensor_of_its_own(location: Location) -> None:
    sensors = import_module("catalog_sync.automation.sensors")
    assert sensors.review_sensor("GB-outlet", 60).name == "review_gb_outlet"
