"""One drop of a feed on its way into the spool: staged by COPY beside it, then merged in the same transaction."""

# ruff: noqa: S608 - no part of these statements comes from outside

import csv
import io
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.drops.history import Fate
from catalog_sync.pim.feed.spool import Census, Mention
from catalog_sync.store.columns import SCHEMA
from catalog_sync.store.feed_drops import record
from catalog_sync.store.pim_tables import feed_rows

_STAGE = """
create temp table feed_staged (
  position bigint, file text, line bigint, row_key text, kind text, product_key text, "row" jsonb,
  content_hash text, reason text
) on commit drop
"""

_LAST = """
create temp table feed_last on commit drop as
select distinct on (row_key) * from feed_staged where row_key is not null order by row_key, position desc
"""

_ABSENT = "feed = :feed and not exists (select from feed_last l where l.row_key = r.row_key)"

_TOUCHED = f"""
create temp table feed_touched on commit drop as
select product_key from feed_last where kind = 'changed'
union
select r.product_key from {SCHEMA}.feed_rows r join feed_last l using (row_key)
where r.feed = :feed and l.kind in ('changed', 'deleted')
union
select r.product_key from {SCHEMA}.feed_rows r where :sweep and {_ABSENT}
"""

_DELETE = f"""
delete from {SCHEMA}.feed_rows r using feed_last l
where r.feed = :feed and r.row_key = l.row_key and l.kind = 'deleted'
"""

_SWEEP = f"delete from {SCHEMA}.feed_rows r where {_ABSENT}"

_MERGE = f"""
insert into {SCHEMA}.feed_rows as r (feed, row_key, product_key, "row", content_hash, drop, line)
select :feed, row_key, product_key, "row", content_hash, file, line from feed_last where kind = 'changed'
on conflict (feed, row_key) do update set product_key = excluded.product_key, "row" = excluded."row",
  content_hash = excluded.content_hash, drop = excluded.drop, line = excluded.line
"""

_REVISE = f"""
insert into {SCHEMA}.feed_listings (feed, product_key, revision)
select :feed, product_key, row_number() over (order by product_key) +
  (select coalesce(max(revision), 0) from {SCHEMA}.feed_listings where feed = :feed)
from feed_touched
on conflict (feed, product_key) do update set revision = excluded.revision
"""

_RELEASE = f"""
delete from {SCHEMA}.feed_quarantine q
where q.feed = :feed and (:full or exists (select from feed_last l where l.row_key = q.row_key))
"""

_QUARANTINE = f"""
insert into {SCHEMA}.feed_quarantine (feed, drop, line, row_key, "row", message)
select :feed, s.file, s.line, coalesce(s.row_key, ''), s."row", s.reason
from feed_staged s left join feed_last l using (row_key)
where s.kind = 'unread' and (s.row_key is null or l.position = s.position)
on conflict (feed, drop, line, row_key) do update
set "row" = excluded."row", message = excluded.message
"""

_REPEATED = f"""
insert into {SCHEMA}.feed_quarantine (feed, drop, line, row_key, message)
select :feed, s.file, s.line, s.row_key,
  'its key ' || s.row_key || ' stands again in ' || l.file || ':' || l.line || ', which counts: keep one of them'
from feed_staged s join feed_last l using (row_key) where s.position < l.position
on conflict (feed, drop, line, row_key) do nothing
"""

_EMPTIED = sa.text(f"""
select held, count(*) from {SCHEMA}.feed_rows r, jsonb_object_keys(r."row") held
where r.feed = :feed and not held = any(:filled) group by held order by held
""")


class FeedApplication:
    """An Application within the transaction of a connection."""

    def __init__(self, connection: sa.Connection, feed: str) -> None:
        self._connection = connection
        self._feed = feed
        self._compared = False

    def begin(self) -> None:
        """Wait for another application of the same feed, then make room for the rows to come."""
        lock = sa.text("select pg_advisory_xact_lock(hashtext(:name))")
        self._connection.execute(lock, {"name": f"feed:{self._feed}"})
        self._execute(_STAGE)

    def hashes(self, keys: Sequence[str]) -> dict[str, str]:
        """Row key -> content hash of the living rows among these."""
        query = sa.select(feed_rows.c.row_key, feed_rows.c.content_hash)
        known = query.where(feed_rows.c.feed == self._feed, feed_rows.c.row_key == sa.func.any(list(keys)))
        return {key: value for key, value in self._connection.execute(known)}

    def stage(self, mentions: Sequence[Mention]) -> None:
        """Take in what the drop says, chunk by chunk."""
        text = io.StringIO()
        csv.writer(text).writerows(map(_line, mentions))
        text.seek(0)
        cursor: Any = self._connection.connection.cursor()
        with cursor:
            cursor.copy_expert("copy feed_staged from stdin with (format csv)", text)

    def census(self) -> Census:
        """Compare what was staged with what lives."""
        self._compare()
        living = f"select count(*) from {SCHEMA}.feed_rows where feed = :feed"
        absent = f"select count(*) from {SCHEMA}.feed_rows r where {_ABSENT}"
        nameless = "select count(*) from feed_staged where kind = 'unread' and row_key is null"
        return Census(*(int(self._execute(query).scalar_one()) for query in (living, absent, nameless)))

    def emptied(self, filled: Collection[str]) -> dict[str, int]:
        """Column -> how many living rows hold something in it, for all columns but those that are filled."""
        found = self._connection.execute(_EMPTIED, {"feed": self._feed, "filled": list(filled)})
        return {column: many for column, many in found}

    def finish(self, *, full: bool, sweep: bool, fate: Fate | None) -> None:
        """Make the spool what was staged; `full` forgets earlier quarantines, `sweep` deletes absent rows."""
        self._compare()
        self._execute(_TOUCHED, sweep=sweep)
        for statement in (_DELETE, *([_SWEEP] if sweep else []), _MERGE, _REVISE):
            self._execute(statement)
        self._execute(_RELEASE, full=full)
        for statement in (_QUARANTINE, *([_REPEATED] if full else [])):
            self._execute(statement)
        if fate is not None:
            record(self._connection, self._feed, [fate])

    def _compare(self) -> None:
        if not self._compared:
            self._execute(_LAST)
            self._execute("create index on feed_last (row_key)")
            self._execute("analyze feed_last")
            self._compared = True

    def _execute(self, statement: str, **values: bool) -> sa.CursorResult[Any]:
        query = sa.text(statement)
        known = {"feed": self._feed} | values
        return self._connection.execute(query, {name: known[name] for name in query.compile().params})


def _line(mention: Mention) -> tuple[Any, ...]:
    return (
        mention.position,
        mention.file,
        mention.line,
        mention.key,
        mention.kind,
        mention.listing,
        mention.payload.decode() if mention.payload else None,
        mention.content_hash,
        mention.reason,
    )
