"""The rows of a file of a feed, CSV or JSON lines, streamed with the line numbers of the file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from math import inf
from typing import Any, BinaryIO, Literal, NamedTuple

import orjson

from catalog_sync.pim.drops.lines import Lines

Format = Literal["csv", "jsonl"]
_DELIMITERS = ",;\t|"


class Unfit(Exception):  # noqa: N818 - the name says what happened
    """A file that no row can be read from; waiting does not mend it."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read, and why."""

    reason: str


class Row(NamedTuple):
    """A row of a file: `line` is where it begins, from 1. Values of CSV are text, those of JSON are anything."""

    file: str
    line: int
    values: dict[str, Any] | BadRow

    @property
    def where(self) -> str:
        """`<file>:<line>`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Dialect:
    """How files are written; without a delimiter the header shows it."""

    format: Format
    delimiter: str | None = None
    encoding: str = "utf-8"


class FileRows:
    """The rows of one stream of bytes, to be iterated once. `header` are the columns of CSV, none of JSON lines.

    Raises Unfit, on opening, when the header of a CSV cannot be used, and TooLong after `most` characters.
    """

    def __init__(self, name: str, stream: BinaryIO, dialect: Dialect, most: float = inf) -> None:
        self._name = name
        self._lines = Lines(stream, dialect.encoding, most=most)
        self._records = (
            _JsonRecords(self._lines) if dialect.format == "jsonl" else _CsvRecords(self._lines, dialect)
        )
        self.header = self._records.header

    @property
    def ended(self) -> bool:
        """Whether what was read so far ends with a line break."""
        return self._lines.ended

    def close(self) -> None:
        """Let go of the stream, which stays open."""
        self._lines.close()

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        name = self._name
        for line, values in self._records:
            yield Row(name, line, values)


class _JsonRecords:
    header: tuple[str, ...] | None = None

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
        lines = self._lines
        for line in lines:
            if not line.isspace():
                yield lines.number, _json(line, lines.take_flaw())


def _json(line: str, flaw: str | None) -> dict[str, Any] | BadRow:
    if flaw or "\\u0000" in line:
        return BadRow(flaw or "it holds a NUL character")
    try:
        values = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return BadRow(f"it is not JSON: {error}")
    return values if isinstance(values, dict) else BadRow("it is no JSON object")


class _CsvRecords:
    def __init__(self, lines: Lines, dialect: Dialect) -> None:
        first = next((line for line in lines if not line.isspace()), "")
        delimiter = dialect.delimiter or max(_DELIMITERS, key=first.count)
        self._lines = lines
        self._reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
        self._names = self._read_header()
        self.header: tuple[str, ...] | None = self._names

    def _read_header(self) -> tuple[str, ...]:
        try:
            names = tuple(name.strip() for name in next(self._reader))
        except csv.Error as error:
            raise Unfit(f"The header is not CSV: {error}.") from None
        if flaw := self._lines.take_flaw():
            raise Unfit(f"The header cannot be read: {flaw}.")
        _refuse_twins(names)
        return names

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
        lines, names, width = self._lines, self._names, len(self._names)
        for begin, cells, reason in self._cells():
            flaw = lines.take_flaw() or reason
            if flaw is None and len(cells) == width:
                yield begin, dict(zip(names, cells, strict=True))
            elif flaw or cells:
                yield begin, BadRow(flaw or f"it has {len(cells)} cells where the header has {width}")

    def _cells(self) -> Iterator[tuple[int, list[str], str | None]]:
        """Yield the line each record begins at with its cells, or with why it has none."""
        while True:
            begin = self._lines.number + 1
            try:
                yield begin, next(self._reader), None
            except StopIteration:
                return
            except csv.Error as error:
                yield begin, [], f"it is not CSV: {error}"


def _refuse_twins(names: tuple[str, ...]) -> None:
    if not any(names):
        raise Unfit("There is no header.")
    if twins := sorted({name for name in names if name and names.count(name) > 1}):
        raise Unfit(f"The header names {', '.join(map(repr, twins))} twice: keep one.")


def missing_columns(header: tuple[str, ...], columns: frozenset[str]) -> str | None:
    """What to say of columns that the header does not have, each with its nearest header; none when all are there."""
    missing = sorted(columns - set(header))
    if not missing:
        return None
    named = []
    for column in missing:
        near = get_close_matches(column, header, n=1, cutoff=0.5)
        named.append(f"{column!r}" + (f" (did {near[0]!r} take its place?)" if near else ""))
    return f"The header has no column {', '.join(named)}."
