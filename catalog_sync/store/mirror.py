"""The mirror: every product and offer as its source last showed it, with content hashes and our own revisions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.pim.document import Offer, Product
from catalog_sync.pim.source import Problem
from catalog_sync.store.pim_tables import (
    dictionaries,
    media,
    offers,
    pim_bounds,
    pim_problems,
    pim_products,
    pim_skus,
)


class Mirror:
    """Reads and writes the mirror. Writers hold the source lock, so revisions are gap-free and in order."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def bound(self, source: str) -> Any | None:
        """The row of `pim_bounds`: bound, refreshed_at, enumerated_at; none before the first refresh."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(pim_bounds).where(pim_bounds.c.source == source)).first()

    def move_bound(self, source: str, bound: str | None, *, enumerated: bool, counts: dict[str, int]) -> None:
        """Store how far the mirror holds everything; called last, when all before it is written."""
        values: dict[str, Any] = {"bound": bound, "refreshed_at": sa.func.now(), "last_refresh": counts}
        if enumerated:
            values["enumerated_at"] = sa.func.now()
        statement = insert(pim_bounds).values(source=source, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=values))

    def store_products(self, products: Sequence[tuple[Product, str]]) -> int:
        """Write products with their content hashes; only a changed hash makes a new revision. Returns how many."""
        with self._engine.begin() as connection:
            last = {product.key: (product, content_hash) for product, content_hash in products}
            known = _hashes(connection, list(last))
            changed = [pair for key, pair in last.items() if known.get(key) != pair[1]]
            if changed:
                self._write_products(connection, changed)
        return len(changed)

    def _write_products(self, connection: sa.Connection, changed: Sequence[tuple[Product, str]]) -> None:
        revision = _last_revision(connection, pim_products)
        rows = [
            {
                "product_key": product.key,
                "identifier": product.identifier,
                "family": product.family,
                "document": product.model_dump(mode="json", exclude_defaults=True),
                "content_hash": content_hash,
                "revision": revision + offset,
                "deleted_at": None,
            }
            for offset, (product, content_hash) in enumerate(changed, start=1)
        ]
        _upsert(connection, pim_products, rows, key=["product_key"], touch="changed_at")
        keys = [product.key for product, _ in changed]
        connection.execute(pim_skus.delete().where(pim_skus.c.product_key.in_(keys)))
        sku_rows = [
            {"product_key": product.key, "sku_key": sku.key, "sku": sku.sku}
            for product, _ in changed
            for sku in product.skus
        ]
        if sku_rows:
            connection.execute(pim_skus.insert(), sku_rows)

    def delete_products(self, keys: Sequence[str]) -> int:
        """Turn products into tombstones with a revision of their own. Returns how many were alive."""
        with self._engine.begin() as connection:
            alive = connection.scalars(
                sa.select(pim_products.c.product_key)
                .where(pim_products.c.product_key.in_(keys), pim_products.c.deleted_at.is_(None))
                .order_by(pim_products.c.product_key)
            ).all()
            revision = _last_revision(connection, pim_products)
            for offset, key in enumerate(alive, start=1):
                connection.execute(
                    pim_products.update()
                    .where(pim_products.c.product_key == key)
                    .values(deleted_at=sa.func.now(), revision=revision + offset, content_hash="deleted")
                )
        return len(alive)

    def owners(self, sku_keys: Sequence[str]) -> dict[str, str]:
        """SKU key -> key of the living product that holds it."""
        query = (
            sa.select(pim_skus.c.sku_key, pim_skus.c.product_key)
            .join(pim_products, pim_products.c.product_key == pim_skus.c.product_key)
            .where(pim_skus.c.sku_key.in_(sku_keys), pim_products.c.deleted_at.is_(None))
        )
        with self._engine.connect() as connection:
            return {sku_key: product_key for sku_key, product_key in connection.execute(query)}

    def living(self) -> dict[str, frozenset[str]]:
        """Product key -> the keys of its SKUs, for every product that is not a tombstone."""
        query = sa.select(
            pim_products.c.product_key,
            sa.func.coalesce(
                sa.func.array_agg(pim_skus.c.sku_key).filter(pim_skus.c.sku_key.is_not(None)), sa.text("'{}'")
            ),
        )
        query = (
            query.outerjoin(pim_skus, pim_skus.c.product_key == pim_products.c.product_key)
            .where(pim_products.c.deleted_at.is_(None))
            .group_by(pim_products.c.product_key)
        )
        with self._engine.connect() as connection:
            return {key: frozenset(skus) for key, skus in connection.execute(query)}

    def products(self, keys: Sequence[str], chunk: int = 500) -> Iterator[tuple[Product, Any]]:
        """The documents of these products with revision, content_hash and deleted_at, chunk by chunk."""
        columns = (
            pim_products.c.document,
            pim_products.c.revision,
            pim_products.c.content_hash,
            pim_products.c.deleted_at,
        )
        for start in range(0, len(keys), chunk):
            query = sa.select(*columns).where(pim_products.c.product_key.in_(keys[start : start + chunk]))
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            for row in rows:
                yield Product.model_validate(row.document), row

    def revisions(self, keys: Sequence[str]) -> dict[str, int]:
        """Product key -> its present revision."""
        query = sa.select(pim_products.c.product_key, pim_products.c.revision)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(pim_products.c.product_key.in_(keys)))
            return {key: revision for key, revision in rows}

    def products_of_families(self, families: Sequence[str]) -> list[Product]:
        """All living products of these families, e.g. the documents of a certificate library."""
        query = sa.select(pim_products.c.document).where(
            pim_products.c.family.in_(families), pim_products.c.deleted_at.is_(None)
        )
        with self._engine.connect() as connection:
            return [Product.model_validate(row) for row in connection.scalars(query)]

    def store_offers(self, rows: Sequence[tuple[Offer, str]]) -> int:
        """Write offers with their content hashes (`as_of` not included). Returns how many changed."""
        with self._engine.begin() as connection:
            query = sa.select(offers.c.sku, offers.c.content_hash)
            known = dict(
                connection.execute(query.where(offers.c.sku.in_([row.sku for row, _ in rows]))).all()
            )
            revision = _last_revision(connection, offers)
            changed = [pair for pair in rows if known.get(pair[0].sku) != pair[1]]
            values = [
                offer.model_dump(mode="json") | {"content_hash": content_hash, "revision": revision + offset}
                for offset, (offer, content_hash) in enumerate(changed, start=1)
            ]
            if values:
                _upsert(connection, offers, values, key=["sku"])
        return len(changed)

    def offers_of(self, skus: Sequence[str]) -> dict[str, Offer]:
        """SKU -> offer, for those that have one."""
        query = sa.select(offers.c.sku, offers.c.prices, offers.c.quantities, offers.c.as_of)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(offers.c.sku.in_(skus))).mappings()
            return {row["sku"]: Offer.model_validate(dict(row)) for row in rows}

    def store_dictionary(self, source: str, content: Mapping[str, Any], content_hash: str) -> None:
        """Keep the PIM's dictionaries (labels, families, units) as last read."""
        values = {"content": dict(content), "content_hash": content_hash, "changed_at": sa.func.now()}
        statement = insert(dictionaries).values(source=source, **values)
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["source"],
                    set_=values,
                    where=dictionaries.c.content_hash != content_hash,
                )
            )

    def dictionary(self, source: str) -> tuple[dict[str, Any], str]:
        """The dictionaries and their hash; empty before the first refresh."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(dictionaries).where(dictionaries.c.source == source)).first()
        return (row.content, row.content_hash) if row else ({}, "")

    def replace_problems(
        self, source: str, problems: Iterable[Problem], *, read: Iterable[str], complete: bool
    ) -> None:
        """Store what could not be read; what was read well meanwhile is forgotten, on a complete read all of it."""
        rows = list({problem.key: {"source": source} | vars(problem) for problem in problems}.values())
        old = pim_problems.c.source == source
        with self._engine.begin() as connection:
            connection.execute(
                pim_problems.delete().where(old if complete else old & pim_problems.c.key.in_(list(read)))
            )
            if rows:
                _upsert(connection, pim_problems, rows, key=["source", "key"], touch="seen_at")

    def problems(self) -> list[Any]:
        """Everything that could not be read, newest first."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(pim_problems).order_by(pim_problems.c.seen_at.desc())))

    def remember_media(self, code: str, digest: str | None, size: int | None, problem: str | None) -> None:
        """Keep the digest of a downloaded file, or why it could not be had."""
        row = {"code": code, "digest": digest, "bytes": size, "problem": problem}
        with self._engine.begin() as connection:
            _upsert(connection, media, [row], key=["code"], touch="seen_at")

    def digests(self, codes: Sequence[str]) -> dict[str, str]:
        """Media code -> SHA-256 of its bytes, for those downloaded before."""
        query = sa.select(media.c.code, media.c.digest).where(
            media.c.code.in_(codes), media.c.digest.is_not(None)
        )
        with self._engine.connect() as connection:
            return {code: digest for code, digest in connection.execute(query)}

    def refreshed_since(self, source: str, moment: datetime) -> bool:
        """Whether the mirror was brought up to date after `moment`."""
        row = self.bound(source)
        return bool(row and row.refreshed_at and row.refreshed_at >= moment)


def _hashes(connection: sa.Connection, keys: Sequence[str]) -> dict[str, str]:
    query = sa.select(pim_products.c.product_key, pim_products.c.content_hash)
    return {
        key: value for key, value in connection.execute(query.where(pim_products.c.product_key.in_(keys)))
    }


def _last_revision(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.revision), 0))) or 0)


def _upsert(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    *,
    key: list[str],
    touch: str | None = None,
) -> None:
    statement = insert(table)
    columns = [name for name in rows[0] if name not in key]
    updates: dict[str, Any] = {name: statement.excluded[name] for name in columns}
    if touch:
        updates[touch] = sa.func.now()
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=updates), rows)
