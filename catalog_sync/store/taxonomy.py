"""The category trees and leaf schemas as each shop last showed them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import category_schemas, category_trees


class Taxonomy:
    """Tree and schemas of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def tree_is_fresh(self, since: datetime) -> bool:
        """Whether the tree was fetched after this moment."""
        query = sa.select(category_trees.c.fetched_at).where(category_trees.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            fetched_at = connection.scalar(query)
        return fetched_at is not None and fetched_at >= since

    def tree(self) -> tuple[list[dict[str, Any]], str]:
        """The nodes of the tree and its hash; empty before the first fetch."""
        query = sa.select(category_trees.c.nodes, category_trees.c.content_hash)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(category_trees.c.shop_id == self._shop_id)).first()
        return (row.nodes, row.content_hash) if row else ([], "")

    def store_tree(self, nodes: list[dict[str, Any]], content_hash: str, changes: dict[str, Any]) -> None:
        """Replace the tree; `changes` says what differs from the one before."""
        values = {
            "nodes": nodes,
            "content_hash": content_hash,
            "changes": changes,
            "fetched_at": sa.func.now(),
        }
        statement = insert(category_trees).values(shop_id=self._shop_id, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))

    def fresh_categories(self, since: datetime) -> set[str]:
        """Leaves whose schema was fetched after this moment."""
        query = sa.select(category_schemas.c.category_id).where(
            category_schemas.c.shop_id == self._shop_id, category_schemas.c.fetched_at >= since
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def store_schema(
        self, category_id: str, attributes: list[dict[str, Any]], rules: dict[str, Any], content_hash: str
    ) -> None:
        """Keep the attributes and rules of a leaf, as TikTok answered them."""
        values = {
            "attributes": attributes,
            "rules": rules,
            "content_hash": content_hash,
            "fetched_at": sa.func.now(),
        }
        statement = insert(category_schemas).values(shop_id=self._shop_id, category_id=category_id, **values)
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["shop_id", "category_id"], set_=values)
            )

    def schemas(self, category_ids: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        """Leaf -> {attributes, rules, content_hash}; all known ones when no ids are given."""
        query = sa.select(category_schemas).where(category_schemas.c.shop_id == self._shop_id)
        if category_ids is not None:
            query = query.where(category_schemas.c.category_id.in_(category_ids))
        with self._engine.connect() as connection:
            return {row["category_id"]: dict(row) for row in connection.execute(query).mappings()}
