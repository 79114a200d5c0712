"""Finds the tables in sheets: their columns, their filled rows, and what is wrong with them by cell."""

from collections.abc import Iterable, Iterator, Sequence

from catalog_sync.mapping.normal import nearest, normal
from catalog_sync.mapping.rule_tables_cells import Cell, Sheet
from catalog_sync.mapping.rule_tables_columns import (
    ATTRIBUTES,
    BEFORE,
    CATEGORIES,
    FILLED,
    KEYS,
    VALUES,
    Row,
    Tables,
    is_not_for_sale,
    key,
    said,
)

_NEEDED: dict[str, Sequence[tuple[str, ...]]] = {
    CATEGORIES: [("family", "pim_category")],
    VALUES: [("attribute", "axis", "table"), ("pim_value",)],
    ATTRIBUTES: [("attribute",), ("from", "constant")],
}
"""Table -> groups of columns of which a row fills exactly one."""


def tables_of(sheets: Iterable[Sheet], path: object) -> Tables:
    """Return the tables among the sheets; sheets and columns in parentheses are for people alone."""
    found = Tables()
    for sheet in sheets:
        name = normal(sheet.name)
        if name in KEYS:
            rows = list(_rows(name, sheet, found))
            found.rows[name] += _once(name, rows, found.wrong)
        elif sheet.rows and not _for_people(sheet.name):
            allowed = ", ".join(KEYS)
            found.wrong.append(
                f"{path}: there is no table {sheet.name!r}{nearest(name, KEYS)}; allowed: {allowed}"
            )
    return found


def _rows(name: str, sheet: Sheet, found: Tables) -> Iterator[Row]:
    if not sheet.rows:
        return
    head, *rows = sheet.rows
    columns = _columns(name, head, found.wrong)
    for cells in rows:
        row = {columns[at]: cell for at, cell in cells.items() if at in columns}
        before = row.pop(BEFORE, None)
        if any(column in row for column in FILLED[name]):
            spoiled = [f"{told(cell)} {cell.fault}" for cell in row.values() if cell.fault]
            faults = spoiled or list(_faults(name, row))
            found.wrong += faults
            if not faults:
                if before:
                    found.before[name, *key(name, row)] = before.text
                yield row
        elif before and row:
            found.emptied[name].append(row)


def told(cell: Cell) -> str:
    """Return the start of a message about a cell: where it is."""
    return f"{cell.place.file}: {cell.place.cell}:"


def _columns(name: str, head: dict[int, Cell], wrong: list[str]) -> dict[int, str]:
    known = (*KEYS[name], *FILLED[name])
    found: dict[int, str] = {}
    for at, cell in head.items():
        column = cell.text.strip().lower().replace(" ", "_")
        if column in found.values():
            wrong.append(f"{told(cell)} there is a column {column!r} already; keep one")
        elif column in (*known, BEFORE):
            found[at] = column
        elif not _for_people(cell.text):
            wrong.append(
                f"{told(cell)} there is no column {cell.text!r}{nearest(column, known)}; allowed: {', '.join(known)}, "
                "and any in parentheses"
            )
    return found


def _faults(name: str, row: Row) -> Iterator[str]:
    first = next(iter(row.values()))
    for group in _NEEDED[name]:
        given = [column for column in group if column in row]
        if len(given) != 1:
            which = " and ".join(given) or "none"
            wanted = f"exactly one of {_listed(group)}; has {which}" if len(group) > 1 else group[0]
            yield f"{told(first)} the row needs {wanted}"
    if "family" in row and "pim_category" in row and name != CATEGORIES:
        yield f"{told(row['pim_category'])} the row names a family too; name one of them"
    if "table" in row and ("family" in row or "pim_category" in row):
        yield f"{told(row['table'])} a table holds for all; leave family and pim_category empty"
    if "when_attribute" in row and is_not_for_sale(row):
        yield f"{told(row['when_attribute'])} a family is for sale or not as a whole; leave when_attribute empty"
    if ("when_attribute" in row) != ("when_is" in row):
        yield f"{told(first)} when_attribute and when_is need each other"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _once(name: str, rows: list[Row], wrong: list[str]) -> list[Row]:
    """The rows, each about something else; two that are about the same and say different things are told."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        before = found.setdefault(key(name, row), row)
        if said(name, before) != said(name, row):
            cell, other = (
                next(each[column] for column in FILLED[name] if column in each) for each in (row, before)
            )
            wrong.append(f"{told(cell)} {other.place.cell} says of the same: {other.text!r}; keep one")
    return list(found.values())


def _for_people(name: str) -> bool:
    return name.strip().startswith("(")
