"""The category tree of this shop region, what its leaves ask of a product, and the brands that the shop may name."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from catalog_sync.assets.authorizations import authorization_evaluation, authorizations, current_states
from catalog_sync.assets.common import (
    GROUP,
    OWNERS,
    blocking_check,
    busy_result,
    counts_table,
    markdown_table,
)
from catalog_sync.assets.setup_check import setup_result, setup_spec
from catalog_sync.configuration import current_configuration
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Shop
from catalog_sync.store.category_changes import changes_since
from catalog_sync.sync.brand_names import brand_names
from catalog_sync.sync.brands import refresh_brands
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.readiness import known_readiness, look_at_setup
from catalog_sync.sync.rulebook import Rulebook, open_rulebook
from catalog_sync.sync.setup_items import Readiness
from catalog_sync.sync.suggest import suggest_if_applied
from catalog_sync.sync.taxonomy import refresh_names, refresh_schemas, refresh_tree


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"tiktok"},
    partitions_def=shop_regions,
    deps=[authorizations],
    check_specs=[
        blocking_check("tree_is_not_empty", asset="category_tree"),
        setup_spec(),
    ],
)
async def category_tree(context: dg.AssetExecutionContext, shop: Shop) -> dg.MaterializeResult:
    """Nodes, leaf flags and permissions; attributes and rules of the leaves that rules or listings name; brands."""
    if shop.busy:
        async with shop.desk() as desk:
            return busy_result(*_checks(True, known_readiness(desk)))
    alone = context.run.asset_selection == {context.asset_key}
    context.log_event(authorization_evaluation(current_states()))
    began = datetime.now(UTC)
    async with shop.desk() as desk:
        readiness = await look_at_setup(desk, current_configuration(), anew=alone)
        nodes, changes = await refresh_tree(desk.client, desk.taxonomy, desk.facts.region, anew=alone)
        rulebook = await _rulebook(desk)
        leaves = rulebook.named_leaves() | desk.looks.categories()
        unreadable = await refresh_schemas(desk.client, desk.taxonomy, desk.facts.region, leaves)
        brands = await _brands(desk, rulebook, anew=alone)
    return dg.MaterializeResult(
        metadata={
            "categories": len(nodes),
            "leaves": sum(node["is_leaf"] for node in nodes),
            "schemas": len(leaves) - len(unreadable),
            "changes": counts_table(Counter(str(change.kind) for change in changes), "change"),
            "changes_touching_products": _touching(desk, began) if changes else dg.MetadataValue.md("none"),
            "brands": brands,
            "unreadable_leaves": markdown_table(["leaf", "problem"], sorted(unreadable.items())),
        },
        check_results=_checks(bool(nodes), readiness),
    )


async def _rulebook(desk: Desk) -> Rulebook:
    """The rules and all they need, once the tree is known in their locales and suggestions they let in are made."""
    mapping = current_configuration().mapping
    rulebook = open_rulebook(mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions)
    read = await refresh_names(desk.client, desk.taxonomy, desk.facts.region, rulebook.rules.locales)
    applied = await suggest_if_applied(desk, rulebook.rules)
    if not (read or applied):
        return rulebook
    return open_rulebook(mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions)


async def _brands(desk: Desk, rulebook: Rulebook, *, anew: bool) -> str:
    """How many brands the shop may name are known by now, or why they could not be read."""
    problem = await refresh_brands(
        desk.client,
        desk.taxonomy,
        desk.facts.region,
        lambda: brand_names(rulebook.rules, desk.mirror),
        anew=anew,
    )
    return problem or f"{len((desk.taxonomy.brands() or {'brands': ()})['brands'])} known"


def _touching(desk: Desk, began: datetime) -> dg.MetadataValue[Any]:
    """The changes of this reading that touch products, what sells first."""
    rows = [row for row in changes_since(desk.engine, desk.shop_id, began) if row["products"]]
    columns = ["category", "change", "before", "after", "products", "live", "families", "instead"]
    cells = ("category_id", "kind", "before", "after", "products", "live")
    lists = ("families", "successors")
    return markdown_table(
        columns, [[*(row[name] for name in cells), *(", ".join(row[name]) for name in lists)] for row in rows]
    )


def _checks(tree_holds_anything: bool, readiness: Readiness | None) -> list[dg.AssetCheckResult]:
    return [
        dg.AssetCheckResult(check_name="tree_is_not_empty", passed=tree_holds_anything),
        setup_result(readiness),
    ]
