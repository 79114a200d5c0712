"""The category tree of this shop region, and what its leaves ask of a product."""

import dagster as dg

from catalog_sync.assets.common import (
    GROUP,
    OWNERS,
    blocking_check,
    busy_result,
    counts_table,
    markdown_table,
)
from catalog_sync.configuration import current_configuration
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Shop
from catalog_sync.sync.rulebook import open_rulebook
from catalog_sync.sync.taxonomy import refresh_schemas, refresh_tree


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"tiktok"},
    partitions_def=shop_regions,
    check_specs=[blocking_check("tree_is_not_empty", asset="category_tree")],
)
async def category_tree(context: dg.AssetExecutionContext, shop: Shop) -> dg.MaterializeResult:
    """Nodes, leaf flags and permissions; attributes and rules of the leaves that rules or listings name."""
    if shop.busy:
        return busy_result(_tree_check(True))
    alone = context.selected_asset_keys == {context.asset_key}
    async with shop.desk() as desk:
        nodes, changes = await refresh_tree(desk.client, desk.taxonomy, desk.facts.region, anew=alone)
        rulebook = open_rulebook(current_configuration().mapping, desk.facts, desk.mirror, desk.taxonomy)
        leaves = rulebook.named_leaves() | desk.looks.categories()
        unreadable = await refresh_schemas(desk.client, desk.taxonomy, desk.facts.region, leaves)
    return dg.MaterializeResult(
        metadata={
            "categories": len(nodes),
            "leaves": sum(node["is_leaf"] for node in nodes),
            "schemas": len(leaves) - len(unreadable),
            "changes": counts_table({name: len(ids) for name, ids in changes.items()}, "change"),
            "unreadable_leaves": markdown_table(["leaf", "problem"], sorted(unreadable.items())),
        },
        check_results=[_tree_check(bool(nodes))],
    )


def _tree_check(passed: bool) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(check_name="tree_is_not_empty", passed=passed)
