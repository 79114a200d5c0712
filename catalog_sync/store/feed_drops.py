"""What became of each drop of a feed, for the feed itself and for people."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.parallel import chunks
from catalog_sync.store.pim_tables import feed_drops

_BATCH = 1000


class FeedDrops:
    """The drops of one feed, such as `products` or `offers`."""

    def __init__(self, engine: sa.Engine, feed: str) -> None:
        self._engine = engine
        self._feed = feed

    def history(self) -> History:
        """All fates, the oldest first."""
        columns = [feed_drops.c[name] for name in Fate.model_fields]
        query = sa.select(*columns).where(feed_drops.c.feed == self._feed).order_by(feed_drops.c.position)
        with self._engine.connect() as connection:
            return History(fates=[dict(row) for row in connection.execute(query).mappings()])

    def record(self, fates: Sequence[Fate]) -> None:
        """Store fates in this order; a drop that was refused before may now be applied."""
        with self._engine.begin() as connection:
            record(connection, self._feed, fates)

    def forget(self, fates: Collection[Fate]) -> None:
        """Remember these no longer."""
        of_fates = sa.tuple_(feed_drops.c.name, feed_drops.c.digest)
        with self._engine.begin() as connection:
            for batch in chunks([(fate.name, fate.digest) for fate in fates], _BATCH):
                forgotten = (feed_drops.c.feed == self._feed) & of_fates.in_(batch)
                connection.execute(feed_drops.delete().where(forgotten))


def record(connection: sa.Connection, feed: str, fates: Sequence[Fate]) -> None:
    """Store fates within the caller's transaction, such as the one that stores their rows.

    Their order is that of `position`: the ledger's clock may be set back.
    """
    known = feed_drops.alias().c
    last = sa.select(sa.func.coalesce(sa.func.max(known.position), 0)).where(known.feed == feed)
    for fate in fates:
        values = fate.model_dump() | {
            "feed": feed,
            "position": last.scalar_subquery() + 1,
            "seen_at": sa.func.clock_timestamp(),
        }
        repeated = fate.state == "repeated"
        statement = insert(feed_drops).values(values)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["feed", "digest", "name"],
                set_={name: statement.excluded[name] for name in (["fingerprint"] if repeated else values)},
            )
        )
