"""A folder of rules with tables beside them, for tests: how tables are put there, loaded and refused."""

from pathlib import Path

import openpyxl
import pytest

from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.yaml_files import YamlFileError


def load(folder: Path) -> Rules:
    return load_rules(folder, region="GB", partition_key="GB")


def refused(folder: Path) -> str:
    with pytest.raises(YamlFileError) as raised:
        load(folder)
    return str(raised.value)


def put(folder: Path, name: str, *rows: str) -> None:
    (folder / name).write_text("\n".join(rows) + "\n")


def book(folder: Path, name: str, **sheets: list[list[object]]) -> None:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(folder / name)
