"""Adoptions: listings that were in the shop before us, linked to products as they are, or left to a person."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.bulk import text_array
from catalog_sync.store.held_effects_tables import adoptions
from catalog_sync.store.pim_tables import pim_skus
from catalog_sync.store.tables import listings, looks

_PRODUCTS = sa.text("""
    select k.sku as found, p.product_key, p.identifier
    from catalog_sync.pim_skus k join catalog_sync.pim_products p using (product_key)
    where p.deleted_at is null and k.sku = any(cast(:names as text[]))
    union
    select g.seller_sku, p.product_key, p.identifier
    from catalog_sync.seller_skus g
    join catalog_sync.pim_skus k using (sku) join catalog_sync.pim_products p using (product_key)
    where g.shop_id = :shop_id and p.deleted_at is null and g.seller_sku = any(cast(:names as text[]))
""")
_BY_NAME = sa.text("""
    select unnest(array[p.product_key, p.identifier]) as found, p.product_key, p.identifier
    from catalog_sync.pim_products p
    where p.deleted_at is null
      and (p.product_key = any(cast(:names as text[])) or p.identifier = any(cast(:names as text[])))
""")
_AMBIGUOUS = sa.text("""
    select product_id, candidate from catalog_sync.adoptions, jsonb_array_elements_text(candidates) as candidate
    where shop_id = :shop_id and product_key is null and reason <> 'foreign'
      and candidate = any(cast(:keys as text[]))
""")

Products = dict[str, dict[str, str]]
"""Name -> product key -> identifier, of the living products that go by this name."""


class Adoptions:
    """The adoptions of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id
        self._mine = adoptions.c.shop_id == shop_id

    def by_sku(self, seller_skus: Collection[str]) -> Products:
        """The products that have a SKU of this name, in the PIM or as this shop calls it."""
        return self._products(_PRODUCTS, seller_skus)

    def by_external_id(self, external_ids: Collection[str]) -> Products:
        """The products with this key or identifier."""
        return self._products(_BY_NAME, external_ids)

    def linked_keys(self, product_keys: Collection[str]) -> set[str]:
        """Those of the products that have a listing here."""
        product_key = sa.func.coalesce(listings.c.part_of, listings.c.product_key)
        query = sa.select(product_key).where(
            listings.c.shop_id == self._shop_id, product_key.in_(product_keys)
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def known_ids(self, product_ids: Collection[str]) -> set[str]:
        """Those of TikTok's products that are ours, or that a person called foreign."""
        ours = sa.select(listings.c.product_id).where(
            listings.c.shop_id == self._shop_id, listings.c.product_id.in_(product_ids)
        )
        foreign = sa.select(adoptions.c.product_id).where(
            self._mine, adoptions.c.reason == "foreign", adoptions.c.product_id.in_(product_ids)
        )
        with self._engine.connect() as connection:
            return {*connection.scalars(ours), *connection.scalars(foreign)}

    def own_skus(self, product_key: str, names: Collection[str]) -> set[str]:
        """Those of the names that are SKUs of this product in the PIM."""
        mine = (pim_skus.c.product_key == product_key) & pim_skus.c.sku.in_(names)
        with self._engine.connect() as connection:
            return set(connection.scalars(sa.select(pim_skus.c.sku).where(mine)))

    def link(self, product_key: str, listing: Mapping[str, Any]) -> None:
        """Link a listing as the shop has it (columns of `listings`), and make its product due; nothing is overwritten."""
        values = {"shop_id": self._shop_id, "product_key": product_key, **listing}
        with self._engine.begin() as connection:
            connection.execute(insert(listings).values(values).on_conflict_do_nothing())
            self._keep(connection, listing["product_id"], listing["content"], product_key=product_key)
            due = (looks.c.shop_id == self._shop_id) & (looks.c.product_key == product_key)
            connection.execute(looks.update().where(due).values(due_at=sa.func.now()))

    def leave(
        self, product_id: str, candidates: Collection[str], reason: str, baseline: Mapping[str, Any]
    ) -> None:
        """Leave a listing to a person: which of the candidates it is, and why that is not clear."""
        with self._engine.begin() as connection:
            self._keep(connection, product_id, baseline, candidates=sorted(candidates), reason=reason)

    def call_foreign(self, product_id: str) -> bool:
        """A person said that the listing is none of ours; false when nobody had asked."""
        values = {"reason": "foreign", "candidates": []}
        what = self._mine & (adoptions.c.product_id == product_id) & adoptions.c.product_key.is_(None)
        with self._engine.begin() as connection:
            candidates = connection.scalar(sa.select(adoptions.c.candidates).where(what))
            due = (looks.c.shop_id == self._shop_id) & looks.c.product_key.in_(candidates or [])
            connection.execute(looks.update().where(due).values(due_at=sa.func.now()))
            return connection.execute(adoptions.update().where(what).values(values)).rowcount == 1

    def ambiguous(self, product_keys: Collection[str]) -> dict[str, list[str]]:
        """Product key -> TikTok's ids of listings that may be it, where a person has to say so."""
        found: dict[str, list[str]] = {}
        values = {"shop_id": self._shop_id, "keys": text_array(product_keys)}
        with self._engine.connect() as connection:
            for product_id, key in connection.execute(_AMBIGUOUS, values):
                found.setdefault(key, []).append(product_id)
        return found

    def _keep(
        self, connection: sa.Connection, product_id: str, baseline: Mapping[str, Any], **values: Any
    ) -> None:
        row = {"product_key": None, "candidates": [], "reason": None, **values, "baseline": baseline}
        statement = insert(adoptions).values(shop_id=self._shop_id, product_id=product_id, **row)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["shop_id", "product_id"], set_=row)
        )

    def _products(self, query: sa.TextClause, names: Collection[str]) -> Products:
        found: Products = {}
        values = {"names": text_array(names)}
        shop = {"shop_id": self._shop_id} if query is _PRODUCTS else {}
        with self._engine.connect() as connection:
            for name, key, identifier in connection.execute(query, values | shop):
                found.setdefault(name, {})[key] = identifier
        return found
