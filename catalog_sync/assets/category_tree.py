"""The category tree of this shop region, and what its leaves ask of a product."""

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
from catalog_sync.sync.readiness import known_readiness, look_at_setup
from catalog_sync.sync.rulebook import open_rulebook
from catalog_sync.sync.setup_items import Readiness
from catalog_sync.sync.taxonomy import refresh_schemas, refresh_tree


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
    """Nodes, leaf flags and permissions; attributes and rules of the leaves that rules or listings name."""
    if shop.busy:
        async with shop.desk() as desk:
            return busy_result(*_checks(True, known_readiness(desk)))
    alone = context.run.asset_selection == {context.asset_key}
    context.log_event(authorization_evaluation(current_states()))
    async with shop.desk() as desk:
        readiness = await look_at_setup(desk, current_configuration(), anew=alone)
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
        check_results=_checks(bool(nodes), readiness),
    )


def _checks(tree_holds_anything: bool, readiness: Readiness | None) -> list[dg.AssetCheckResult]:
    return [
        dg.AssetCheckResult(check_name="tree_is_not_empty", passed=tree_holds_anything),
        setup_result(readiness),
    ]
