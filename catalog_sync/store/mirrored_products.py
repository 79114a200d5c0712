"""Reads the mirror as a source: its products in the order of their changes, and how fresh they are."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.pim_tables import pim_bounds, pim_products


class MirroredProducts:
    """The products of the mirror; `source` is the key of their bound."""

    def __init__(self, engine: sa.Engine, source: str) -> None:
        self._engine, self._source = engine, source

    def read_at(self) -> datetime | None:
        """The moment for which the products are true: the beginning of the last refresh that came to its end."""
        query = sa.select(pim_bounds.c.read_at).where(pim_bounds.c.source == self._source)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def last_revision(self) -> int:
        """The revision of the last change; 0 where there is none."""
        with self._engine.connect() as connection:
            return int(connection.scalar(sa.select(sa.func.max(pim_products.c.revision))) or 0)

    def after(self, revision: int, chunk: int = 500) -> Iterator[list[Product]]:
        """Living products that changed after a revision, in that order."""
        columns = (pim_products.c.revision, pim_products.c.document)
        while True:
            query = sa.select(*columns).where(
                pim_products.c.revision > revision, pim_products.c.deleted_at.is_(None)
            )
            with self._engine.connect() as connection:
                rows = connection.execute(query.order_by(pim_products.c.revision).limit(chunk)).all()
            if not rows:
                return
            revision = rows[-1].revision
            yield [Product.model_validate(row.document) for row in rows]
