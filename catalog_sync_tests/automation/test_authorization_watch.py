"""The watch over authorizations: shown in one check, told once, refreshed ahead, and dead ones pause their shops."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.sync.actions import perform
from catalog_sync.sync.plan import Action
from catalog_sync_tests.assets.location import FOR_SALE, Location
from catalog_sync_tests.sandbox_configuration import shops_of

CHECK = dg.AssetCheckKey(dg.AssetKey("authorizations"), "shops_are_authorized")


class Watch:
    """The sensor as the daemon runs it: its cursor is kept, its events are reported."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self.cursor: str | None = None

    def tick(self) -> list[Any]:
        """The evaluations of one tick."""
        context = dg.build_sensor_context(
            instance=self._location.instance, definitions=self._location.defs, cursor=self.cursor
        )
        result = self._location.defs.resolve_sensor_def("authorization_watch").evaluate_tick(context)
        self.cursor, self.skip_reason = result.cursor, str(result.skip_message)
        for event in result.asset_events:
            self._location.instance.report_runless_asset_event(event)
        return list(result.asset_events)

    def asks_again(self) -> None:
        """Let the last look at TikTok be long ago."""
        self.cursor = None


@pytest.fixture
def watch(location: Location) -> Watch:
    return Watch(location)


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Whose authorizations the ticks told of as errors, since it was last asked."""
    return re.findall(r"dagster - ERROR - The authorization of (\w+)", capsys.readouterr().err)


def ends_in(location: Location, app: str, **left: float) -> None:
    """Let an app's authorization end in so long."""
    location.rows(
        "update catalog_sync.authorizations set refresh_expires_at = :at where app_key = :app_key",
        at=datetime.now(UTC) + timedelta(**left),
        app_key=app_key(location, app),
    )


def revoke(location: Location, app: str = "row") -> None:
    """Let the ledger know that the seller took an app's authorization back."""
    location.rows(
        "update catalog_sync.authorizations set ended_how = 'revoked', ended_at = now(), "
        "ended_reason = 'the seller removed the app' where app_key = :app_key",
        app_key=app_key(location, app),
    )


def mend(location: Location) -> None:
    """Let the authorizations be as they were."""
    location.rows("update catalog_sync.authorizations set ended_how = null, ended_at = null")


def app_key(location: Location, app: str) -> str:
    return next(key for key, known in location.world.apps.items() if known.name == app)


def calls(location: Location) -> int:
    """How many calls the sandbox counted."""
    counts = location.world.calls.counts().values()
    return sum(sum(outcomes.values()) for endpoints in counts for outcomes in endpoints.values())


def asked(location: Location, sensor: str) -> tuple[list[str | None], str | None]:
    """The regions that a tick of a sensor starts, and why none."""
    context = dg.build_sensor_context(instance=location.instance, definitions=location.defs)
    result = location.defs.resolve_sensor_def(sensor).evaluate_tick(context)
    return [request.partition_key for request in result.run_requests or []], result.skip_message


def revoke_at_tiktok(location: Location) -> None:
    """Let TikTok forget what GB's seller allowed."""
    for authorization in location.world.tokens.authorizations:
        if location.shop("GB") in authorization.shops:
            location.world.tokens.revoke(authorization)


