"""Shows in the workbook what the region's tables say already: filled, so that a person may change it or take it away."""

from collections.abc import Mapping, Sequence

from catalog_sync.mapping.rule_tables_columns import BEFORE, FILLED, KEYS, Row, Tables, meant, summary
from catalog_sync.mapping.workbook_sheets import Choices, Chosen, Column, Value


def with_former(
    table: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    former: Tables,
    choices: Mapping[str, Choices],
) -> tuple[list[Column], list[list[Value]]]:
    """Return a sheet with what was said before: of a row that it has, else in a row of its own.

    `choices` are what the filled columns of such a row propose.
    """
    heads = [column.head for column in columns]
    said = former.by_key(table)
    shown = [_filled(table, heads, row, said.pop(_key(table, heads, row), {})) for row in rows]
    own = [[*_row(table, heads, row, choices), summary(table, row)] for row in said.values()]
    return [*columns, Column(BEFORE, 34)], [*shown, *own]


def _key(table: str, heads: Sequence[str], row: Sequence[Value]) -> tuple[str, ...]:
    cells = {head: value for head, value in zip(heads, row, strict=True) if isinstance(value, str) and value}
    return tuple(meant(name, cells[name]) if name in cells else "" for name in KEYS[table])


def _filled(table: str, heads: Sequence[str], row: Sequence[Value], said: Row) -> list[Value]:
    cells = [
        Chosen(said[head].text, value if isinstance(value, Choices) else Choices())
        if head in said and head in FILLED[table]
        else value
        for head, value in zip(heads, row, strict=True)
    ]
    return [*cells, summary(table, said)]


def _row(table: str, heads: Sequence[str], said: Row, choices: Mapping[str, Choices]) -> list[Value]:
    return [
        Chosen(said[head].text if head in said else "", choices.get(head, Choices()))
        if head in FILLED[table]
        else said[head].text
        if head in said
        else ""
        for head in heads
    ]
