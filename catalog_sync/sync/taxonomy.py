"""Keeps a shop's category tree and the schemas of the leaves that matter, and says what changed."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_sync.mapping.regions import RegionFacts
from catalog_sync.pim.hashing import canonical_hash
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.errors import NotFound, PayloadRefused

_TREE_AGE = timedelta(hours=1)
_SCHEMA_AGE = timedelta(hours=24)


async def refresh_tree(
    client: ShopClient, taxonomy: Taxonomy, region: RegionFacts, *, anew: bool = False
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Read the tree, unless that was within the hour and not asked for `anew`; keep it when it holds anything.

    Returns its rows and the ids that were added, removed and changed.
    """
    if not anew and taxonomy.tree_is_fresh(datetime.now(UTC) - _TREE_AGE):
        return taxonomy.tree()[0], _changes([], [])
    categories = await client.categories(locale=region.locale, category_version=region.category_version)
    nodes = [
        {
            "id": category.id,
            "parent_id": category.parent_id,
            "name": category.local_name.strip(),
            "is_leaf": category.is_leaf,
            "permissions": list(category.permission_statuses),
        }
        for category in categories
    ]
    before, _ = taxonomy.tree()
    changes = _changes(before, nodes)
    if nodes:
        taxonomy.store_tree(nodes, canonical_hash(nodes), changes)
    return nodes, changes


def _changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, list[str]]:
    old, new = ({node["id"]: node for node in nodes} for nodes in (before, after))
    return {
        "added": sorted(new.keys() - old.keys()) if old else [],
        "removed": sorted(old.keys() - new.keys()),
        "changed": sorted(key for key in old.keys() & new.keys() if old[key] != new[key]),
    }


async def refresh_schemas(
    client: ShopClient, taxonomy: Taxonomy, region: RegionFacts, category_ids: Iterable[str]
) -> dict[str, str]:
    """Fetch attributes and rules of leaves older than a day; returns leaf -> why it could not be read."""
    fresh = taxonomy.fresh_categories(datetime.now(UTC) - _SCHEMA_AGE)
    wanted = sorted(set(category_ids) - fresh)
    outcomes = await asyncio.gather(*(_refresh_schema(client, taxonomy, region, leaf) for leaf in wanted))
    return {leaf: problem for leaf, problem in zip(wanted, outcomes, strict=True) if problem}


async def _refresh_schema(
    client: ShopClient, taxonomy: Taxonomy, region: RegionFacts, category_id: str
) -> str | None:
    query = {"category_version": region.category_version, "locale": region.locale}
    try:
        attributes, rules = await asyncio.gather(
            client.attributes(category_id, **query), client.rules(category_id, **query)
        )
    except (PayloadRefused, NotFound) as refused:
        return str(refused)
    rows = [attribute.model_dump(mode="json", by_alias=False) for attribute in attributes]
    described = rules.model_dump(mode="json", by_alias=False)
    taxonomy.store_schema(category_id, rows, described, canonical_hash([rows, described]))
    return None
