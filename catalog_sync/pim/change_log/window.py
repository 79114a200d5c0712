"""Reads from a change log what was committed since a bound, by transaction or by sequence, and the next bound."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.change_log.bound import LOWEST, Bound, Now, Span, joined, next_bound
from catalog_sync.pim.errors import PimRefused
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.sql.database import Snapshot
from catalog_sync.pim.sql.relations import Relation

_SPANS_PER_QUERY = 500
_NOW = sa.text("""
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xmax,
       extract(epoch from clock_timestamp())::float as at, pg_is_in_recovery() as standby,
       (select oid::bigint from pg_database where datname = current_database()) as database,
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
_SEQUENCE = sa.text("""
select c.oid::bigint as oid, s.schemaname || '.' || s.sequencename as title, s.cache_size, s.increment_by,
       s.cycle, s.last_value, has_sequence_privilege(c.oid, 'select') as readable
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_sequences s on s.schemaname = n.nspname and s.sequencename = c.relname
join pg_attribute a on a.attrelid = :table and a.attname = :column
where exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
              and d.refobjid = a.attrelid and d.refobjsubid = a.attnum and d.deptype in ('a', 'i'))
   or exists (select from pg_depend d join pg_attrdef f on f.oid = d.objid and d.classid = 'pg_attrdef'::regclass
              where f.adrelid = a.attrelid and f.adnum = a.attnum and d.refobjid = c.oid)
""")


@dataclass(frozen=True)
class Numbering:
    """The sequence that numbers the log; `last` is the number given out last, none where we may not see it."""

    oid: int
    title: str
    cache: int
    step: int
    cycles: bool
    last: int | None

    @property
    def wrong(self) -> str | None:
        """Why numbers of this sequence say nothing about what is still to come, and what to do."""
        if self.cache > 1:
            return (
                f"the sequence {self.title} hands out numbers in advance (cache {self.cache}), so entries can "
                f"come late without trace: alter sequence {self.title} cache 1, or add a transaction column"
            )
        if self.step < 1 or self.cycles:
            return f"the sequence {self.title} must ascend and not cycle: add a transaction column"
        return None


def find_sequence(snapshot: Snapshot, log: Relation, column: str) -> Numbering | None:
    """The sequence behind the column, owned by it or named in its default."""
    found = snapshot.rows(_SEQUENCE, {"table": log.oid, "column": column})
    if not found:
        return None
    row = found[0]
    last = (row.last_value if row.last_value is not None else LOWEST) if row.readable else None
    return Numbering(row.oid, row.title, row.cache_size, row.increment_by, row.cycle, last)


@dataclass(frozen=True)
class Window:
    """What to read: everything, or the entries that meet one of the conditions; and the bound after it."""

    bound: str
    everything: bool
    conditions: tuple[sa.ColumnElement[bool], ...] = ()


def by_transaction(log: Relation, column: str, last: Bound | None, now: Now) -> Window:
    """Entries of transactions that had not ended at the last bound and have now: exact, nothing is guessed."""
    bound = Bound(identity=now.identity, xmin=now.xmin).text()
    if last is None or last.xmin is None or last.identity != now.identity or last.xmin > now.xmin:
        return Window(bound, everything=True)
    entry = log.table.c[column]
    return Window(bound, everything=False, conditions=((entry >= str(last.xmin)) & (entry < str(now.xmin)),))


def by_sequence(
    snapshot: Snapshot, log: Relation, column: str, sequence: Numbering | None, last: Bound | None, now: Now
) -> Window:
    """Entries above the highest number seen, and those with a number that was skipped until now."""
    if sequence and sequence.wrong:
        raise PimRefused(f"{log.title} cannot be read by {column}: {sequence.wrong}.")
    known = _valid(last, sequence, now)
    seen = known.id if known and known.id is not None else LOWEST
    numbers = _Numbers(snapshot, log.table, log.table.c[column], sequence.step if sequence else 1)
    highest = numbers.highest(seen)
    found = numbers.among(known.spans) if known else []
    bound = next_bound(known, now, highest=highest, found=found, skipped=numbers.skipped(seen, highest))
    return Window(bound.text(), known is None, numbers.conditions(seen, known.spans if known else []))


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
    step: int

    def highest(self, seen: int) -> int:
        found = self.snapshot.one(sa.select(sa.func.max(self.number)).where(self.number > seen))[0]
        return seen if found is None else int(found)

    def among(self, spans: Sequence[Span]) -> list[int]:
        """Those that have arrived meanwhile, in order."""
        return sorted(
            int(number)
            for condition in self.within(spans)
            for page in self.snapshot.stream(sa.select(self.number).where(condition))
            for (number,) in page
        )

    def skipped(self, seen: int, highest: int) -> list[Span]:
        """What lies between the numbers above `seen`, up to the highest."""
        before = sa.func.lag(self.number, 1, seen).over(order_by=self.number)
        each = sa.select(self.number.label("number"), before.label("before"))
        steps = each.where(self.number > seen, self.number <= highest).subquery()
        apart = steps.c.number > steps.c.before + (1 if seen == LOWEST else self.step)
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
    """What the snapshot sees; this has to be its first query."""
    row = snapshot.one(_NOW)
    system = snapshot.one(_SYSTEM) if row.may_see_system else ("", "")
    return Now(
        identity="/".join(map(str, (*system, row.database, log.oid))),
        xmin=row.xmin,
        xmax=row.xmax,
        at=row.at,
        standby=row.standby,
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
