"""What a person should know about somebody's database before relying on it, a line for each thing looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog_sync.pim.source import Checked
from catalog_sync.pim.sql.database import Database, Snapshot
from catalog_sync.pim.sql.relations import KINDS, Relation

SKEW_SECONDS = 60
HELD_UP_SECONDS = 600
HELD_UP_TRANSACTIONS = 10_000

_SERVER = sa.text(
    "select current_setting('server_version') as version, current_setting('server_version_num')::int as number, "
    "current_user as name, pg_is_in_recovery() as standby, extract(epoch from clock_timestamp())::float as at"
)
_HELD_UP = sa.text("""
select pg_snapshot_xmax(pg_current_snapshot())::text::bigint
       - pg_snapshot_xmin(pg_current_snapshot())::text::bigint as transactions,
       extract(epoch from clock_timestamp() - least(
         (select min(xact_start) from pg_stat_activity where backend_xid is not null),
         (select min(prepared) from pg_prepared_xacts)))::float as seconds
""")


def server_lines(snapshot: Snapshot, database: Database) -> Iterator[Checked]:
    """Version, standby and clock."""
    row = snapshot.one(_SERVER)
    yield Checked(
        "source",
        f"PostgreSQL {row.version} at {database.name}, as {row.name}",
        ok=row.number >= 130_000,
        advice="" if row.number >= 130_000 else "Use PostgreSQL 13 or later.",
    )
    if row.standby:
        yield Checked(
            "source",
            "this is a standby",
            ok=None,
            advice="It shows changes late, and after a switch everything is read once; the primary is better.",
        )
    skew = abs(row.at - datetime.now(UTC).timestamp())
    yield Checked(
        "clock",
        f"its clock differs from ours by {skew:.0f} s",
        ok=True if skew <= SKEW_SECONDS else None,
        advice="" if skew <= SKEW_SECONDS else "Set both by NTP. The log is not read by the clock.",
    )


def relation_line(relation: Relation) -> Checked:
    """What may be read of a table or view."""
    columns = ", ".join(f"{name} {type_}" for name, type_ in relation.columns.items())
    hidden = "Row security may hide rows from us: a right that is taken away would look like a deletion."
    return Checked(
        "rights",
        f"{relation.title} may be read: {columns}",
        ok=None if relation.row_security else True,
        advice=hidden if relation.row_security else "",
    )


def moment_lines(relation: Relation) -> Iterator[Checked]:
    """What shows its rows as of another moment than that of the log."""
    if relation.kind in KINDS:
        yield Checked(
            "records",
            f"{relation.title} is a {KINDS[relation.kind]}: a change may be told before it shows it",
            ok=None,
            advice="Name a plain table or view; else that change waits for the weekly full re-read.",
        )


def held_up_line(snapshot: Snapshot) -> Checked:
    """Transactions so long open that much is not final behind them."""
    row = snapshot.one(_HELD_UP)
    held = row.transactions >= HELD_UP_TRANSACTIONS or (row.seconds or 0) >= HELD_UP_SECONDS
    since = f", begun {row.seconds:.0f} s ago" if row.seconds is not None else ""
    return Checked(
        "clock",
        f"the oldest open transaction is {row.transactions} transactions back{since}",
        ok=None if held else True,
        advice="What was written since is read again each time before it ends: find it in pg_stat_activity (state, "
        "xact_start) or pg_prepared_xacts, and end it."
        if held
        else "",
    )
