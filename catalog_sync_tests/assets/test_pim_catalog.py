"""The mirror as an asset: a source that is down fails it alone, never a region; the re-read says 0; people see it all."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from catalog_sync.store.shop_limits import ShopLimits
from catalog_sync.sync.holds import confirm_hold
from catalog_sync_tests.assets.location import CERTIFICATES, FOR_SALE, Location

PRODUCTS = len(FOR_SALE) + CERTIFICATES


def checks(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    return {check.check_name: check for check in result.get_asset_check_evaluations()}


def take_down(location: Location, source: str, monkeypatch: Any) -> None:
    """Let the PIM or the source of prices and stock refuse every call."""
    variable = {"pim": "CATALOG_SYNC_PIM_SECRET", "offers": "CATALOG_SYNC_OFFERS_KEY"}[source]
    monkeypatch.setenv(variable, "wrong")


class TestASourceThatIsDown:
    def test_fails_the_mirror_alone_with_what_to_do(self, location: Location, monkeypatch: Any) -> None:
        take_down(location, "pim", monkeypatch)
        result = location.run("refresh_catalog", region=None, check=False)
        assert not result.success
        [failure] = [event for event in result.all_events if event.is_step_failure]
        told = failure.step_failure_data.user_failure_data.description
        assert "The PIM could not be read" in told
        assert "catalog-sync pim check" in told
        assert "offers_changed" in failure.step_failure_data.user_failure_data.metadata

    def test_lets_a_region_go_on_with_the_mirror_as_it_stands(
        self, location: Location, monkeypatch: Any
    ) -> None:
        """Failure mode 15: refused access to one entity does not keep the others from going on."""
        location.run("refresh_catalog", region=None)
        take_down(location, "pim", monkeypatch)
        result = location.run()
        assert location.metadata("pim_delta")["due"] == PRODUCTS
        reached = checks(result)["pim_was_reached"]
        assert (reached.passed, reached.severity) == (False, dg.AssetCheckSeverity.WARN)
        assert "The PIM could not be read" in location.metadata("pim_delta")["not_read"]

    def test_is_over_with_the_next_run(self, location: Location, monkeypatch: Any) -> None:
        with monkeypatch.context() as while_down:
            take_down(location, "pim", while_down)
            location.run()
        assert location.metadata("pim_delta")["due"] == 0
        result = location.run()
        assert checks(result)["pim_was_reached"].passed
        assert location.metadata("pim_delta")["due"] == PRODUCTS


class TestFullReRead:
    def test_says_how_many_changes_the_delta_missed(self, location: Location) -> None:
        location.run("refresh_catalog", region=None)
        config = {"ops": {"pim_catalog": {"config": {"reread": True}}}}
        job = location.defs.resolve_job_def("refresh_catalog")
        result = job.execute_in_process(instance=location.instance, run_config=config)
        assert location.metadata("pim_catalog", None)["missed_by_delta"] == 0
        assert checks(result)["delta_missed_nothing"].passed
        location.rows("update catalog_sync.pim_products set content_hash = 'another' where family = 'mugs'")
        result = job.execute_in_process(instance=location.instance, run_config=config)
        assert location.metadata("pim_catalog", None)["missed_by_delta"] == 1
        assert not checks(result)["delta_missed_nothing"].passed


def shown_checks(location: Location) -> dict[str, tuple[bool, str]]:
    """The checks of the mirror as the UI shows them: passed and description, of those newer than the mirror."""
    keys = [
        dg.AssetCheckKey(dg.AssetKey("pim_catalog"), name)
        for name in ("delta_missed_nothing", "no_deletion_waits")
    ]
    newest = location.instance.get_latest_materialization_event(dg.AssetKey("pim_catalog"))
    records = location.instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    return {
        key.name: (
            record.event.dagster_event.event_specific_data.passed,
            record.event.dagster_event.event_specific_data.description,
        )
        for key, record in records.items()
        if record.event.timestamp >= newest.timestamp
    }


def delete_in_the_pim(location: Location, number: int) -> None:
    """Let products vanish from the PIM as in Akeneo, without a trace, and let it be time to list them all."""
    products = location.pim.catalogue.entities.products
    for row in [row for row in products.after(None) if row["family"] != "certificates"][:number]:
        products.remove(row)
    location.rows("update catalog_sync.pim_bounds set enumerated_at = now() - interval '2 days'")


class TestWhatPeopleSee:
    def test_what_changed_how_the_mirror_stands_and_where_it_comes_from(self, location: Location) -> None:
        location.run("refresh_catalog", region=None)
        shown = location.metadata("pim_catalog", None)
        assert (shown["products_changed"], shown["products_deleted"], shown["products"]) == (
            PRODUCTS,
            0,
            PRODUCTS,
        )
        assert "| MUG-001 | mugs | changed |" in shown["what_changed"]
        assert f"| products from | {location.pim.url}/ |" in shown["sources"]
        assert "| all products last read again | not yet |" in shown["sources"]
        assert re.search(r"\| all products last listed, to find deleted ones \| 20\d\d-", shown["sources"])
        assert re.search(r"\| SKUs with price or stock \| \d+, the newest as of 20\d\d-", shown["sources"])
        assert (shown["held_deletions"], shown["problems_now"], shown["problems"]) == ("none", 0, "none")

    def test_the_next_one_shows_only_what_changed_since(self, location: Location) -> None:
        location.run("refresh_catalog", region=None)
        location.run("refresh_catalog", region=None)
        shown = location.metadata("pim_catalog", None)
        assert (shown["products_changed"], shown["what_changed"], shown["products"]) == (0, "none", PRODUCTS)

    def test_prices_and_stock_that_are_too_old_to_be_sent_are_counted(self, location: Location) -> None:
        location.run("refresh_catalog", region=None)
        location.rows("update catalog_sync.offers set as_of = '2001-01-01' where sku = 'MUG-001'")
        location.run("refresh_catalog", region=None)
        assert (
            "| older than 3650 days, so never sent | 1 |" in location.metadata("pim_catalog", None)["sources"]
        )

    def test_what_cannot_be_read_is_shown_until_it_can(self, location: Location) -> None:
        location.run("refresh_catalog", region=None)
        location.rows(
            "insert into catalog_sync.pim_problems (source, key, identifier, message) "
            "values ('offers', 'MUG-9', 'MUG-9', 'price | unknown')"
        )
        location.run()
        shown = location.metadata("pim_catalog", None)
        assert shown["problems_now"] == 1
        assert "| prices and stock | MUG-9 | price \\| unknown |" in shown["problems"]

    def test_a_mass_disappearance_is_shown_with_the_command_and_warned_of_until_it_is_over(
        self, location: Location, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("catalog_sync.sync.reconcile.guarded", lambda number, of: number > 2)
        location.settle()
        delete_in_the_pim(location, 3)
        location.run()
        [(hold,)] = location.rows("select hold_id from catalog_sync.holds")
        shown = location.metadata("pim_catalog", None)
        assert (shown["products_deleted"], shown["products"]) == (0, PRODUCTS)
        assert f"| {hold} | 3 of {PRODUCTS}: " in shown["held_deletions"]
        assert f"`catalog-sync confirm {hold} --by NAME`" in shown["held_deletions"]
        passed, told = shown_checks(location)["no_deletion_waits"]
        assert (passed, f"catalog-sync confirm {hold}" in told) == (False, True)
        confirm_hold(location.engine, hold, "Ada")
        location.run()
        shown = location.metadata("pim_catalog", None)
        assert (shown["products_deleted"], shown["held_deletions"]) == (3, "none")
        assert shown["what_changed"].count("| deleted |") == 3
        assert shown_checks(location)["no_deletion_waits"] == (True, "No deletion waits.")

    def test_the_last_full_re_read_stays_in_sight(self, location: Location) -> None:
        location.run("refresh_catalog", region=None)
        assert "not read again yet" in shown_checks(location)["delta_missed_nothing"][1]
        job = location.defs.resolve_job_def("refresh_catalog")
        config = {"ops": {"pim_catalog": {"config": {"reread": True}}}}
        job.execute_in_process(instance=location.instance, run_config=config)
        location.run()
        assert re.search(
            r"\| all products last read again \| 20\S+ \S+ UTC, the delta had missed 0 \|",
            location.metadata("pim_catalog", None)["sources"],
        )
        passed, told = shown_checks(location)["delta_missed_nothing"]
        assert (passed, "found nothing that the delta had missed" in told) == (True, True)

    def test_a_batch_names_its_products_and_why_they_are_in_it(self, location: Location) -> None:
        location.settle()
        delete_in_the_pim(location, 1)
        location.run()
        shown = location.metadata("pim_delta")
        assert "product changed: deleted" in shown["causes"]
        assert re.search(r"\| \S+ \| product changed: deleted \| (yes|no) \|", shown["batch"])
        assert "creates_go_on_after" not in shown

    def test_a_daily_limit_is_shown_with_its_end(self, location: Location) -> None:
        shop = location.shop().id
        limits = ShopLimits(location.engine, shop)
        limits.reach("create", until=datetime.now(UTC) + timedelta(hours=2), code=None, message="enough")
        location.run()
        shown = location.metadata("pim_delta")
        assert shown["creates_go_on_after"].endswith("UTC")
        assert shown["creates_held_by_daily_limit"] > 0
        assert "creates_finish_on" not in shown
