"""Many rows at once: COPY into a table, temporary tables for one transaction, and lists as array parameters."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import sqlalchemy as sa

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(
    connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Append rows to a table by COPY, which is the fastest way there is (PostgreSQL manual, Populating a Database).

    Cells are made by `text` and `json`; numbers, moments and `true` are what `str` makes of them.
    """
    lines = "\n".join(map("\t".join, rows))
    if not lines:
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor:
        cursor.copy_expert(f"copy {table} ({', '.join(columns)}) from stdin", BytesIO(lines.encode()))


def temporary(connection: sa.Connection, name: str, columns: str, rows: Iterable[Sequence[str]]) -> None:
    """Fill a temporary table that lives as long as the transaction; `columns` as in `create table`."""
    connection.execute(sa.text(f"create temp table {name} ({columns}) on commit drop"))
    copy_rows(connection, name, [column.split()[0] for column in columns.split(", ")], rows)


def text(value: str | None) -> str:
    """A cell of text."""
    if value is None:
        return "\\N"
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def json(value: str) -> str:
    """A cell of JSON, in which nothing but the backslash needs another one."""
    return value.replace("\\", "\\\\")


def text_array(values: Iterable[str]) -> str:
    """An array literal, for a parameter that the statement casts to `text[]`; faster than one value at a time."""
    plain = [*values]
    together = "".join(plain)
    if "\\" in together or '"' in together:
        plain = [value.replace("\\", "\\\\").replace('"', '\\"') for value in plain]
    return '{"' + '","'.join(plain) + '"}' if plain else "{}"
