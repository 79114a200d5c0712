"""The whole way, as Dagster runs it over HTTP: a shop sells, its source of stock stands still, everything is backfilled."""

from typing import Any

import httpx
import pytest
import yaml

from catalog_sync_tests.assets.location import FOR_SALE, Location, catalogue_directory, location

__all__ = ["catalogue_directory", "location"]

SKU = "MUG-001"


def order(location: Location, units: int) -> None:
    """Let buyers order, through the sandbox's own control."""
    api = yaml.safe_load(location.configuration.read_text())["apps"]["row"]["api_url"]
    body = {"region": "GB", "seller_sku": SKU, "quantity": units}
    httpx.post(f"{api}/_sandbox/orders", json=body).raise_for_status()


def tell(location: Location, units: int) -> None:
    """Let the source of stock know a number, as of now."""
    body = {"quantities": {"GB": units}}
    httpx.patch(f"{location.pim.url}/_pim/offers/{SKU}", json=body).raise_for_status()


def on_sale(location: Location) -> int:
    """The units that buyers can still order."""
    skus = [sku for product in location.shop().products.values() for sku in product.base.skus]
    return next(sum(sku.inventory.values()) for sku in skus if sku.seller_sku == SKU)


def look(location: Location) -> tuple[Any, ...]:
    """State, what it waits for, and the codes of its findings."""
    query = """
        select k.state, k.waits_for, k.findings from catalog_sync.looks k
        join catalog_sync.pim_products p using (product_key) where p.identifier = :sku and k.shop_id = :shop"""
    ((state, waits_for, findings),) = location.rows(query, sku=SKU, shop=location.shop().id)
    return state, waits_for, [finding["code"] for finding in findings]


@pytest.fixture
def selling(location: Location) -> Location:
    """A shop that sells what its source has counted: twenty mugs among other things."""
    tell(location, 20)
    location.settle()
    assert on_sale(location) == 20
    return location


def test_five_units_sold_in_the_sandbox_a_stale_source_and_a_full_backfill_oversell_nothing(
    selling: Location,
) -> None:
    order(selling, 5)
    before = selling.writes()
    selling.run(relook=True)
    assert selling.metadata("pim_delta")["in_this_batch"] >= len(FOR_SALE)
    assert (on_sale(selling), selling.writes()) == (15, before)
    selling.run()
    assert (on_sale(selling), selling.writes()) == (15, before)
    tell(selling, 15)
    selling.run(relook=True)
    assert (on_sale(selling), selling.writes(), look(selling)) == (15, before, ("accepted", None, []))


def test_a_number_from_before_the_sale_is_not_sent_by_any_run(selling: Location) -> None:
    tell(selling, 30)
    order(selling, 5)
    for kind in ({"prices_and_stock_only": True}, {}, {"relook": True}):
        selling.run(**kind)
        assert (on_sale(selling), selling.writes().get("stock", 0)) == (15, 0)
    assert look(selling) == ("deferred", "fresh price or stock", ["stock_predates_sale"])
    tell(selling, 25)
    selling.run(prices_and_stock_only=True)
    assert (on_sale(selling), look(selling)) == (25, ("accepted", None, []))
