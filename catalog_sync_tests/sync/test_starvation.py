"""A backlog never starves the day's changes: 60,000 creates under a daily limit, a recall and an edit go out at once."""

from typing import Any

import dagster as dg
import httpx

from catalog_sync_tests.assets.location import Location, catalogue_directory, location
from catalog_sync_tests.sync.shopfront import CREATE

__all__ = ["catalogue_directory", "location"]

WAITING = 60_000
LIMIT, BATCH = 100, 300
IN_FLIGHT = 32

_COPIES = """
insert into catalog_sync.pim_products
    (product_key, identifier, family, document, content_hash, revision, enabled, categories, dictionary_hash)
select 'product:waiting-' || i, 'WAITING-' || i, family,
       document || jsonb_build_object(
           'key', 'product:waiting-' || i, 'identifier', 'WAITING-' || i,
           'skus', jsonb_build_array((document -> 'skus' -> 0) #- '{values,ean}'
               || jsonb_build_object('key', 'waiting-' || i, 'sku', 'WAITING-' || i))),
       'waiting', (select max(revision) from catalog_sync.pim_products) + i, enabled, categories, dictionary_hash
from catalog_sync.pim_products, generate_series(1, :number) i where identifier = 'MUG-001'
"""
_SKUS = """
insert into catalog_sync.pim_skus (product_key, sku_key, sku)
select product_key, 'waiting-' || substr(identifier, 9), identifier
from catalog_sync.pim_products where content_hash = 'waiting'
"""
_OFFERS = """
insert into catalog_sync.offers (sku, prices, quantities, as_of, content_hash, revision)
select p.identifier, o.prices, o.quantities, now(), 'waiting',
       (select max(revision) from catalog_sync.offers) + row_number() over ()
from catalog_sync.pim_products p, catalog_sync.offers o
where p.content_hash = 'waiting' and o.sku = 'MUG-001'
"""


def fill_the_mirror(location: Location, number: int = WAITING) -> None:
    """Let so many mugs wait in the mirror that no shop has listed."""
    for statement in (_COPIES, _SKUS, _OFFERS):
        location.rows(statement, **({"number": number} if statement is _COPIES else {}))


def requested(location: Location, sensor: str) -> list[dg.RunRequest]:
    """The runs that a tick of a sensor asks for."""
    context = dg.build_sensor_context(instance=location.instance, definitions=location.defs)
    return list(location.defs.resolve_sensor_def(sensor).evaluate_tick(context).run_requests or [])


def nothing_is_requested(location: Location) -> bool:
    """Whether neither the follow-up nor the review's sensor starts a run."""
    return requested(location, "follow_up") == requested(location, "review_gb") == []


def edit(location: Location, sku: str, **product: Any) -> None:
    """Edit a product in the PIM."""
    httpx.patch(f"{location.pim.url}/_pim/products/{sku}", json=product).raise_for_status()


def text(value: str) -> list[dict[str, Any]]:
    """A value of a localizable attribute."""
    return [{"locale": "en_US", "scope": None, "data": value}]


def creates(location: Location) -> int:
    """How many creates the shop was asked for."""
    return sum(location.world.calls.counts()["GB"].get(CREATE, {}).values())


def since(location: Location, before: dict[str, int]) -> dict[str, int]:
    """The calls by action that were written ahead since."""
    now = {action: number - before.get(action, 0) for action, number in location.writes().items()}
    return {action: number for action, number in now.items() if number}


def test_a_recall_and_an_edit_go_out_while_60000_creates_wait_under_a_daily_limit(location: Location) -> None:
    """Failure modes 1 and 11: what the PIM took back or changed is followed, however long the line behind it."""
    location.settle()
    fill_the_mirror(location)
    location.shop().settings.daily_create_limit = LIMIT
    location.run(products=BATCH)
    assert location.metadata("listings")["creates_held_by_daily_limit"] == WAITING - BATCH
    assert len(location.shop().products) == LIMIT
    assert creates(location) <= LIMIT + IN_FLIGHT
    assert nothing_is_requested(location)

    asked = creates(location)
    location.run()
    assert location.metadata("pim_delta")["due"] == 0
    assert nothing_is_requested(location)

    edit(location, "CSH-001", enabled=False)
    edit(location, "BTL-001", values={"name": text("Trail Bottle in Steel, with a New Name")})
    before = location.writes()
    location.run()
    assert since(location, before) == {"deactivate": 1, "edit": 1}
    assert creates(location) == asked
    assert nothing_is_requested(location)

    location.shop().settings.daily_create_limit = None
    location.rows("update catalog_sync.shop_limits set until = now()")
    assert [request.job_name for request in requested(location, "review_gb")] == ["sync_region"]
    before = location.writes()
    location.run(products=20)
    assert since(location, before) == {"create": 20}
    assert [request.partition_key for request in requested(location, "follow_up")] == ["GB"]
