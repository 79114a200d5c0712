"""A PIM in memory with its mirror, brought up to date whenever a test asks for it."""

import asyncio
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.refresh import Refresh
from catalog_sync.sync.refresh_catalog import refresh_if_older, reread
from catalog_sync_tests.sync.memory import MemoryOffers, MemoryPim

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = timedelta(0)


class Catalogue:
    """A PIM, its prices and stock, and the mirror of both."""

    def __init__(self, engine: sa.Engine, *products: Product) -> None:
        self.pim, self.offers = MemoryPim(*products), MemoryOffers()
        self.mirror = Mirror(engine)
        self.engine = engine

    def refresh(
        self, *, freshness: timedelta = NOW, enumerate_every: timedelta = NOW, **more: Any
    ) -> Refresh | None:
        """Refresh with an enumeration, unless said otherwise."""
        return asyncio.run(
            refresh_if_older(
                self.pim,
                self.offers,
                self.engine,
                freshness=freshness,
                enumerate_every=enumerate_every,
                **more,
            )
        )

    def delta(self) -> Refresh:
        """Refresh without an enumeration."""
        refresh = self.refresh(enumerate_every=DAY)
        assert refresh is not None
        return refresh

    def reread(self) -> Refresh:
        """Read everything again."""
        refresh = asyncio.run(reread(self.pim, self.engine))
        assert refresh is not None
        return refresh

    def living(self) -> dict[str, set[str]]:
        """Product key -> SKU keys, of what lives in the mirror."""
        return {
            product.key: {sku.key for sku in product.skus}
            for chunk in self.mirror.living()
            for product, _ in chunk
        }

    def content(self) -> dict[str, Product]:
        """What lives in the mirror."""
        return {product.key: product for chunk in self.mirror.living() for product, _ in chunk}

    def truth(self) -> dict[str, Product]:
        """What lives in the PIM and can be read."""
        return {key: item for key, item in self.pim.now.items() if isinstance(item, Product)}

    def revisions(self) -> dict[str, int]:
        """The revisions of all products, tombstones too."""
        return dict(self.rows("select product_key, revision from catalog_sync.pim_products"))

    def problems(self) -> list[str]:
        """Who cannot be read."""
        return sorted(row.identifier for row in self.mirror.problems())

    def shown(self, key: str) -> str:
        """The problem shown under a key, or nothing."""
        return next((row.message for row in self.mirror.problems() if row.key == key), "")

    def rows(self, query: str) -> list[Any]:
        """The rows of a query to the ledger, or nothing of a statement."""
        with self.engine.begin() as connection:
            result = connection.execute(sa.text(query))
            return [tuple(row) for row in result] if result.returns_rows else []
