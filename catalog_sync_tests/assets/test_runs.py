"""Whole runs as Dagster makes them: each job, each way of materializing, a busy shop, and what a person may ask."""

import shutil
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import dagster as dg
import httpx
import pytest
import yaml

from catalog_sync.demo.packaged import packaged
from catalog_sync.store.drains import Drains
from catalog_sync.store.due import Backlog
from catalog_sync_tests.assets.location import CERTIFICATES, FOR_SALE, Location
from catalog_sync_tests.sandbox_configuration import REGIONS

PARTITIONED = ["pim_delta", "category_tree", "mapped_payloads", "uploaded_images", "listings", "review_state"]


def materialized(location: Location, asset: str, region: str | None = "GB") -> int:
    """How often an asset was materialized; for no region, in any way."""
    key = dg.AssetKey(asset)
    wanted = dg.AssetRecordsFilter(key, asset_partitions=[region]) if region else key
    return len(location.instance.fetch_materializations(wanted, limit=100).records)


def frame(location: Location, asset: str) -> list[dict[str, Any]]:
    """The latest batch that an asset handed on for GB."""
    query = "select row from catalog_sync.asset_frames where asset = :asset and partition = 'GB' order by position"
    return [row for (row,) in location.rows(query, asset=asset)]


def reconfigure(location: Location, mapping: str | None = None, **gb: Any) -> None:
    """Change the configuration: the rules' folder, or settings of the shop GB."""
    configuration = yaml.safe_load(location.configuration.read_text())
    configuration["shops"]["GB"] |= gb
    configuration["mapping"] = mapping or configuration["mapping"]
    location.configuration.write_text(yaml.safe_dump(configuration))
    import_module("catalog_sync.configuration").current_configuration.cache_clear()


def edit_in_pim(location: Location, sku: str, what: str = "products", **body: Any) -> None:
    """Edit a product, or its offer, in the PIM."""
    httpx.patch(f"{location.pim.url}/_pim/{what}/{sku}", json=body).raise_for_status()


def open_drain(location: Location) -> dict[str, Any] | None:
    return Drains(location.engine, location.shop().id).open()


class TestSync:
    def test_materializes_the_whole_path_of_one_region(self, location: Location) -> None:
        location.run()
        assert {asset: materialized(location, asset) for asset in PARTITIONED} == dict.fromkeys(
            PARTITIONED, 1
        )
        assert materialized(location, "listings", "US") == 0
        assert location.writes() == {"create": len(FOR_SALE)}

    def test_records_the_mirror_it_refreshed(self, location: Location) -> None:
        location.run()
        assert materialized(location, "pim_catalog", None) == 1
        assert location.metadata("pim_catalog", None)["products_changed"] == len(FOR_SALE) + CERTIFICATES

    def test_a_second_one_finds_nothing_to_do(self, location: Location) -> None:
        location.settle()
        location.run()
        assert location.metadata("pim_delta")["due"] == 0
        assert location.writes() == {"create": len(FOR_SALE)}

    def test_shows_people_what_became_of_the_batch(self, location: Location) -> None:
        location.run()
        shown = location.metadata("listings")
        assert (shown["products"], shown["create"], shown["still_due"]) == (
            len(FOR_SALE) + CERTIFICATES,
            len(FOR_SALE),
            0,
        )
        assert shown["actions"] == "| action | number |\n| --- | --- |\n| create | 8 |"
        assert location.metadata("review_state")["in_review"] == len(FOR_SALE)
        assert location.metadata("category_tree")["leaves"] > 0

    def test_hands_each_batch_on_as_rows_of_the_ledger(self, location: Location) -> None:
        location.run()
        assert len(frame(location, "pim_delta")) == len(FOR_SALE) + CERTIFICATES
        done = {row["identifier"]: row["actions"] for row in frame(location, "listings")}
        assert {name: done[name] for name in FOR_SALE} == {name: ["create"] for name in FOR_SALE}

    def test_a_refused_product_is_corrected_and_goes_live(self, location: Location) -> None:
        location.refuse("CSH-001")
        location.settle()
        assert location.metadata("review_state")["refused"] == 1
        assert "| CSH-001 | image_not_square |" in location.metadata("review_state")["new_refusals"]
        location.settle()
        assert location.metadata("review_state")["live"] == len(FOR_SALE)
        assert location.writes() == {"create": len(FOR_SALE), "edit": 1}


