"""Rules for the warehouses and quantities of a SKU's stock."""

from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.model import Shop
from catalog_sync.sandbox.tiktok.world import World

MAX_QUANTITY = 99_999

Rows = list[dict[str, Any]]


def check_stock(world: World, shop: Shop, inventory: Rows) -> Iterator[Refusal]:
    """Check warehouses and quantities; only enabled sales warehouses of the shop take stock."""
    if not inventory:
        yield refusal(12019022)
    if len({row.get("warehouse_id") for row in inventory}) < len(inventory):
        yield refusal(12052533)
    for row in inventory:
        yield from _check_warehouse(world, shop, warehouse_of(shop, row))
        yield from _check_quantity(shop, row.get("quantity"))


def warehouse_of(shop: Shop, row: dict[str, Any]) -> str:
    """Return the row's warehouse; the id may be left out when the shop has a single sales warehouse."""
    return str(row.get("warehouse_id") or shop.sales_warehouse)


def sales_warehouses(shop: Shop) -> dict[str, str]:
    """Return the `effect_status` of the sales warehouses by id."""
    return {shop.sales_warehouse: "ENABLED", **shop.further_warehouses}


def _check_warehouse(world: World, shop: Shop, warehouse_id: str) -> Iterator[Refusal]:
    status = sales_warehouses(shop).get(warehouse_id)
    if warehouse_id == shop.return_warehouse:
        yield refusal(12052532)
    elif status is None:
        yield _unknown(world, warehouse_id)
    elif status != "ENABLED":
        yield refusal(12052531)


def _unknown(world: World, warehouse_id: str) -> Refusal:
    known = any(
        warehouse_id in {*sales_warehouses(shop), shop.return_warehouse} for shop in world.shops.values()
    )
    return refusal(12052530, warehouse=warehouse_id) if known else refusal(12052097)


def _check_quantity(shop: Shop, quantity: int | None) -> Iterator[Refusal]:
    """Check a quantity; whether 0 may be sent is disputed and a setting of the shop."""
    if quantity is None or quantity < 0:
        yield refusal(12019024)
    elif quantity > MAX_QUANTITY or (quantity == 0 and not shop.settings.zero_stock):
        yield refusal(12052055)
