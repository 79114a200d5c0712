"""A shop's tree and leaf schemas: read once while they are fresh, with changes named and bad leaves apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from catalog_sync.mapping.categories import Category as NamedCategory
from catalog_sync.mapping.category_changes import CategoryChange, Kind
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_parts import CategoryChoice
from catalog_sync.sandbox.tiktok.taxonomy import Category
from catalog_sync.store.calls import calls_of
from catalog_sync.store.category_changes import changes_since, products_of
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.rule_problems import market_of
from catalog_sync.sync.taxonomy import refresh_names, refresh_schemas, refresh_tree
from catalog_sync_tests.sync.goods import lamp, mug
from catalog_sync_tests.sync.shopfront import Shopfront

TREE = "GET /product/202309/categories"
MUGS, NO_LEAF = "600031", "600030"


def tree(front: Shopfront) -> tuple[list[dict], list[CategoryChange]]:
    async def refresh(desk: Desk):
        return await refresh_tree(desk.client, desk.taxonomy, desk.facts.region)

    return front.at_desk(refresh, locked=False)


def schemas(front: Shopfront, *leaves: str) -> tuple[dict[str, str], set[str]]:
    """Which leaves could not be read, and those that are known."""

    async def refresh(desk: Desk):
        problems = await refresh_schemas(desk.client, desk.taxonomy, desk.facts.region, leaves)
        return problems, set(desk.taxonomy.schemas())

    return front.at_desk(refresh, locked=False)


def change(front: Shopfront, edit: Callable[[dict[str, Category]], dict[str, Category]]) -> None:
    """Change the shop's tree, and let the ledger's be old enough to be read again."""
    world = front.world
    shown = world.taxonomy.regions["GB"]
    changed = replace(shown, categories=edit(dict(shown.categories)))
    world.taxonomy = replace(world.taxonomy, regions={**world.taxonomy.regions, "GB": changed})
    age(front, "category_trees", "61 minutes")


def split(nodes: dict[str, Category], leaf: str, below: str) -> dict[str, Category]:
    child = replace(nodes[leaf], id=below, parent_id=leaf, name="Coffee Mugs")
    return nodes | {leaf: replace(nodes[leaf], is_leaf=False), below: child}


def close(nodes: dict[str, Category], leaf: str) -> dict[str, Category]:
    return nodes | {leaf: replace(nodes[leaf], permission_statuses=("INVITE_ONLY",))}


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
    assert tree(front) == (first, [])
    assert front.calls(TREE) == 2


def test_what_changed_in_the_tree_is_kept_with_the_products_and_live_listings_it_touches(
    front: Shopfront,
) -> None:
    front.stock(mug(1), mug(2), lamp())
    front.sync()
    front.judge()
    front.sweep()
    change(front, lambda nodes: split(nodes, MUGS, "600099"))
    _, [found] = tree(front)
    assert (found.kind, found.category_id, found.successors) == (Kind.SPLIT, MUGS, ("600099",))
    [row] = changes_since(front.engine, front.shop.id, datetime.now(UTC) - timedelta(hours=1))
    assert (row["kind"], row["products"], row["live"]) == ("split", 2, 2)
    assert row["families"] == ["mugs"]
    assert row["identifiers"] == ["MUG-1", "MUG-2"]
    touched = products_of(front.engine, row["change_id"])
    assert [each["product_key"] for each in touched] == ["product:mug-1", "product:mug-2"]
    assert {each["product_id"] for each in touched} <= front.shop.products.keys()
    with front.engine.begin() as connection:
        moved = "update catalog_sync.looks set category_id = '600099' where product_key = 'product:mug-1'"
        connection.execute(sa.text(moved))
    [row] = changes_since(front.engine, front.shop.id, datetime.now(UTC) - timedelta(hours=1))
    assert (row["products"], row["live"], row["identifiers"]) == (1, 1, ["MUG-2"])


def test_changes_older_than_a_year_are_forgotten_with_their_products(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    change(front, lambda nodes: split(nodes, MUGS, "600099"))
    tree(front)
    with front.engine.begin() as connection:
        connection.execute(
            sa.text("update catalog_sync.category_changes set found_at = now() - interval '401 days'")
        )
    age(front, "category_trees", "61 minutes")
    tree(front)
    with front.engine.connect() as connection:
        for table in ("category_changes", "category_change_products"):
            assert connection.scalar(sa.text(f"select count(*) from catalog_sync.{table}")) == 0


def test_a_product_whose_leaf_was_split_is_blocked_and_its_listing_stays(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    front.judge()
    front.sweep()
    change(front, lambda nodes: split(nodes, MUGS, "600099"))
    tree(front)
    front.call_back("product:mug-1")
    front.sync()
    assert [finding["code"] for finding in front.look("product:mug-1")["findings"]] == ["category_not_leaf"]
    assert front.products["product:mug-1"]["status"] == "ACTIVATE"


def test_a_first_reading_and_one_in_another_locale_rename_nothing(front: Shopfront) -> None:
    assert tree(front)[1] == []
    with front.engine.begin() as connection:
        renamed = "replace(nodes::text, 'Mugs', 'Tassen')::jsonb"
        connection.execute(
            sa.text(f"update catalog_sync.category_trees set nodes = {renamed}, locale = 'de-DE'")
        )
    age(front, "category_trees", "61 minutes")
    assert tree(front)[1] == []
    assert front.engine.connect().scalar(sa.text("select locale from catalog_sync.category_trees")) == "en-GB"


def test_a_permission_that_changed_is_kept(front: Shopfront) -> None:
    tree(front)
    change(front, lambda nodes: close(nodes, MUGS))
    [found] = tree(front)[1]
    assert (found.kind, found.before, found.after) == (Kind.PERMISSION, "AVAILABLE", "INVITE_ONLY")


def test_a_path_in_another_language_of_the_tree_is_no_mistake(front: Shopfront) -> None:
    tree(front)
    nodes, _ = Taxonomy(front.engine, front.shop.id).tree()
    names = {node["id"]: f"DE {node['name']}" for node in nodes}
    Taxonomy(front.engine, front.shop.id).store_names("de-DE", names, "hash")
    rules = load_rules(front.configuration.mapping, region="GB", partition_key="GB", measures=None)
    market = market_of(front.configuration, front.engine, "GB", rules, {})
    found = market.tree.leaf(CategoryChoice(path="DE Kitchenware > DE Drinkware > DE Mugs"))
    assert isinstance(found, NamedCategory)


def test_names_are_read_once_a_day_in_the_languages_of_the_rules_and_in_english(front: Shopfront) -> None:
    async def names(desk: Desk):
        await refresh_names(desk.client, desk.taxonomy, desk.facts.region, ["en_US", "id_ID", "xx_XX"])
        return desk.taxonomy.names()

    tree(front)
    known, first = front.at_desk(names, locked=False)
    assert known.keys() == {"id-ID"}
    assert MUGS in known["id-ID"]
    assert front.at_desk(names, locked=False)[1] == first
    assert front.calls(TREE) == 2
    age(front, "category_names", "25 hours")
    front.at_desk(names, locked=False)
    assert front.calls(TREE) == 3


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
