"""Reads from a change log what was committed since a bound, by transaction or by sequence, and the next bound."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.change_log.bound import LOWEST, Bound, Now, Span, joined, next_bound, without
from catalog_sync.pim.change_log.numbering import Numbering
from catalog_sync.pim.errors import PimRefused
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.source import Problem
from catalog_sync.pim.sql.database import Snapshot
from catalog_sync.pim.sql.relations import Relation

_SPANS_PER_QUERY = 500
_NOW = sa.text("""
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xmax,
       extract(epoch from clock_timestamp())::float as at, pg_is_in_recovery() as standby,
       (select oid::bigint from pg_database where datname = current_database()) as database,
       case when not pg_is_in_recovery() then extract(epoch from pg_postmaster_start_time())::text end as started,
       has_function_privilege('pg_control_system()', 'execute')
       and has_function_privilege('pg_control_checkpoint()', 'execute') as may_see_system
""")
_SYSTEM = sa.text(
    "select (select system_identifier from pg_control_system()) as system, "
    "(select timeline_id from pg_control_checkpoint()) as timeline"
)
_WRITERS = sa.text("""
select virtualtransaction from pg_locks
where locktype = 'relation' and relation = any(cast(:relations as bigint[])::oid[]) and granted
  and database = (select oid from pg_database where datname = current_database())
  and mode not in ('AccessShareLock', 'RowShareLock')
