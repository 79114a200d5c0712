"""What became of each drop of a feed, for the feed itself and for people."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.store.pim_tables import feed_drops


class FeedDrops:
    """The drops of one feed, such as `products` or `offers`."""

    def __init__(self, engine: sa.Engine, feed: str) -> None:
        self._engine = engine
        self._feed = feed

    def history(self) -> History:
        """All fates, the oldest first."""
        columns = [feed_drops.c[name] for name in Fate.model_fields]
        query = sa.select(*columns).where(feed_drops.c.feed == self._feed).order_by(feed_drops.c.seen_at)
        with self._engine.connect() as connection:
            return History(fates=[dict(row) for row in connection.execute(query).mappings()])

    def record(self, fates: Sequence[Fate]) -> None:
        """Store fates in this order; a drop that was refused before may now be applied."""
        with self._engine.begin() as connection:
            record(connection, self._feed, fates)


def record(connection: sa.Connection, feed: str, fates: Sequence[Fate]) -> None:
    """Store fates within the caller's transaction, such as the one that stores their rows."""
    for fate in fates:
        values = fate.model_dump() | {"feed": feed, "seen_at": sa.func.clock_timestamp()}
        repeated = fate.state == "repeated"
        statement = insert(feed_drops).values(values)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["feed", "digest", "name"],
                set_={"fingerprint": fate.fingerprint} if repeated else values,
            )
        )
