"""Keeps a shop's category tree and the schemas of the leaves that matter, and finds what changed."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.category_changes import CategoryChange, compare
from catalog_sync.mapping.category_locales import further_locales
from catalog_sync.mapping.regions import RegionFacts
from catalog_sync.pim.hashing import canonical_hash
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.errors import NotFound, PayloadRefused

_TREE_AGE = timedelta(hours=1)
_NAMES_AGE = _SCHEMA_AGE = timedelta(hours=24)


async def refresh_tree(
    client: ShopClient, taxonomy: Taxonomy, region: RegionFacts, *, anew: bool = False
) -> tuple[list[dict[str, Any]], list[CategoryChange]]:
    """Read the tree, unless that was within the hour and not asked for `anew`; keep it when it holds anything.

    Returns its rows and what changed; the ledger keeps the changes with the products that they touch.
    """
    if not anew and taxonomy.tree_is_fresh(datetime.now(UTC) - _TREE_AGE):
        return taxonomy.tree()[0], []
    categories = await client.categories(locale=region.locale, category_version=region.category_version)
    nodes = [
        {
            "id": category.id,
            "parent_id": category.parent_id,
            "name": category.local_name.strip(),
            "is_leaf": category.is_leaf,
            "permissions": list(category.permission_statuses),
        }
        for category in sorted(categories, key=lambda category: category.id)
    ]
    if not nodes:
        return nodes, []
    changes = _changes(taxonomy, nodes, region.locale)
    counts = Counter(str(change.kind) for change in changes)
    taxonomy.store_tree(nodes, canonical_hash(nodes), dict(counts), locale=region.locale, found=changes)
    return nodes, changes


def _changes(taxonomy: Taxonomy, nodes: list[dict[str, Any]], locale: str) -> list[CategoryChange]:
    before, _ = taxonomy.tree()
    known = taxonomy.tree_locale()
    return compare(
        CategoryTree.from_rows(before), CategoryTree.from_rows(nodes), same_locale=known in (None, locale)
    )


async def refresh_names(
    client: ShopClient, taxonomy: Taxonomy, region: RegionFacts, locales: Iterable[str]
) -> bool:
    """Read the tree's names once a day in the further locales that rules and families speak (the PIM's: `de_DE`).

    A locale that TikTok refuses for this shop is left out. Returns whether any was read.
    """
    fresh = taxonomy.locales_since(datetime.now(UTC) - _NAMES_AGE)
    wanted = [locale for locale in further_locales(region.locale, locales) if locale not in fresh]
    for locale in wanted:
        await _refresh_names(client, taxonomy, region, locale)
    return bool(wanted)


async def _refresh_names(client: ShopClient, taxonomy: Taxonomy, region: RegionFacts, locale: str) -> None:
    try:
        categories = await client.categories(locale=locale, category_version=region.category_version)
    except (PayloadRefused, NotFound):
        return
    names = {category.id: category.local_name.strip() for category in categories}
    if names:
        taxonomy.store_names(locale, names, canonical_hash(names))


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
