"""Tables and views by their configured names: found in the catalogue, columns checked, never spliced into text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from catalog_sync.pim.errors import PimAnswerInvalid, PimRefused
from catalog_sync.pim.sql.database import Snapshot

_FIND = sa.text("""
select c.oid::bigint as oid, n.nspname as schema, c.relkind as kind,
       case when c.relkind in ('v', 'm') then md5(pg_get_viewdef(c.oid)) else '' end as definition,
       c.relrowsecurity as row_security, has_schema_privilege(n.oid, 'usage') as may_enter
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname = :name
  and (n.nspname = :schema or (:schema is null and pg_table_is_visible(c.oid)))
""")
_COLUMNS = sa.text("""
select attname, format_type(atttypid, null) as type, has_column_privilege(attrelid, attnum, 'select') as readable
from pg_attribute where attrelid = :oid and attnum > 0 and not attisdropped order by attnum
""")
KINDS = {"m": "materialized view", "f": "foreign table"}
"""Relations that show what they hold at a moment of their own."""

_WHOLE = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_AS_THEY_ARE = {*_WHOLE, "boolean", "real", "double precision"}


@dataclass(frozen=True)
class Relation:
    """A table or view with its readable columns and their types; `title` is its name as configured.

    `definition` is another one when a view is replaced.
    """

    title: str
    oid: int
    schema: str
    name: str
    kind: str
    definition: str
    row_security: bool
    columns: dict[str, str]

    @property
    def lockable(self) -> bool:
        """Whether PostgreSQL locks such a relation for readers (LOCK TABLE: tables and views)."""
        return self.kind in {"r", "p", "v"}

    @cached_property
    def table(self) -> sa.TableClause:
        """To select from."""
        return sa.table(self.name, *map(sa.column, self.columns), schema=self.schema)

    def readable(self, source: sa.FromClause) -> list[sa.ColumnElement[Any]]:
        """Every column of `source` as text, number or truth, whose reading never fails; JSON and arrays as JSON text."""
        return [_plain(source.c[name], type_).label(name) for name, type_ in self.columns.items()]

    def holds_json(self, column: str) -> bool:
        """Whether the column reads as JSON text."""
        return self.columns[column] in {"json", "jsonb"} or self.columns[column].endswith("[]")

    def as_stored(self, column: str, key: str) -> str:
        """The key as the column spells it, which ignores the case of a uuid and the zeros before a number."""
        if not _fits(key, type_ := self.columns[column]):
            return key
        if type_ == "uuid":
            return str(UUID(key))
        return str(int(key)) if type_ in _WHOLE else key

    def fitting(self, column: str, keys: Iterable[str]) -> list[str]:
        """Those keys that a value of the column could equal."""
        return [key for key in keys if "\0" not in key and _fits(key, self.columns[column])]


def find_relation(snapshot: Snapshot, title: str, wanted: Iterable[str | None]) -> Relation:
    """The relation and all its columns that this user may read, the wanted ones among them.

    Raises PimAnswerInvalid for what does not exist, PimRefused for what may not be read.
    """
    schema, _, name = title.rpartition(".")
    found = snapshot.rows(_FIND, {"name": name, "schema": schema or None})
    if not found:
        raise PimAnswerInvalid(f"There is no table or view {title}. {_others(snapshot, schema)}")
    row = found[0]
    columns = snapshot.rows(_COLUMNS, {"oid": row.oid})
    if not row.may_enter:
        raise PimRefused(f"{title} may not be read: grant usage on schema {row.schema} to {_user(snapshot)}.")
    needed = {column for column in wanted if column}
    _ensure_columns(snapshot, title, columns, needed)
    readable = {column.attname: column.type for column in columns if column.readable}
    return Relation(title, row.oid, row.schema, name, row.kind, row.definition, row.row_security, readable)


def _ensure_columns(snapshot: Snapshot, title: str, columns: Iterable[Any], needed: set[str]) -> None:
    existing = {column.attname: column.readable for column in columns}
    if missing := sorted(needed - existing.keys()):
        raise PimAnswerInvalid(
            f"{title} has no column {', '.join(missing)}. It has: {', '.join(existing)}. Names are case-sensitive."
        )
    if unreadable := sorted(column for column in needed if not existing[column]):
        raise PimRefused(
            f"{title} may not be read (column {', '.join(unreadable)}): "
            f"grant select on {title} to {_user(snapshot)}."
        )


def _others(snapshot: Snapshot, schema: str) -> str:
    names = sa.text(
        "select schemaname || '.' || tablename from pg_tables where schemaname = coalesce(:schema, schemaname) "
        "and schemaname not in ('pg_catalog', 'information_schema') union "
        "select schemaname || '.' || viewname from pg_views where schemaname = coalesce(:schema, schemaname) "
        "and schemaname not in ('pg_catalog', 'information_schema') order by 1 limit 20"
    )
    found = [name for (name,) in snapshot.rows(names, {"schema": schema or None})]
    return f"There are: {', '.join(found)}." if found else "Name it with its schema, e.g. pim.products."


def _user(snapshot: Snapshot) -> str:
    return str(snapshot.one(sa.text("select current_user"))[0])


def _plain(column: sa.ColumnElement[Any], type_: str) -> sa.ColumnElement[Any]:
    if type_ in _AS_THEY_ARE:
        return column
    return sa.cast(sa.func.to_json(column) if type_.endswith("[]") else column, sa.Text)


def _fits(key: str, type_: str) -> bool:
    if type_ in _WHOLE:
        return bool(re.fullmatch(r"-?[0-9]{1,19}", key)) and abs(int(key)) < _WHOLE[type_]
    if type_ == "numeric":
        return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", key))
    if type_ == "uuid":
        return _is_uuid(key)
    return True


def _is_uuid(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
