"""The spool of a feed: its living rows, the listings they make with their revisions, and what became of its drops."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.feed.spool import Unread
from catalog_sync.pim.rows.reader import Row
from catalog_sync.store.feed_application import FeedApplication
from catalog_sync.store.feed_drops import FeedDrops
from catalog_sync.store.feed_media import FeedMedia
from catalog_sync.store.pim_tables import feed_listings, feed_quarantine, feed_rows

_BATCH = 500


class FeedRows:
    """A Spool in the ledger, for the feed of this name."""

    def __init__(self, engine: sa.Engine, feed: str) -> None:
        self._engine = engine
        self._feed = feed
        self._media = FeedMedia(engine, feed)
        self._drops = FeedDrops(engine, feed)

    def history(self) -> History:
        """What became of the drops, oldest first."""
        return self._drops.history()

    def record(self, fate: Fate) -> None:
        """Remember a drop of which nothing is applied."""
        self._drops.record([fate])

    def forget(self, fates: Collection[Fate]) -> None:
        """Remember these no longer."""
        self._drops.forget(fates)

    @contextmanager
    def applying(self) -> Iterator[FeedApplication]:
        """One transaction, one at a time for each feed: all of a drop or nothing of it."""
        with self._engine.begin() as connection:
            application = FeedApplication(connection, self._feed)
            application.begin()
            yield application

    def revision(self) -> int:
        """The highest revision of a listing; 0 before the first drop."""
        query = sa.select(sa.func.coalesce(sa.func.max(feed_listings.c.revision), 0))
        with self._engine.connect() as connection:
            return int(connection.scalar(query.where(feed_listings.c.feed == self._feed)) or 0)

    def touched(self, after: int, until: int) -> Iterator[list[str]]:
        """Listings with rows changed after one revision and until another, in order, in batches."""
        listing = feed_listings.c
        query = sa.select(listing.product_key, listing.revision).where(listing.feed == self._feed)
        while True:
            window = query.where(listing.revision > after, listing.revision <= until)
            with self._engine.connect() as connection:
                batch = connection.execute(window.order_by(listing.revision).limit(_BATCH)).all()
            if not batch:
                return
            yield [row.product_key for row in batch]
            after = batch[-1].revision

    def rows(self, listings: Sequence[str]) -> list[tuple[str, Row]]:
        """Listing and row of all living rows of these listings."""
        query = sa.select(feed_rows).where(
            feed_rows.c.feed == self._feed, feed_rows.c.product_key.in_(listings)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(feed_rows.c.row_key)).all()
        return [(row.product_key, _row(row)) for row in found]

    def everything(self) -> Iterator[tuple[Row, str, int]]:
        """All living rows with their files and lines, then the readable ones in quarantine."""
        columns = ("row", "drop", "line")
        living = sa.select(*(feed_rows.c[name] for name in columns)).where(feed_rows.c.feed == self._feed)
        unread = sa.select(*(feed_quarantine.c[name] for name in columns)).where(
            feed_quarantine.c.feed == self._feed, feed_quarantine.c.row.is_not(None)
        )
        for query in (living, unread):
            for batch in self._stream(query, 2000):
                yield from ((_row(row), row.drop, row.line) for row in batch)

    def listed(self) -> Iterator[list[tuple[str, str]]]:
        """Every (listing, row key) pair in batches, as of one moment."""
        query = sa.select(feed_rows.c.product_key, feed_rows.c.row_key).where(feed_rows.c.feed == self._feed)
        for batch in self._stream(query, 5000):
            yield [(row.product_key, row.row_key) for row in batch]

    def size(self) -> int:
        """How many rows live."""
        query = sa.select(sa.func.count()).select_from(feed_rows).where(feed_rows.c.feed == self._feed)
        with self._engine.connect() as connection:
            return int(connection.scalar(query) or 0)

    def quarantine(self, limit: int) -> tuple[list[Unread], int]:
        """Unreadable rows, at most so many, and how many there are."""
        of_feed = feed_quarantine.c.feed == self._feed
        query = sa.select(feed_quarantine).where(of_feed)
        count = sa.select(sa.func.count()).select_from(feed_quarantine).where(of_feed)
        with self._engine.connect() as connection:
            ordered = query.order_by(*(feed_quarantine.c[name] for name in ("drop", "line", "row_key")))
            rows = connection.execute(ordered.limit(limit)).all()
            many = int(connection.scalar(count) or 0)
        return [Unread(row.drop, row.line, row.row_key, row.row, row.message) for row in rows], many

    def renew_media(self, versions: Mapping[str, str]) -> None:
        """Take over the versions of all files there are."""
        self._media.renew(versions)

    def media_revision(self) -> int:
        """The highest revision of a file; 0 before the first."""
        return self._media.revision()

    def renewed_media(self, after: int, until: int) -> Iterator[list[str]]:
        """Paths of files that changed after one revision and until another, in batches."""
        return self._media.renewed(after, until)

    def media_versions(self, paths: Iterable[str]) -> dict[str, str]:
        """Path -> version of the files among these that are there."""
        return self._media.versions(paths)

    def _stream(self, query: sa.Select[Any], batch: int) -> Iterator[Sequence[Any]]:
        with self._engine.connect() as connection:
            result = connection.execution_options(yield_per=batch).execute(query)
            yield from result.partitions()


def _row(row: Any) -> Row:
    return Row(f"{row.drop}:{row.line}", row.row)
