"""The mirror as an asset: a source that is down fails it alone, and never a region; the full re-read says 0."""

from typing import Any

import dagster as dg

from catalog_sync_tests.assets.location import FOR_SALE, Location

PRODUCTS = len(FOR_SALE) + 5
"""With the certificates."""


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
