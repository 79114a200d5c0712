"""What the last look at a shop's setup showed, and which of its listings tell more about it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import listings, shop_setup


class ShopSetup:
    """The setup of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def store(self, items: list[dict[str, Any]]) -> None:
        """Keep what a look showed; it replaces the look before."""
        values = {"items": items, "looked_at": sa.func.now()}
        statement = insert(shop_setup).values(shop_id=self._shop_id, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))

    def latest(self, since: datetime | None = None) -> list[dict[str, Any]] | None:
        """What the last look showed; none when there was no look, or none `since` then."""
        query = sa.select(shop_setup.c["items"]).where(shop_setup.c.shop_id == self._shop_id)
        if since:
            query = query.where(shop_setup.c.looked_at >= since)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def example(self, standing: str) -> tuple[str, int] | None:
        """The product id of a listing with this standing, the newest, and how many there are; none when none."""
        query = (
            sa.select(listings.c.product_id, sa.func.count().over())
            .where(listings.c.shop_id == self._shop_id, listings.c.standing == standing)
            .order_by(listings.c.submitted_at.desc().nulls_last())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).first()
        return (found[0], found[1]) if found else None

    def forget(self) -> None:
        """Have the next run look anew: TikTok refused something that the last look did not foresee."""
        with self._engine.begin() as connection:
            connection.execute(shop_setup.delete().where(shop_setup.c.shop_id == self._shop_id))
