"""The files that lie beside a feed: the version each has now, and in which order they changed."""

from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa

from catalog_sync.pim.parallel import chunks
from catalog_sync.store.pim_tables import feed_media

_BATCH = 2000


class FeedMedia:
    """Versions of files by path, for the feed of this name; a file that is gone has none."""

    def __init__(self, engine: sa.Engine, feed: str) -> None:
        self._engine = engine
        self._of_feed = feed_media.c.feed == feed
        self._feed = feed

    def renew(self, versions: Mapping[str, str]) -> None:
        """Take over the versions of all files there are; a file that is new, changed or gone has a new revision."""
        with self._engine.begin() as connection:
            query = sa.select(feed_media.c.path, feed_media.c.version).where(self._of_feed)
            known = {path: version for path, version in connection.execute(query)}
            changed: dict[str, str | None] = {
                path: version for path, version in versions.items() if known.get(path) != version
            }
            changed |= {path: None for path, version in known.items() if version and path not in versions}
            self._write(connection, changed)

    def revision(self) -> int:
        """The highest revision of a file; 0 before the first."""
        with self._engine.connect() as connection:
            return self._revision(connection)

    def renewed(self, after: int, until: int) -> Iterator[list[str]]:
        """Paths of files that changed after one revision and until another, in batches."""
        column = feed_media.c
        query = sa.select(column.path).where(self._of_feed).order_by(column.revision)
        with self._engine.connect() as connection:
            paths = connection.scalars(query.where(column.revision > after, column.revision <= until)).all()
        yield from chunks(paths, _BATCH)

    def versions(self, paths: Iterable[str]) -> dict[str, str]:
        """Path -> version of the files among these that are there."""
        query = sa.select(feed_media.c.path, feed_media.c.version).where(
            self._of_feed, feed_media.c.path == sa.func.any(list(paths)), feed_media.c.version.is_not(None)
        )
        with self._engine.connect() as connection:
            return {path: version for path, version in connection.execute(query)}

    def _revision(self, connection: sa.Connection) -> int:
        query = sa.select(sa.func.coalesce(sa.func.max(feed_media.c.revision), 0)).where(self._of_feed)
        return int(connection.scalar(query) or 0)

    def _write(self, connection: sa.Connection, changed: Mapping[str, str | None]) -> None:
        last = self._revision(connection)
        rows = [
            {"feed": self._feed, "path": path, "version": version, "revision": last + offset}
            for offset, (path, version) in enumerate(sorted(changed.items()), start=1)
        ]
        for batch in chunks(rows, _BATCH):
            paths = [row["path"] for row in batch]
            connection.execute(feed_media.delete().where(self._of_feed, feed_media.c.path.in_(paths)))
            connection.execute(feed_media.insert(), batch)