@contextmanager
def at_the_third_create(happen: Callable[[], None]) -> Iterator[None]:
    """Let something happen in the middle of a batch."""
    creates = count(1)

    async def performing(desk: Any, action: Action, *rest: Any) -> Any:
        if action is Action.CREATE and next(creates) == 3:
            happen()
        return await perform(desk, action, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalog_sync.sync.carry_out.perform", performing)
        yield


def only_failure(result: dg.ExecuteInProcessResult) -> str:
    """The description of the one step that failed."""
    (failure,) = {
        str(event.step_failure_data.user_failure_data.description)
        for event in result.get_step_failure_events()
    }
    return failure


def accepted(location: Location) -> int:
    """How many creates TikTok accepted."""
    query = "select count(*) from catalog_sync.intents where action = 'create' and outcome in ('accepted', 'found')"
    return int(location.rows(query)[0][0])


class TestCheck:
    def test_can_be_evaluated_by_hand(self, location: Location) -> None:
        revoke(location)
        result = import_module("catalog_sync.assets.authorizations").shops_are_authorized()
        assert not result.passed

    def test_shows_every_app_once_and_then_is_quiet(self, location: Location, watch: Watch) -> None:
        (shown,) = watch.tick()
        assert shown.asset_check_key == CHECK
        assert shown.passed
        table = shown.metadata["all_apps"].value
        assert "| row | " in table
        assert "| us | " in table
        assert watch.tick() == []
        assert watch.skip_reason == "All is well with the authorizations of row, us."

    @pytest.mark.parametrize(
        ("days", "passed", "severity"),
        [(31.5, True, "WARN"), (29.5, False, "WARN"), (7.5, False, "WARN"), (6.5, False, "ERROR")],
    )
    def test_warns_from_thirty_days_ahead_and_is_an_error_in_the_last_week(
        self, location: Location, watch: Watch, days: float, passed: bool, severity: str
    ) -> None:
        ends_in(location, "us", days=days)
        (shown,) = watch.tick()
        assert (shown.passed, shown.severity.value) == (passed, severity)
        assert f"| {int(days)} |" in shown.metadata["all_apps"].value
        assert ("catalog-sync authorize us" in shown.metadata["all_apps"].value) is not passed

    def test_is_an_error_that_names_the_shops_once_an_authorization_is_dead(
        self, location: Location, watch: Watch
    ) -> None:
        watch.tick()
        revoke(location)
        (shown,) = watch.tick()
        assert not shown.passed
        assert shown.severity is dg.AssetCheckSeverity.ERROR
        assert ", ".join(shops_of("row")) in str(shown.description)
        assert "catalog-sync authorize row" in str(shown.description)

    def test_is_mended_within_a_tick_of_the_ledger(self, location: Location, watch: Watch) -> None:
        revoke(location)
        watch.tick()
        mend(location)
        (shown,) = watch.tick()
        assert shown.passed

    def test_shows_a_scope_that_is_missing(self, location: Location, watch: Watch) -> None:
        location.rows("update catalog_sync.authorizations set granted_scopes = '[\"seller.product.basic\"]'")
        (shown,) = watch.tick()
        assert not shown.passed
        assert "seller.logistics" in shown.metadata["all_apps"].value

    def test_is_seen_on_the_page_of_a_sync(self, location: Location) -> None:
        ends_in(location, "us", days=12)
        result = location.run()
        found = {check.check_name: check for check in result.get_asset_check_evaluations()}
        assert result.success
        assert not found["shops_are_authorized"].passed
        assert found["shops_are_authorized"].severity is dg.AssetCheckSeverity.WARN
        assert "ends on" in str(found["shops_are_authorized"].description)

    def test_is_kept_by_dagster_as_the_newest_state(self, location: Location, watch: Watch) -> None:
        location.run()
        revoke(location, "us")
        watch.tick()
        storage = location.instance.event_log_storage
        record = storage.get_latest_asset_check_execution_by_key([CHECK])[CHECK]
        assert record.status.value == "FAILED"


class TestTelling:
    def test_each_stage_is_told_once(
        self, location: Location, watch: Watch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for days in (12, 6):
            ends_in(location, "us", days=days)
            for _ in range(3):
                watch.tick()
            assert told(capsys) == ["us"]

    def test_a_lasting_authorization_is_not_told(
        self, watch: Watch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        watch.tick()
        assert told(capsys) == []


class TestRefresh:
    def test_is_done_ahead_by_the_watch_alone(self, location: Location, watch: Watch) -> None:
        location.rows(
            "update catalog_sync.authorizations set access_expires_at = now() + interval '3 hours', "
            "issued_at = now() - interval '165 hours'"
        )
        watch.tick()
        query = "select min(access_expires_at) > now() + interval '6 days' from catalog_sync.authorizations"
        assert location.rows(query) == [(True,)]

    def test_tiktok_is_asked_every_half_hour_at_most(self, location: Location, watch: Watch) -> None:
        watch.tick()
        before = calls(location)
        location.rows("update catalog_sync.authorizations set shops_read_at = null")
        for _ in range(5):
            watch.tick()
        assert calls(location) == before
        watch.asks_again()
        watch.tick()
        assert calls(location) == before + 2

    def test_a_tick_before_the_first_migration_says_so(self, location: Location, watch: Watch) -> None:
        location.rows("drop schema catalog_sync cascade")
        assert watch.tick() == []
        assert watch.skip_reason == "The ledger has no tables yet; run: catalog-sync migrate"


class TestPause:
    def test_follow_up_leaves_paused_regions_alone_and_says_why(self, location: Location) -> None:
        location.run(products=3)
        location.run(region="US", products=3)
        location.rows("update catalog_sync.drains set progressed_at = now() - interval '2 hours'")
        assert asked(location, "follow_up")[0] == ["GB", "US"]
        revoke(location)
        assert asked(location, "follow_up")[0] == ["US"]
        revoke(location, "us")
        regions, why = asked(location, "follow_up")
        assert regions == []
        assert "catalog-sync authorize row" in str(why)

    def test_the_review_sensor_asks_nothing_of_tiktok(self, location: Location) -> None:
        location.run()
        location.judge()
        revoke(location)
        before = calls(location)
        regions, why = asked(location, "review_gb")
        assert regions == []
        assert "catalog-sync authorize row" in str(why)
        assert calls(location) == before

    @pytest.mark.parametrize("region", ["GB", "ID"])
    def test_a_run_started_by_hand_ends_in_one_clear_line_without_a_call(
        self, location: Location, region: str
    ) -> None:
        revoke(location)
        before = calls(location)
        result = location.run(region=region, check=False)
        for failure in result.get_step_failure_events():
            failed = failure.step_failure_data.user_failure_data
            assert failed is not None
            assert "the seller removed the app" in str(failed.description)
            assert "catalog-sync authorize row" in str(failed.description)
            assert failure.step_failure_data.error.cause is None
        assert calls(location) == before
        assert location.rows("select count(*) from catalog_sync.pim_products") == [(0,)]

    def test_the_shops_of_another_app_go_on(self, location: Location) -> None:
        revoke(location)
        assert location.run(region="US").success

    def test_goes_on_by_itself_once_the_seller_authorized_again(self, location: Location) -> None:
        revoke(location)
        location.run(check=False)
        mend(location)
        assert location.run().success

    def test_a_shop_that_the_authorization_no_longer_covers_is_paused_alone(self, location: Location) -> None:
        for authorization in location.world.tokens.authorizations:
            authorization.shops = [shop for shop in authorization.shops if shop.region != "GB"]
        result = location.run(check=False)
        failure = result.get_step_failure_events()[0]
        assert failure.step_key == "category_tree"
        assert location.shop("GB").id in str(failure.step_failure_data.user_failure_data.description)
        assert location.run(region="ID").success
        before = calls(location)
        assert not location.run(check=False).success
        assert calls(location) == before


class TestLostInMidRun:
    """The run ends in one clear line; what was done is kept, and the rest is done once all is mended."""

    def test_an_authorization(self, location: Location) -> None:
        with at_the_third_create(lambda: revoke_at_tiktok(location)):
            line = only_failure(location.run(check=False))
        assert line.startswith("GB: ")
        assert "catalog-sync authorize row" in line
        assert accepted(location) < len(FOR_SALE)
        assert "Its shops are paused" in str(asked(location, "review_gb")[1])
        asyncio.run(authorize_apps())
        location.run()
        location.run()
        assert accepted(location) == len(FOR_SALE)
        assert len(location.shop().products) == len(FOR_SALE)

    def test_a_scope(self, location: Location) -> None:
        with at_the_third_create(lambda: location.world.tokens.revoke_scope("seller.product.write")):
            line = only_failure(location.run(check=False))
        assert "Enable the scope in Partner Center" in line
        assert location.rows("select count(*) from catalog_sync.looks where state = 'parked'") == [(0,)]


def test_a_wrong_secret_ends_a_run_in_one_clear_line_without_the_secret(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_SECRET_ROW", "no-such-secret-of-ours")
    line = only_failure(location.run(check=False))
    assert "Check app key and secret" in line
    assert "no-such-secret-of-ours" not in line


class TestDisabledShop:
    def test_fails_one_run_and_is_left_alone_for_an_hour(self, location: Location) -> None:
        location.shop().disabled = True
        location.run(products=3, check=False)
        assert "The shop is disabled" in str(asked(location, "review_gb")[1])
        location.rows("update catalog_sync.shop_setup set looked_at = now() - interval '61 minutes'")
        assert "is disabled" not in str(asked(location, "review_gb")[1])

    def test_is_tried_at_once_by_hand_and_goes_on_when_mended(self, location: Location) -> None:
        location.shop().disabled = True
        assert not location.run(check=False).success
        location.shop().disabled = False
        assert location.run().success
        assert "is disabled" not in str(asked(location, "review_gb")[1])


class TestSchedule:
    @pytest.fixture(autouse=True)
    def _instance_on_disk(self, location: Location, tmp_path: Path) -> None:
        """A schedule's context opens the instance by its reference."""
        location.instance = dg.DagsterInstance.local_temp(str(tmp_path))

    def test_starts_no_run_of_a_paused_region(self, location: Location) -> None:
        revoke(location)
        requests, _ = scheduled(location)
        assert requests == ["US"]

    def test_says_for_each_app_why_and_what_to_do(self, location: Location) -> None:
        revoke(location)
        revoke(location, "us")
        requests, why = scheduled(location)
        assert requests == []
        assert str(why).count("catalog-sync authorize row") == 1
        assert str(why).count("catalog-sync authorize us") == 1

    def test_skips_while_an_app_was_never_authorized(self, location: Location) -> None:
        location.rows("delete from catalog_sync.authorizations")
        requests, why = scheduled(location)
        assert requests == []
        assert "does not exist yet" in str(why)


def scheduled(location: Location) -> tuple[list[str | None], str | None]:
    """The regions that a tick of the schedule starts, and why none."""
    context = dg.build_schedule_context(
        instance=location.instance,
        scheduled_execution_time=datetime(2026, 11, 23, 5, 30, tzinfo=UTC),
        repository_def=location.defs.get_repository_def(),
    )
    result = location.defs.resolve_schedule_def("regular_sync").evaluate_tick(context)
    return [request.partition_key for request in result.run_requests or []], result.skip_message