class TestBatches:
    def test_what_does_not_fit_is_left_over_as_an_open_drain(self, location: Location) -> None:
        location.run(products=5)
        assert location.metadata("pim_delta")["in_this_batch"] == 5
        assert location.metadata("listings")["still_due"] == len(FOR_SALE) + CERTIFICATES - 5
        drain = open_drain(location)
        assert drain is not None
        assert drain["remaining"] == len(FOR_SALE) + CERTIFICATES - 5

    def test_the_next_runs_drain_it_under_the_same_terms(self, location: Location) -> None:
        location.run(products=5)
        location.run()
        assert location.metadata("pim_delta")["in_this_batch"] == 5
        location.run()
        assert location.metadata("listings")["still_due"] == 0
        assert open_drain(location) is None

    def test_a_relook_looks_at_everything_and_sends_nothing_that_is_the_same(
        self, location: Location
    ) -> None:
        location.settle()
        location.run(relook=True)
        assert location.metadata("pim_delta")["due"] == len(FOR_SALE) + CERTIFICATES
        assert location.writes() == {"create": len(FOR_SALE)}
        assert open_drain(location) is None

    def test_a_relook_is_drained_by_plain_runs_and_then_over(self, location: Location) -> None:
        location.settle()
        location.run(relook=True, products=8)
        location.run()
        assert location.metadata("pim_delta")["due"] == len(FOR_SALE) + CERTIFICATES - 8
        location.run()
        assert location.metadata("pim_delta")["due"] == 0

    def test_a_relook_asked_for_while_a_drain_is_open_is_not_lost(self, location: Location) -> None:
        location.settle()
        location.rows("update catalog_sync.looks set due_at = now() where product_key = 'CSH-001'")
        Drains(location.engine, location.shop().id).begin(
            Backlog(1), configuration={"relook_before": None, "products": None}, root_run_id="earlier"
        )
        location.run(relook=True)
        assert location.metadata("pim_delta")["due"] == len(FOR_SALE) + CERTIFICATES


