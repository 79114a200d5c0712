"""Finds the tables beside a YAML file of rules: `GB.xlsx`, `GB.categories.csv`, `GB.values.csv`, `GB.attributes.csv`."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from catalog_sync.mapping.rule_nodes import Node
from catalog_sync.mapping.rule_tables_cells import Cell, Sheet, neutral, read_csv, read_xlsx
from catalog_sync.mapping.rule_tables_columns import FILLED, KEYS, Row, Tables
from catalog_sync.mapping.rule_tables_rules import node_of
from catalog_sync.mapping.rule_tables_sheets import tables_of
from catalog_sync.yaml_files import YamlFileError

READ_ME, REGION = "(read me)", "Region"
"""The sheet of an exported workbook that says which region it is for, and the word before it."""


def region_of(sheets: Iterable[Sheet]) -> Cell | None:
    """Return the cell that names the region of an exported workbook."""
    rows = (row for sheet in sheets if sheet.name == READ_ME for row in sheet.rows)
    return next((row[1] for row in rows if 1 in row and 0 in row and row[0].text == REGION), None)


def layer_of(path: Path) -> str | None:
    """Return whose rules a file in `regions` or `shops` holds, by its name; none where it holds no rules."""
    if path.suffix in (".yaml", ".xlsx"):
        return path.stem
    stem, _, table = path.stem.rpartition(".")
    return stem if path.suffix == ".csv" and table in KEYS else None


def is_passing(path: Path) -> bool:
    """Tell whether a file is one that editors and spreadsheet programs leave beside those they have open."""
    return path.name.startswith((".", "~$"))


def table_layers(base: Path, instead: Tables | None = None) -> list[Node]:
    """Return the rules in the tables beside `base` (`regions/GB`), the workbook's first, then those of the CSV files.

    `instead` stands for what the CSV files say. Raises YamlFileError with what is wrong, by file, sheet and cell.
    """
    workbook = _beside(base, "xlsx")
    tables = [read_workbook(workbook)] if workbook.exists() else []
    tables.append(csv_tables(base) if instead is None else instead)
    if wrong := [line for each in tables for line in each.wrong]:
        raise YamlFileError("\n".join(wrong))
    return [node for each in tables if (node := node_of(each))]


def read_workbook(path: Path) -> Tables:
    """Return the tables of a workbook; raises YamlFileError where it is none, or where it is another region's."""
    sheets = read_xlsx(path)
    named = region_of(sheets)
    if named and path.parent.name == "regions" and named.text != path.stem:
        raise YamlFileError(
            f"{path}: {named.place.cell}: this is the workbook of {named.text}; call it {named.text}.xlsx"
        )
    return tables_of(sheets, path)


def csv_tables(base: Path) -> Tables:
    """Return what the CSV files beside `base` say."""
    sheets = [(path, read_csv(path, name)) for name in KEYS if (path := csv_path(base, name)).exists()]
    found = Tables()
    for path, sheet in sheets:
        found = found.laid_under(tables_of([sheet], path))
    return found


def csv_path(base: Path, table: str) -> Path:
    """Return where a table of a layer lies."""
    return _beside(base, f"{table}.csv")


def csv_text(table: str, rows: list[Row]) -> str:
    """Return the rows as a CSV file, with a byte order mark by which spreadsheet programs know UTF-8."""
    text = io.StringIO(newline="")
    columns = [*KEYS[table], *FILLED[table]]
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([neutral(row[name].text) if name in row else "" for name in columns] for row in rows)
    return "\ufeff" + text.getvalue()


def _beside(base: Path, ending: str) -> Path:
    return base.with_name(f"{base.name}.{ending}")
