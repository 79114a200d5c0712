"""What a person should know about a change log before relying on it, a line for each thing looked at."""

from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa

from catalog_sync.pim.change_log.bound import LOWEST
from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.change_log.layout import Layout, find_layout
from catalog_sync.pim.change_log.numbering import Numbering
from catalog_sync.pim.change_log.rows import CurrentRows
from catalog_sync.pim.change_log.spellings import Spellings
from catalog_sync.pim.change_log.window import unordered
from catalog_sync.pim.document import Product
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.rows.reader import RowReader
from catalog_sync.pim.source import Checked, Problem
from catalog_sync.pim.sql.check import held_up_line, moment_lines, relation_line, server_lines
from catalog_sync.pim.sql.database import Database, Snapshot

LARGE = 10_000_000

_COLUMN = sa.text("""
select a.attnotnull as filled, coalesce(pg_get_expr(d.adbin, d.adrelid), '') as filler
from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = :table and a.attname = :column
""")


def checked(settings: ChangeLogConfiguration, database: Database, reader: RowReader) -> Iterator[Checked]:
    """Look at everything in order; what fails is the last line."""
    topic = "source"
    try:
        with database.snapshot() as snapshot:
            yield from server_lines(snapshot, database)
            topic = "rights"
            layout = find_layout(snapshot, settings)
            yield from (relation_line(relation) for relation in layout.relations)
            yield from moment_lines(layout.current.relation)
            yield from _order(snapshot, layout, settings)
            yield held_up_line(snapshot)
            topic = "records"
            yield _size(snapshot, layout)
            yield from _sample(CurrentRows(snapshot, layout.current, reader, Spellings()))
    except PimError as error:
        yield Checked(topic, str(error), ok=False, advice="Correct this, then check again.")  # type: ignore[arg-type]


def _order(snapshot: Snapshot, layout: Layout, settings: ChangeLogConfiguration) -> Iterator[Checked]:
    if settings.transaction:
        yield from _transactions(snapshot, layout, settings.transaction)
    elif layout.sequence is None:
        yield Checked(
            "records",
            f"{layout.log.title}.{settings.sequence} is not numbered by a sequence of this table",
            ok=None,
            advice="Who may still bring a skipped number cannot be seen: add a transaction column, or let a sequence "
            "number it.",
        )
    else:
        yield from _numbers(snapshot, layout, layout.sequence, settings.sequence or "")


def _transactions(snapshot: Snapshot, layout: Layout, name: str) -> Iterator[Checked]:
    column = snapshot.one(_COLUMN, {"table": layout.log.oid, "column": name})
    sound = column.filled and ("pg_current_xact_id" in column.filler or "txid_current" in column.filler)
    advice = f"alter column {name} set not null, set default pg_current_xact_id()"
    yield Checked(
        "records",
        f"{layout.log.title}.{name} orders the entries by transaction",
        ok=True if sound else None,
        advice="" if sound else f"Unless a trigger fills it with pg_current_xact_id(): {advice}.",
    )
    for problem in unordered(snapshot, layout.log, name):
        yield Checked("records", problem.message, ok=False, advice="Until then such changes may be missed.")


def _numbers(snapshot: Snapshot, layout: Layout, sequence: Numbering, name: str) -> Iterator[Checked]:
    what = f"{layout.log.title}.{name} is numbered by {sequence.title}"
    yield Checked(
        "records", what, ok=sequence.wrong is None, advice=f"Now {sequence.wrong}." if sequence.wrong else ""
    )
    if sequence.last is None:
        advice = f"grant select on sequence {sequence.title}: one that was set back is then noticed."
        yield Checked("rights", f"{sequence.title} may not be read", ok=None, advice=advice)
    elif sequence.last < _highest(snapshot, layout, name):
        what = f"{sequence.title} stands at {sequence.last}, below the newest entry"
        advice = "Set it above by setval: until then everything is read each time."
        yield Checked("records", what, ok=None, advice=advice)


def _highest(snapshot: Snapshot, layout: Layout, column: str) -> int:
    found = snapshot.one(sa.select(sa.func.max(layout.log.table.c[column])))[0]
    return LOWEST if found is None else int(found)


def _size(snapshot: Snapshot, layout: Layout) -> Checked:
    count = int(snapshot.one(sa.select(sa.func.count()).select_from(layout.log.table))[0])
    what = f"{layout.log.title} holds {count:,} entries"
    if count == 0:
        advice = "Change a product and check again: if there is still none, nobody writes the log."
        return Checked("records", what, ok=None, advice=advice)
    large = count > LARGE
    advice = "Delete entries older than the longest pause between our runs."
    return Checked("records", what, ok=None if large else True, advice=advice if large else "")


def _sample(rows: CurrentRows) -> Iterator[Checked]:
    """One page of products as the delta would read them."""
    changes = next(iter(rows.everything()), [])
    products = [change for change in changes if isinstance(change, Product)]
    problems = [change for change in changes if isinstance(change, Problem)]
    names = ", ".join(product.identifier for product in products[:3])
    yield Checked(
        "records",
        f"read {len(products)} sample products{': ' + names if names else ''}",
        ok=bool(products) and not problems,
        advice="" if products else "See that the view, or the log, holds rows.",
    )
    for problem in islice(problems, 5):
        yield Checked(
            "records", f"{problem.identifier}: {problem.message}", ok=None, advice="Correct this row."
        )
