"""Which seller SKU each PIM SKU goes by in a shop: given once, kept for ever, and never to two."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.mapping import seller_skus as names
from catalog_sync.store.variant_tables import seller_skus


class SellerSkus:
    """The seller SKUs of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def of(self, skus: Collection[str]) -> dict[str, str]:
        """PIM SKU -> seller SKU, for those that have one."""
        query = sa.select(seller_skus.c.sku, seller_skus.c.seller_sku).where(
            seller_skus.c.shop_id == self._shop_id, seller_skus.c.sku.in_(skus)
        )
        with self._engine.connect() as connection:
            return {sku: name for sku, name in connection.execute(query)}

    def give(self, skus: Collection[str], pattern: str, *, keep: bool = True) -> dict[str, str]:
        """PIM SKU -> seller SKU for all of them; new ones are made for the region's pattern and kept.

        With `keep` false nothing is written: what a look shows of SKUs that have none yet is what they would get.
        """
        found, taken = self.of(skus), set[str]()
        while missing := [sku for sku in skus if sku not in found]:
            made = names.seller_skus(missing, pattern, taken)
            if taken_now := self._taken(made.values()) - taken:
                taken |= taken_now
            elif keep:
                self.keep(made)
                found = self.of(skus)
            else:
                return found | made
        return found

    def _taken(self, wanted: Collection[str]) -> set[str]:
        query = sa.select(seller_skus.c.seller_sku).where(
            seller_skus.c.shop_id == self._shop_id, seller_skus.c.seller_sku.in_(wanted)
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def keep(self, made: dict[str, str]) -> None:
        """Remember names for ever, but for SKUs that have one, and for names that are taken."""
        if not made:
            return
        rows = [{"shop_id": self._shop_id, "sku": sku, "seller_sku": name} for sku, name in made.items()]
        with self._engine.begin() as connection:
            connection.execute(insert(seller_skus).on_conflict_do_nothing(), rows)
