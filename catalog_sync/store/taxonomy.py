"""The category trees, leaf schemas and brands as each shop last showed them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.category_changes import FoundChange, record_changes
from catalog_sync.store.category_tables import category_names, category_suggestions, shop_brands
from catalog_sync.store.tables import category_schemas, category_trees


class Taxonomy:
    """Tree, schemas and brands of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def tree_is_fresh(self, since: datetime) -> bool:
        """Whether the tree was fetched after this moment."""
        row = self._row(category_trees.c.fetched_at)
        return row is not None and row.fetched_at >= since

    def tree(self) -> tuple[list[dict[str, Any]], str]:
        """The nodes of the tree and its hash; empty before the first fetch."""
        row = self._row(category_trees.c.nodes, category_trees.c.content_hash)
        return (row.nodes, row.content_hash) if row else ([], "")

    def tree_locale(self) -> str | None:
        """The locale that the tree's names are in; None before the first fetch."""
        row = self._row(category_trees.c.locale)
        return row.locale if row else None

    def store_tree(
        self,
        nodes: list[dict[str, Any]],
        content_hash: str,
        changes: dict[str, Any],
        *,
        locale: str | None = None,
        found: Sequence[FoundChange] = (),
    ) -> None:
        """Replace the tree; `changes` counts what differs from the one before, `found` lists it."""
        values = {
            "nodes": nodes,
            "content_hash": content_hash,
            "changes": changes,
            "locale": locale,
            "fetched_at": sa.func.now(),
        }
        statement = insert(category_trees).values(shop_id=self._shop_id, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))
            record_changes(connection, self._shop_id, found)

    def names(self) -> tuple[dict[str, dict[str, str]], str]:
        """The names of the categories in further locales, and a hash of them all."""
        query = sa.select(category_names).where(category_names.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(category_names.c.locale)).all()
        return {row.locale: row.names for row in rows}, "|".join(row.content_hash for row in rows)

    def locales_since(self, since: datetime) -> set[str]:
        """The further locales whose names were fetched after this moment."""
        query = sa.select(category_names.c.locale).where(
            category_names.c.shop_id == self._shop_id, category_names.c.fetched_at >= since
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def store_names(self, locale: str, names: dict[str, str], content_hash: str) -> None:
        """Keep the names of the categories in one more locale."""
        self._keep(
            category_names, {"locale": locale}, {"names": names, "content_hash": content_hash}, "fetched_at"
        )

    def suggestions(self) -> dict[str, dict[str, Any]]:
        """Family -> {basis, suggestions, made_at}, as they were last made."""
        query = sa.select(category_suggestions).where(category_suggestions.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            return {row["family"]: dict(row) for row in connection.execute(query).mappings()}

    def store_suggestions(self, family: str, basis: str, suggestions: list[dict[str, Any]]) -> None:
        """Keep the leaves suggested for a family; `basis` names all that they were made from."""
        values = {"basis": basis, "suggestions": suggestions}
        self._keep(category_suggestions, {"family": family}, values, "made_at")

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
        values = {"attributes": attributes, "rules": rules, "content_hash": content_hash}
        self._keep(category_schemas, {"category_id": category_id}, values, "fetched_at")

    def schemas(self, category_ids: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        """Leaf -> {attributes, rules, content_hash}; all known ones when no ids are given."""
        query = sa.select(category_schemas).where(category_schemas.c.shop_id == self._shop_id)
        if category_ids is not None:
            query = query.where(category_schemas.c.category_id.in_(category_ids))
        with self._engine.connect() as connection:
            return {row["category_id"]: dict(row) for row in connection.execute(query).mappings()}

    def brands(self) -> dict[str, Any] | None:
        """The row of `shop_brands`, None before the first fetch.

        `asked` is None where `brands` are all that the shop knows; else brands were looked up by name, and it has the
        key of each name with the moment (ISO 8601) it was last asked for.
        """
        query = sa.select(shop_brands).where(shop_brands.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return dict(row) if row else None

    def store_brands(
        self, brands: list[dict[str, Any]], asked: dict[str, str] | None, content_hash: str
    ) -> None:
        """Replace the brands, as TikTok answered them."""
        values = {"brands": brands, "asked": asked, "content_hash": content_hash}
        self._keep(shop_brands, {}, values, "fetched_at")

    def _row(self, *columns: sa.Column[Any]) -> Any | None:
        query = sa.select(*columns).where(category_trees.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            return connection.execute(query).first()

    def _keep(self, table: sa.Table, key: dict[str, str], values: dict[str, Any], moment: str) -> None:
        key = {"shop_id": self._shop_id, **key}
        statement = insert(table).values(**key, **values)
        updates = values | {moment: sa.func.now()}
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=updates))
