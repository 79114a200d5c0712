"""The mirror: every product and offer as its source last showed it, with content hashes and our own revisions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.pim.document import Offer, Product
from catalog_sync.store.mirror_offers import write_offers
from catalog_sync.store.mirror_products import (
    NO_FINGERPRINTS,
    Version,
    delete_products,
    fingerprints_of,
    set_dictionary_hashes,
    write_products,
)
from catalog_sync.store.mirror_skus import living_skus, robbed
from catalog_sync.store.mirror_texts import texts_of
from catalog_sync.store.pim_tables import (
    dictionaries,
    media,
    offers,
    pim_bounds,
    pim_problems,
    pim_products,
)


class Mirror:
    """Reads and writes the mirror. Writers hold the source lock, so revisions are gap-free and in order."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def bound(self, source: str) -> Any | None:
        """The row of `pim_bounds`: origin, bound, refreshed_at, enumerated_at; none before the first refresh."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(pim_bounds).where(pim_bounds.c.source == source)).first()

    def move_bound(
        self,
        source: str,
        bound: str | None,
        *,
        origin: str,
        enumerated: bool,
        counts: dict[str, int],
        read_at: datetime | None = None,
    ) -> None:
        """Store how far the mirror holds everything; called last, when all before it is written.

        `read_at` is when that reading began; without it the former moment stands.
        """
        values: dict[str, Any] = {"origin": origin, "bound": bound, "last_refresh": counts}
        values["refreshed_at"] = sa.func.now()
        if read_at:
            values["read_at"] = read_at
        if enumerated:
            values["enumerated_at"] = sa.func.now()
        statement = insert(pim_bounds).values(source=source, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=values))

    def refreshed_since(self, source: str, moment: datetime) -> bool:
        """Whether the mirror was brought up to date after `moment`."""
        row = self.bound(source)
        return bool(row and row.refreshed_at and row.refreshed_at >= moment)

    def store_products(
        self,
        products: Sequence[tuple[Product, str]],
        version: Version = lambda _: "",
        fingerprints: Mapping[str, str] = NO_FINGERPRINTS,
    ) -> int:
        """Write products with their content hashes, what the dictionaries say of them, and what they were read from.

        Only a changed content hash makes a new revision. Returns how many changed.
        """
        with self._engine.begin() as connection:
            return write_products(connection, products, version, fingerprints)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        """Product key -> fingerprint of the draft that its document was read from, of living products."""
        with self._engine.connect() as connection:
            return fingerprints_of(connection, keys)

    def delete_products(self, keys: Sequence[str]) -> int:
        """Turn products into tombstones with a revision of their own. Returns how many were alive."""
        with self._engine.begin() as connection:
            return delete_products(connection, keys)

    def set_dictionary_hashes(self, hashes: dict[str, str]) -> None:
        """Store what the dictionaries say of products by now: product key -> version."""
        with self._engine.begin() as connection:
            set_dictionary_hashes(connection, hashes)

    def robbed(self, products: Sequence[Product]) -> set[str]:
        """Other living products that hold SKUs which arrive with these: they have to be read again."""
        with self._engine.connect() as connection:
            return robbed(connection, products)

    def hashes(self, keys: Sequence[str]) -> dict[str, str]:
        """Product key -> content hash, of living products."""
        query = sa.select(pim_products.c.product_key, pim_products.c.content_hash)
        living = pim_products.c.product_key.in_(keys) & pim_products.c.deleted_at.is_(None)
        with self._engine.connect() as connection:
            return {key: content_hash for key, content_hash in connection.execute(query.where(living))}

    def living_skus(self) -> tuple[int, int]:
        """How many SKUs the source should have, and how many without those of all held products.

        Those of living products, that is, but not of held ones that the source said are gone.
        """
        with self._engine.connect() as connection:
            return living_skus(connection)

    def living(self, chunk: int = 500) -> Iterator[list[tuple[Product, str]]]:
        """All living products with their dictionary_hash, in chunks, in the order of their keys."""
        columns = (pim_products.c.product_key, pim_products.c.document, pim_products.c.dictionary_hash)
        query = sa.select(*columns).where(pim_products.c.deleted_at.is_(None))
        query = query.order_by(pim_products.c.product_key).limit(chunk)
        after = ""
        while True:
            with self._engine.connect() as connection:
                rows = connection.execute(query.where(pim_products.c.product_key > after)).all()
            if not rows:
                return
            yield [(Product.model_validate(row.document), row.dictionary_hash) for row in rows]
            after = rows[-1].product_key

    def products(self, keys: Sequence[str], chunk: int = 500) -> Iterator[tuple[Product, Any]]:
        """The documents of these products with revision, content_hash, deleted_at and dictionary_hash, in chunks."""
        columns = (
            pim_products.c.document,
            pim_products.c.revision,
            pim_products.c.content_hash,
            pim_products.c.deleted_at,
            pim_products.c.dictionary_hash,
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

    def texts_of(self, attribute: str) -> list[str]:
        """Every text that living products have in an attribute."""
        with self._engine.connect() as connection:
            return texts_of(connection, attribute)

    def store_offers(self, rows: Sequence[tuple[Offer, str]], *, any_age: bool = False) -> int:
        """Write offers with their content hashes (`as_of` not included), one per SKU. Returns how many changed.

        A repeated one only moves `as_of`; one of an earlier moment than the mirror's is ignored, unless `any_age`.
        """
        with self._engine.begin() as connection:
            return write_offers(connection, rows, any_age=any_age)

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

    def problems(self) -> list[Any]:
        """Everything that could not be read, newest first."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(pim_problems).order_by(pim_problems.c.seen_at.desc())))

    def remember_media(self, code: str, digest: str | None, size: int | None, problem: str | None) -> None:
        """Keep the digest of a downloaded file, or why it could not be had."""
        row = {"code": code, "digest": digest, "bytes": size, "problem": problem}
        with self._engine.begin() as connection:
            connection.execute(
                insert(media)
                .values(**row)
                .on_conflict_do_update(index_elements=["code"], set_=row | {"seen_at": sa.func.now()})
            )

    def digests(self, codes: Sequence[str]) -> dict[str, str]:
        """Media code -> SHA-256 of its bytes, for those downloaded before."""
        query = sa.select(media.c.code, media.c.digest).where(
            media.c.code.in_(codes), media.c.digest.is_not(None)
        )
        with self._engine.connect() as connection:
            return {code: digest for code, digest in connection.execute(query)}
