"""Sheets that a person fills: frozen heads, widths, lists to choose from, and nothing that a spreadsheet mangles."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from catalog_sync.mapping.rule_tables_cells import neutral

_LISTS = "(lists)"
_LONGEST = 32_000  # characters; a cell takes 32,767
_MOST_LISTS = 16_000  # columns; a sheet takes 16,384
_MOST_VALIDATIONS = 60_000  # a sheet takes 65,530
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEAD, _FILL = PatternFill("solid", fgColor="D9E1F2"), PatternFill("solid", fgColor="FFF9DB")


class Column(NamedTuple):
    """A column by its head, its width in characters, and whether a person fills it."""

    head: str
    width: int
    fill: bool = False


class Choices(tuple[str, ...]):
    """What an empty cell proposes."""

    __slots__ = ()


class Chosen(NamedTuple):
    """A filled cell with what it proposes instead."""

    text: str
    choices: Choices


Value = str | int | Choices | Chosen


class Workbook:
    """Sheets in the order in which they were added, and one with the lists of all."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook()
        self._book.remove(self._book.worksheets[0])
        self._lists: dict[Choices, str] = {}

    def add(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        """Add a sheet."""
        sheet = self._book.create_sheet(name)
        proposed: dict[Choices, list[tuple[int, int]]] = {}
        for line, row in enumerate([[column.head for column in columns], *rows], start=1):
            for at, value in enumerate(row, start=1):
                cell = sheet.cell(line, at)
                choices = value.choices if isinstance(value, Chosen) else value
                text = value.text if isinstance(value, Chosen) else value
                _write(cell, text, fill=columns[at - 1].fill and line > 1)
                if isinstance(choices, Choices) and choices:
                    proposed.setdefault(choices, []).append((at, line))
        _dress(sheet, columns)
        for choices, cells in list(proposed.items())[:_MOST_VALIDATIONS]:
            self._propose(sheet, choices, cells)

    def content(self) -> bytes:
        """Return the file."""
        sheet = self._book.create_sheet(_LISTS)
        for at, choices in enumerate(self._lists, start=1):
            for line, choice in enumerate(choices, start=1):
                _write(sheet.cell(line, at), choice)
        sheet.sheet_state = "hidden"
        stream = io.BytesIO()
        self._book.save(stream)
        return stream.getvalue()

    def _propose(self, sheet: Worksheet, choices: Choices, cells: Sequence[tuple[int, int]]) -> None:
        if choices not in self._lists and len(self._lists) >= _MOST_LISTS:
            return
        column = get_column_letter(len(self._lists) + 1)
        area = f"{quote_sheetname(_LISTS)}!${column}$1:${column}${len(choices)}"
        area = self._lists.setdefault(choices, area)
        proposal = DataValidation("list", formula1=area, allow_blank=True, showErrorMessage=False)
        proposal.sqref = MultiCellRange(" ".join(_ranges(cells)))
        sheet.add_data_validation(proposal)


def _ranges(cells: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Cells, by column and row, with those below each other as one range."""
    runs = groupby(enumerate(sorted(cells)), lambda each: (each[1][0], each[1][1] - each[0]))
    for (column, _), run in runs:
        lines = [line for _, (_, line) in run]
        letter = get_column_letter(column)
        yield f"{letter}{lines[0]}:{letter}{lines[-1]}"


def _write(cell: Cell, value: str | int | Choices, *, fill: bool = False) -> None:
    if isinstance(value, int):
        cell.value = value
    else:
        text = "" if isinstance(value, Choices) else ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.number_format = "@"
        if text:
            cell.value = _ESCAPE.sub("_x005F_", neutral(text))
            cell.data_type = "s"
    if fill:
        cell.fill = _FILL


def _dress(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
        head = sheet.cell(1, at)
        head.font, head.fill = Font(bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