""")


@dataclass(frozen=True)
class Window:
    """What to read: everything, or the entries that meet one of the conditions; the bound after it; what is wrong."""

    bound: str
    everything: bool
    conditions: tuple[sa.ColumnElement[bool], ...] = ()
    problems: tuple[Problem, ...] = ()


def by_transaction(snapshot: Snapshot, log: Relation, column: str, last: Bound | None, now: Now) -> Window:
    """Entries of transactions that had not ended at the last bound and have now: exact, nothing is guessed.

    While an older transaction is open, those of younger ones are read again each time: they need not wait for it.
    """
    problems = tuple(unordered(snapshot, log, column))
    bound = Bound(identity=now.identity, xmin=now.xmin).text()
    if last is None or last.xmin is None or last.identity != now.identity or last.xmin > now.xmin:
        return Window(bound, everything=True, problems=problems)
    entry = log.table.c[column]
    ended = (entry >= str(last.xmin)) & (entry < str(now.xmax))
    return Window(bound, everything=False, conditions=(ended | entry.is_(None),), problems=problems)


def unordered(snapshot: Snapshot, log: Relation, column: str) -> Iterator[Problem]:
    """Entries without a transaction id, which are read each time, or with one of another server, which are not."""
    entry = log.table.c[column]
    foreign = entry >= str(snapshot.one(_NOW).xmax)
    if snapshot.rows(sa.select(entry).where(entry.is_(None) | foreign).limit(1)):
        message = (
            f"{log.title}.{column} of some entries is empty, or a transaction that this server has not reached yet, as in "
            "a log that was restored from a dump or comes by logical replication. Fill it with pg_current_xact_id(), "
            "or delete these entries."
        )
        yield Problem(f"order:{log.title}", log.title, message, repeated=True)


def by_sequence(
    snapshot: Snapshot, log: Relation, column: str, sequence: Numbering | None, last: Bound | None, now: Now
) -> Window:
    """Entries above the highest number seen, and those with a number that was skipped until now."""
    if sequence and sequence.wrong:
        raise PimRefused(f"{log.title} cannot be read by {column}: {sequence.wrong}.")
    now = _numbered(now, sequence)
    known = _valid(last, sequence, now)
    seen = known.id if known and known.id is not None else LOWEST
    numbers = _Numbers(snapshot, log.table, log.table.c[column])
    highest = numbers.highest(seen)
    skipped = numbers.skipped(seen, highest)
    bound = next_bound(known, now, highest=highest, left=numbers.left, skipped=skipped)
    return Window(bound.text(), known is None, numbers.conditions(seen, known.spans if known else []))


def _numbered(now: Now, sequence: Numbering | None) -> Now:
    """The life of a numbered log ends with that of its sequence; locks on an unknown one cannot be seen."""
    if sequence is None:
        return now._replace(blind=True)
    return now._replace(identity=f"{now.identity}/{sequence.file}")


def _valid(last: Bound | None, sequence: Numbering | None, now: Now) -> Bound | None:
    """The bound, unless it is of another life of this log, or of one that is ahead of what there is now."""
    if last is None or last.id is None or last.identity != now.identity:
        return None
    ahead = sequence is not None and sequence.last is not None and last.id > sequence.last
    return None if ahead or any(missed.xmax > now.xmax for missed in last.missed) else last


@dataclass(frozen=True)
class _Numbers:
    """The numbers of a log's entries, as one snapshot sees them."""

    snapshot: Snapshot
    table: sa.TableClause
    number: sa.ColumnElement[Any]

    def highest(self, seen: int) -> int:
        found = self.snapshot.one(sa.select(sa.func.max(self.number)).where(self.number > seen))[0]
        return seen if found is None else int(found)

    def left(self, spans: Sequence[Span]) -> list[Span]:
        """What is still missed of the spans."""
        arrived = (
            int(number)
            for condition in self.within(spans)
            for page in self.snapshot.stream(sa.select(self.number).where(condition).order_by(self.number))
            for (number,) in page
        )
        return without(spans, arrived)

    def skipped(self, seen: int, highest: int) -> list[Span]:
        """What lies between the numbers above `seen`, up to the highest."""
        before = sa.func.lag(self.number, 1, seen).over(order_by=self.number)
        each = sa.select(self.number.label("number"), before.label("before"))
        steps = each.where(self.number > seen, self.number <= highest).subquery()
        apart = steps.c.number > steps.c.before + 1
        spans: list[Span] = []
        for page in self.snapshot.stream(sa.select(steps).where(apart)):
            spans = joined([*spans, *(Span(int(row.before) + 1, int(row.number) - 1) for row in page)])
        return spans

    def within(self, spans: Iterable[Span]) -> list[sa.ColumnElement[bool]]:
        return [
            sa.or_(*(self.number.between(span.low, span.high) for span in chunk))
            for chunk in chunks(spans, _SPANS_PER_QUERY)
        ]

    def conditions(self, seen: int, spans: Sequence[Span]) -> tuple[sa.ColumnElement[bool], ...]:
        return (self.number > seen, *self.within(spans))


def look_at(snapshot: Snapshot, log: Relation, relations: Sequence[int], before: frozenset[str]) -> Now:
    """What the snapshot sees; this has to be its first query.

    The identity of a primary tells when the server was started: a copy of its files that is older is started too.
    """
    row = snapshot.one(_NOW)
    system = snapshot.one(_SYSTEM) if row.may_see_system else ("", "")
    return Now(
        identity="/".join(map(str, (*system, row.started or "standby", row.database, log.oid))),
        xmin=row.xmin,
        xmax=row.xmax,
        at=row.at,
        blind=row.standby,
        before=before,
        after=writers(snapshot, relations),
    )


def writers(snapshot: Snapshot, relations: Sequence[int]) -> frozenset[str]:
    """The transactions that hold a lock for writing on one of the relations right now, snapshot or not.

    A transaction locks a table before it evaluates the defaults of a row, and a sequence before it takes a number.
    """
    return frozenset(row[0] for row in snapshot.rows(_WRITERS, {"relations": list(relations)}))


def entries(window: Window, columns: Sequence[sa.ColumnElement[Any]]) -> Iterator[Any]:
    """Statements that together give the window's distinct values of these columns."""
    for condition in window.conditions:
        yield sa.select(*columns).where(condition).distinct()
