"""Reads CSV and XLSX sheets into cells that know their place, and tells what a spreadsheet program has spoiled."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog_sync.yaml_files import Place, YamlFileError

_EXACT = 10**15
"""Spreadsheets keep 15 digits of a number."""
_MOST_ROWS = 200_000
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+")
_WRITTEN_AS_TEXT = re.compile(r"'+[=+\-@\t\r]", re.DOTALL)
_READ_AS_FORMULA = re.compile(r"'*[=+\-@\t\r]", re.DOTALL)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")


@dataclass(frozen=True)
class Cell:
    """A cell that is not empty: its text, where it stands, and what is wrong with it."""

    text: str
    place: Place
    fault: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name: rows of cells by column, from 0; empty cells and empty rows are left out."""

    name: str
    rows: list[dict[int, Cell]]


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet program takes it for a formula; `plain` takes that back."""
    return f"'{text}" if _READ_AS_FORMULA.match(text) else text


def plain(text: str) -> str:
    """Return what `neutral` was given."""
    return text[1:] if _WRITTEN_AS_TEXT.match(text) else text


def read_csv(path: Path, name: str) -> Sheet:
    """Return the one sheet of a CSV file, parted by comma, semicolon or tab; raises YamlFileError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise YamlFileError(f"{path}: is not UTF-8; save it as 'CSV UTF-8'") from None
    except OSError as error:
        raise YamlFileError(f"{path}: cannot be read: {error}") from error
    head = text.partition("\n")[0]
    parted = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        return Sheet(name, list(_rows(path, "", parted)))
    except csv.Error as error:
        raise YamlFileError(f"{path}:{parted.line_num}: is no CSV: {error}") from error


def read_xlsx(path: Path) -> list[Sheet]:
    """Return all sheets of a workbook; raises YamlFileError where it is none."""
    import openpyxl  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
        return [_sheet(path, sheet) for sheet in book.worksheets]
    except YamlFileError:
        raise
    except Exception as error:  # a broken file breaks anywhere in zip, XML and styles
        raise YamlFileError(
            f"{path}: is no workbook that can be read ({error}); save it anew as .xlsx"
        ) from error


def column_name(column: int) -> str:
    """Return the letters of a column, from 0: A, B, ... AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet(path: Path, sheet: Any) -> Sheet:
    sheet.reset_dimensions()
    values = ([_value(cell) for cell in row] for row in sheet.iter_rows())
    return Sheet(sheet.title, list(_rows(path, f"{sheet.title}!", values)))


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return _Formula()
    return _ESCAPED.sub(_unescaped, cell.value) if isinstance(cell.value, str) else cell.value


def _unescaped(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


class _Formula:
    """Stands for what a cell would compute."""


def _rows(path: Path, sheet: str, rows: Iterator[Sequence[Any]]) -> Iterator[dict[int, Cell]]:
    for line, row in enumerate(rows, start=1):
        if line > _MOST_ROWS:
            raise YamlFileError(f"{path}: has more than {_MOST_ROWS} rows")
        cells = {
            column: Cell(text, Place(path, line, (), f"{sheet}{column_name(column)}{line}"), fault)
            for column, (text, fault) in enumerate(map(_text, row))
            if text or fault
        }
        if cells:
            yield cells


def _text(value: Any) -> tuple[str, str]:
    """What a cell says, and what is wrong with it."""
    if value is None or isinstance(value, str):
        return _of_text(plain((value or "").strip()))
    if isinstance(value, bool):
        return str(value).lower(), ""
    if isinstance(value, (int, float)):
        whole = isinstance(value, int) or value.is_integer()
        return str(int(value) if whole else value), _LOST if abs(value) >= _EXACT else ""
    return str(value), "is a formula; write its value" if isinstance(value, _Formula) else _DATE


def _of_text(text: str) -> tuple[str, str]:
    if _ERROR.fullmatch(text):
        return text, "is an error of the spreadsheet; write what is meant"
    return text, _LOST if _SCIENTIFIC.fullmatch(text) else ""


_DATE = "was made a date; format the column as text and write it anew"
_LOST = "was made a number and may have lost digits; format the column as text and write it anew"
