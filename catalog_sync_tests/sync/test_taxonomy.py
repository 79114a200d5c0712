"""A shop's tree and leaf schemas: read once while they are fresh, with changes named and bad leaves apart."""

import sqlalchemy as sa

from catalog_sync.store.calls import calls_of
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.taxonomy import refresh_schemas, refresh_tree
from catalog_sync_tests.sync.shopfront import Shopfront

TREE = "GET /product/202309/categories"
MUGS, NO_LEAF = "600031", "600030"


def tree(front: Shopfront) -> tuple[list[dict], dict[str, list[str]]]:
    async def refresh(desk: Desk):
        return await refresh_tree(desk.client, desk.taxonomy, desk.facts.region)

    return front.at_desk(refresh, locked=False)


def schemas(front: Shopfront, *leaves: str) -> tuple[dict[str, str], set[str]]:
    """Which leaves could not be read, and those that are known."""

    async def refresh(desk: Desk):
        problems = await refresh_schemas(desk.client, desk.taxonomy, desk.facts.region, leaves)
        return problems, set(desk.taxonomy.schemas())

    return front.at_desk(refresh, locked=False)


def age(front: Shopfront, table: str, interval: str) -> None:
    with front.engine.begin() as connection:
        connection.execute(
            sa.text(f"update catalog_sync.{table} set fetched_at = fetched_at - interval '{interval}'")
        )


def test_the_tree_is_read_once_an_hour(front: Shopfront) -> None:
    first, _ = tree(front)
    assert tree(front)[0] == first
    assert front.calls(TREE) == 1
    age(front, "category_trees", "61 minutes")
    assert tree(front) == (first, {"added": [], "removed": [], "changed": []})
    assert front.calls(TREE) == 2


def test_what_changed_in_the_tree_is_named(front: Shopfront) -> None:
    nodes, changes = tree(front)
    assert changes["added"] == []
    [mugs] = [node for node in nodes if node["id"] == MUGS]
    altered = [node for node in nodes if node["id"] not in (MUGS, NO_LEAF)]
    altered += [mugs | {"permissions": ["INVITE_ONLY"]}, mugs | {"id": "1"}]

    async def keep(desk: Desk) -> None:
        desk.taxonomy.store_tree(altered, "another", {})

    front.at_desk(keep, locked=False)
    age(front, "category_trees", "61 minutes")
    assert tree(front)[1] == {"added": [NO_LEAF], "removed": ["1"], "changed": [MUGS]}


def test_a_leaf_is_read_once_a_day(front: Shopfront) -> None:
    schemas(front, MUGS)
    endpoint = "GET /product/202309/categories/{category_id}/rules"
    before = front.calls(endpoint)
    schemas(front, MUGS)
    assert (before, front.calls(endpoint)) == (1, 1)
    age(front, "category_schemas", "25 hours")
    schemas(front, MUGS)
    assert front.calls(endpoint) == 2


def test_a_leaf_that_cannot_be_read_is_named_and_the_others_are_kept(front: Shopfront) -> None:
    problems, known = schemas(front, NO_LEAF, MUGS)
    assert (problems.keys(), known) == ({NO_LEAF}, {MUGS})


def test_every_call_is_counted_in_the_ledger(front: Shopfront) -> None:
    tree(front)
    schemas(front, MUGS)
    counted = calls_of(front.engine, front.shop.id)
    assert counted == {"Get Categories": 1, "Get Category Attributes": 1, "Get Category Rules": 1}
