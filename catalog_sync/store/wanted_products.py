"""Finds products by what people call them, and what of a shop's backlog is about them."""

# ruff: noqa: S608 (the query is put together from constants)

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from catalog_sync.store.due import batch_statement, parameters
from catalog_sync.store.due_terms import Terms
from catalog_sync.store.held_effects_tables import held_effects

_ALL = 2**31 - 1
_NAMED = sa.text("""
    select p.product_key from catalog_sync.pim_products p
    where p.product_key = :name or p.identifier = :name
       or exists (select from catalog_sync.pim_skus k where k.product_key = p.product_key and k.sku = :name)
       or exists (select from catalog_sync.pim_skus k join catalog_sync.seller_skus s on s.sku = k.sku
                  where k.product_key = p.product_key and s.shop_id = :shop_id and s.seller_sku = :name)
    order by p.deleted_at is not null, p.product_key limit 1
""")
_FACTS = sa.text("""
    select p.product_key, p.revision, p.changed_at, p.deleted_at, l.state, l.waits_for, l.due_at, l.looked_at,
           l.findings, l.look_key
    from catalog_sync.pim_products p
    left join catalog_sync.looks l on l.product_key = p.product_key and l.shop_id = :shop_id
    where p.product_key = :product_key
""")


class WantedProducts:
    """Products as one shop's backlog has them."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def named(self, name: str) -> str | None:
        """The key of the product with this key, identifier, SKU or seller SKU; a living one before a deleted one."""
        with self._engine.connect() as connection:
            found = connection.execute(_NAMED, {"name": name, "shop_id": self._shop_id}).first()
        return found.product_key if found else None

    def due(self, terms: Terms, product_keys: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The rows of `Looks.due`, of all that is due or of these products alone, most urgent first."""
        values = parameters(self._shop_id, terms) | {"limit": _ALL}
        statement = batch_statement(terms.selection)
        if product_keys is not None:
            some = f"select * from ({statement.text}) due where product_key = any(cast(:wanted as text[]))"
            statement, values = sa.text(some), values | {"wanted": list(product_keys)}
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement, values).mappings()]

    def held(self, hold_id: int) -> list[str]:
        """The keys of the products whose effects in this shop a hold holds, by identifier."""
        query = sa.select(held_effects.c.product_key).where(
            held_effects.c.shop_id == self._shop_id, held_effects.c.hold_id == hold_id
        )
        by_identifier = query.group_by(held_effects.c.product_key).order_by(
            sa.func.min(held_effects.c.identifier)
        )
        with self._engine.connect() as connection:
            return [*connection.scalars(by_identifier)]

    def facts(self, product_key: str) -> dict[str, Any]:
        """Revision and state of a product: what the last look at it in this shop found, none where there was none."""
        values = {"product_key": product_key, "shop_id": self._shop_id}
        with self._engine.connect() as connection:
            return dict(connection.execute(_FACTS, values).mappings().one())
