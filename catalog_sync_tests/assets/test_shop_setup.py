"""Runs of a shop that may not list: new listings wait, prices and stock go on, and all is made up for once mended."""

import dagster as dg

from catalog_sync_tests.assets.location import FOR_SALE, Location

CHECK = dg.AssetCheckKey(dg.AssetKey("category_tree"), "shop_may_list")


def check(result: dg.ExecuteInProcessResult) -> dg.AssetCheckEvaluation:
    """What a run found of the shop's setup."""
    return next(item for item in result.get_asset_check_evaluations() if item.asset_check_key == CHECK)


def waiting(location: Location) -> int:
    """How many products wait for the shop's setup."""
    query = "select count(*) from catalog_sync.looks where waits_for = 'shop setup' and state = 'deferred'"
    return int(location.rows(query)[0][0])


def looked_at_long_ago(location: Location) -> None:
    location.rows("update catalog_sync.shop_setup set looked_at = looked_at - interval '2 hours'")


def reprice(location: Location) -> None:
    """Let every price be a little another one in the ledger than in the shop."""
    location.rows("""
        update catalog_sync.listings set standing = 'live', prices = (
            select jsonb_object_agg(
                key, value || jsonb_build_object('amount', round((value ->> 'amount')::numeric * 1.1, 2)::text)
            ) from jsonb_each(prices)
        )
    """)
    location.rows("update catalog_sync.looks set due_at = now()")


def test_a_shop_that_may_list_passes(location: Location) -> None:
    result = location.run()
    assert check(result).passed
    assert check(result).partition == "GB"
    assert "| RETURN_WAREHOUSE | ok |" in check(result).metadata["items"].value


def test_new_listings_wait_and_say_for_what(location: Location) -> None:
    location.shop().return_warehouse = ""
    result = location.run()
    assert result.success
    assert location.writes() == {}
    assert waiting(location) == len(FOR_SALE)
    assert (check(result).passed, check(result).severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "| RETURN_WAREHOUSE | fails | No return warehouse. | Add a return warehouse" in (
        check(result).metadata["items"].value
    )
    findings = location.rows(
        "select distinct code, message from catalog_sync.findings where code like 'shop%'"
    )
    assert [code for code, _ in findings] == ["shop_not_ready"]
    assert "No return warehouse." in findings[0][1]


def test_what_waits_occupies_no_batch_until_the_shop_is_mended(location: Location) -> None:
    location.shop().return_warehouse = ""
    location.run()
    location.run()
    assert location.metadata("pim_delta")["due"] == 0


def test_all_is_made_up_for_once_the_shop_is_mended(location: Location) -> None:
    shop, warehouse = location.shop(), location.shop().return_warehouse
    shop.return_warehouse = ""
    location.run()
    shop.return_warehouse = warehouse
    assert check(location.run()).passed
    location.run()
    assert location.writes() == {"create": len(FOR_SALE)}
    assert waiting(location) == 0


def test_prices_go_on_while_new_listings_wait(location: Location) -> None:
    location.run(products=5)
    created = location.writes()["create"]
    assert 0 < created < len(FOR_SALE)
    location.judge()
    reprice(location)
    location.shop().return_warehouse = ""
    looked_at_long_ago(location)
    for _ in range(3):
        location.run()
    assert location.writes() == {"create": created, "price": created}
    assert waiting(location) == len(FOR_SALE) - created


def test_a_deactivation_goes_on_while_new_listings_wait(location: Location) -> None:
    location.settle()
    location.shop().return_warehouse = ""
    looked_at_long_ago(location)
    location.rows("update catalog_sync.pim_products set deleted_at = now() where identifier = 'CSH-001'")
    location.rows("update catalog_sync.looks set due_at = now()")
    location.run()
    assert location.writes()["deactivate"] == 1


def test_a_busy_run_shows_what_was_known(location: Location) -> None:
    location.shop().return_warehouse = ""
    location.run()
    with location.locked():
        assert not check(location.run()).passed


def test_the_tree_materialized_alone_looks_anew(location: Location) -> None:
    location.run()
    location.shop().return_warehouse = ""
    alone = location.defs.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=location.instance, partition_key="GB", asset_selection=[dg.AssetKey("category_tree")]
    )
    assert not check(alone).passed