class TestDailyLimit:
    """Failure mode 3: what could not be done waits in the ledger, and the PIM's bound moves on without losing it."""

    def test_a_known_one_uploads_and_creates_only_what_may_go_today(self, location: Location) -> None:
        reconfigure(location, creates_per_day=3)
        location.run()
        assert location.writes() == {"create": 3}
        shown = location.metadata("listings")
        assert (shown["create"], shown["still_due"], shown["creates_held_by_daily_limit"]) == (
            3,
            0,
            5 + CERTIFICATES,
        )
        assert location.metadata("uploaded_images")["uploaded"] < 3 * 4
        assert open_drain(location) is None

    def test_the_day_on_which_the_last_one_will_go_is_foretold(self, location: Location) -> None:
        reconfigure(location, creates_per_day=3)
        location.run()
        shown = location.metadata("pim_delta")
        days = -(-shown["creates_held_by_daily_limit"] // 3)
        assert days > 1
        assert shown["creates_finish_on"] == (datetime.now(UTC).date() + timedelta(days=days)).isoformat()

    def test_the_next_day_takes_the_next_ones(self, location: Location) -> None:
        reconfigure(location, creates_per_day=3)
        location.run()
        location.run()
        assert location.writes() == {"create": 3}
        location.rows("update catalog_sync.intents set written_at = written_at - interval '1 day'")
        location.run()
        assert location.writes() == {"create": 6}

    def test_one_that_tiktok_tells_of_ends_the_creates_of_the_run_without_failures(
        self, location: Location
    ) -> None:
        location.shop().settings.daily_create_limit = 2
        location.run()
        assert location.metadata("listings")["create"] == 2
        states = dict(location.rows("select state, count(*) from catalog_sync.looks group by 1"))
        assert states == {"accepted": 2 + CERTIFICATES, "deferred": len(FOR_SALE) - 2}
        [(until, code)] = location.rows("select until, code from catalog_sync.shop_limits")
        assert (until.hour, until.minute, code) == (0, 5, 12052093)

    def test_another_shop_goes_on(self, location: Location) -> None:
        location.shop("GB").settings.daily_create_limit = 0
        for region in ("GB", "US"):
            location.run(region=region)
        assert "create" not in location.metadata("listings", "GB")
        assert location.metadata("listings", "US")["create"] == len(FOR_SALE)


class TestEligibility:
    """Failure mode 11: disable, re-enable, incompleteness not followed."""

    def test_a_disabled_product_is_taken_off_sale_and_comes_back(self, location: Location) -> None:
        location.settle()
        edit_in_pim(location, "CSH-001", enabled=False)
        location.run()
        assert (
            location.metadata("pim_delta")["not_sold_here"]
            == "| reason | number |\n| --- | --- |\n| disabled | 1 |"
        )
        assert location.writes()["deactivate"] == 1
        edit_in_pim(location, "CSH-001", enabled=True)
        location.run()
        assert location.writes()["activate"] == 1

    def test_one_region_may_sell_less_than_the_others(self, location: Location, tmp_path: Path) -> None:
        """The overlay of one region excludes a category with all below it; what it had listed goes off sale."""
        for region in ("GB", "US"):
            location.settle(region)
        rules = tmp_path / "rules"
        shutil.copytree(packaged("sandbox/mapping"), rules)
        overlay = rules / "regions" / "GB.yaml"
        overlay.write_text(f"{overlay.read_text()}\neligibility: {{excluded_categories: [kitchen]}}\n")
        reconfigure(location, mapping=str(rules))
        for region in ("GB", "US"):
            location.run(region=region)
        assert "| category | 2 |" in location.metadata("pim_delta", "GB")["not_sold_here"]
        assert location.writes("GB") == {"create": len(FOR_SALE), "deactivate": 2}
        assert location.writes("US") == {"create": len(FOR_SALE)}


class TestPricesAndStockOnly:
    def test_ask_the_pim_for_no_products_and_bring_what_changed(self, location: Location) -> None:
        location.settle()
        edit_in_pim(
            location, "CSH-001", values={"name": [{"locale": "en_US", "scope": None, "data": "Another"}]}
        )
        edit_in_pim(location, "MUG-001", "offers", prices={"GBP": "9.50"})
        location.run(prices_and_stock_only=True)
        assert location.metadata("pim_delta")["in_this_batch"] == 1
        assert location.writes() == {"create": len(FOR_SALE), "price": 1}
        location.run()
        assert location.writes() == {"create": len(FOR_SALE), "price": 1, "edit": 1}

    def test_leave_the_drain_of_a_relook_as_it_is(self, location: Location) -> None:
        location.settle()
        location.run(relook=True, products=5)
        before = open_drain(location)
        location.run(prices_and_stock_only=True)
        after = open_drain(location)
        assert before is not None
        assert after is not None
        assert after["configuration"] == before["configuration"]
        assert after["remaining"] == before["remaining"] == len(FOR_SALE) + CERTIFICATES - 5

    def test_other_shops_that_list_what_changed_are_left_a_drain_of_it(self, location: Location) -> None:
        for region in ("GB", "US"):
            location.settle(region)
        edit_in_pim(location, "MUG-001", "offers", prices={"GBP": "9.50", "USD": "12.50"})
        location.run(prices_and_stock_only=True)
        [us] = location.rows(
            "select configuration from catalog_sync.drains where closed_at is null and shop_id = :us",
            us=location.shop("US").id,
        )
        assert us[0]["prices_and_stock_only"] is True
        location.run(region="US")
        assert location.writes("US") == {"create": len(FOR_SALE), "price": 1}


def test_a_region_added_later_takes_the_mirror_as_it_is_and_slows_no_other(location: Location) -> None:
    location.settle("GB")
    location.run(region="US", products=3)
    assert location.metadata("pim_catalog", None)["products_read"] == 0
    assert location.writes("US") == {"create": 3}
    location.run(region="GB")
    assert location.metadata("pim_delta", "GB")["due"] == 0
    assert open_drain(location) is None
    location.run(region="US")
    assert location.metadata("listings", "US")["still_due"] == len(FOR_SALE) + CERTIFICATES - 6


class TestMirror:
    def test_can_be_refreshed_alone_even_before_anything_else(self, location: Location) -> None:
        location.rows("drop schema catalog_sync cascade")
        location.run("refresh_catalog", region=None)
        assert location.metadata("pim_catalog", None)["products_changed"] == len(FOR_SALE) + CERTIFICATES

    def test_a_fresh_one_is_not_fetched_again(self, location: Location) -> None:
        configuration = import_module("catalog_sync.configuration")
        text = location.configuration.read_text().replace("freshness_seconds: 0", "freshness_seconds: 300")
        location.configuration.write_text(text)
        configuration.current_configuration.cache_clear()
        for region in REGIONS:
            location.run(region=region)
        assert materialized(location, "pim_catalog", None) == 1


def test_tree_and_setup_are_read_once_an_hour(location: Location) -> None:
    location.settle()
    location.run()
    asked = location.world.calls.counts()["GB"]
    for path in (
        "/product/202309/categories",
        "/product/202312/prerequisites",
        "/logistics/202309/warehouses",
    ):
        assert asked[f"GET {path}"]["ok"] == (2 if path.endswith("warehouses") else 1), path


def test_all_assets_can_be_materialized_together_for_a_region(location: Location) -> None:
    everything = location.defs.resolve_implicit_global_asset_job_def()
    result = everything.execute_in_process(instance=location.instance, partition_key="GB")
    assert result.success
    assert location.writes() == {"create": len(FOR_SALE)}


class TestBusyShop:
    def test_ends_green_and_leaves_the_shop_alone(self, location: Location) -> None:
        with location.locked():
            assert location.run().success
        assert location.writes() == {}
        assert "Another run is working on this shop" in location.metadata("listings")["busy"]

    def test_keeps_the_batch_that_the_other_run_works_on(self, location: Location) -> None:
        location.run()
        before = frame(location, "mapped_payloads")
        with location.locked():
            location.run()
        assert frame(location, "mapped_payloads") == before

    def test_another_region_is_not_held_up(self, location: Location) -> None:
        with location.locked("GB"):
            location.run(region="US")
        assert location.writes("US") == {"create": len(FOR_SALE)}

    def test_the_lock_is_released_at_the_end_of_a_run(self, location: Location) -> None:
        location.run()
        with location.locked():
            pass


class TestChecks:
    def test_an_empty_category_tree_stops_the_run_before_anything_is_sent(self, location: Location) -> None:
        location.world.taxonomy.regions["GB"].categories.clear()
        result = location.run(check=False)
        assert not result.success
        assert {event.step_key for event in result.get_step_failure_events()} <= {"category_tree"}
        assert location.writes() == {}

    @pytest.mark.parametrize(
        ("lost", "listed", "passed"), [(0, 0, True), (19, 19, True), (10, 20, True), (11, 20, False)]
    )
    def test_a_large_batch_that_stops_mapping_is_a_broken_rule(
        self, location: Location, lost: int, listed: int, passed: bool
    ) -> None:
        check = import_module("catalog_sync.assets.mapped_payloads")._check(lost, listed)
        assert check.passed is passed


def test_a_run_without_a_shop_says_so(location: Location) -> None:
    with pytest.raises(
        Exception, match=rf"There is no shop '' in the configuration; known: {', '.join(REGIONS)}\."
    ):
        location.defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=location.instance,
            asset_selection=[dg.AssetKey("category_tree")],
            tags={"dagster/asset_partition_range_start": "GB", "dagster/asset_partition_range_end": "ID"},
        )


def test_tables_are_cut_with_a_count_of_the_rest() -> None:
    table = import_module("catalog_sync.assets.common").markdown_table(
        ["a", "b"], [("x|y", "1\n2")] * 3, limit=2
    )
    assert table.value == "| a | b |\n| --- | --- |\n| x\\|y | 1 2 |\n| x\\|y | 1 2 |\n\n… and 1 more"


def test_a_run_refuses_the_ledger_of_another_environment(location: Location) -> None:
    location.rows("update catalog_sync.environment set name = 'production'")
    with pytest.raises(dg.DagsterResourceFunctionError) as failed:
        location.run()
    assert str(failed.value.__cause__).startswith("This database serves the environment 'production'")
    assert location.rows("select count(*) from catalog_sync.looks") == [(0,)]
