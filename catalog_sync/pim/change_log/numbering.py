"""The sequence that numbers the entries of a change log, and whether its numbers can be relied on."""

from dataclasses import dataclass

import sqlalchemy as sa

from catalog_sync.pim.change_log.bound import LOWEST
from catalog_sync.pim.sql.database import Snapshot
from catalog_sync.pim.sql.relations import Relation

_SEQUENCE = sa.text("""
select c.oid::bigint as oid, s.schemaname || '.' || s.sequencename as title, s.cache_size, s.increment_by,
       s.cycle, s.last_value, has_sequence_privilege(c.oid, 'select') as readable,
       pg_relation_filenode(c.oid)::bigint as file
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
    """The sequence that numbers the log; `last` is the number given out last, none where we may not see it.

    `file` is another one after each reset (RESTART, TRUNCATE RESTART IDENTITY).
    """

    oid: int
    title: str
    cache: int
    step: int
    cycles: bool
    last: int | None
    file: int

    @property
    def wrong(self) -> str | None:
        """Why numbers of this sequence say nothing about what is still to come, and what to do."""
        if self.cache > 1:
            return (
                f"the sequence {self.title} hands out numbers in advance (cache {self.cache}), so entries can "
                f"come late without trace: alter sequence {self.title} cache 1 and let all writers reconnect, "
                "or add a transaction column"
            )
        if self.step != 1 or self.cycles:
            return (
                f"the sequence {self.title} (increment {self.step}{', cycle' if self.cycles else ''}) must count "
                "by one and not cycle: what writers number themselves comes late without trace. Add a transaction "
                "column"
            )
        return None


def find_sequence(snapshot: Snapshot, log: Relation, column: str) -> Numbering | None:
    """The sequence behind the column, owned by it or named in its default."""
    found = snapshot.rows(_SEQUENCE, {"table": log.oid, "column": column})
    if not found:
        return None
    row = found[0]
    last = (row.last_value if row.last_value is not None else LOWEST) if row.readable else None
    return Numbering(row.oid, row.title, row.cache_size, row.increment_by, row.cycle, last, row.file)
