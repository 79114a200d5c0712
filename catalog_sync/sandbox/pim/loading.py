"""Reads the JSON-lines files of a catalogue directory; a broken line becomes a problem and the rest is loaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from catalog_sync.sandbox.pim.clock import parse_time

Row = dict[str, Any]

TIMES = frozenset({"updated", "as_of"})


@dataclass(frozen=True)
class Problem:
    """A line that could not be loaded: its file (relative to the catalogue), its number from 1, and why."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def read_rows(directory: Path, file: str, keys: tuple[str, ...], problems: list[Problem]) -> list[Row]:
    """Return the objects of a JSON-lines file that have all `keys`, adding what is wrong to `problems`.

    A file that does not exist holds no rows.
    """
    path = directory / file
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append(_parse(line, keys))
        except ValueError as error:
            problems.append(Problem(file, number, str(error)))
    return rows


def _parse(line: bytes, keys: tuple[str, ...]) -> Row:
    row = orjson.loads(line)
    if not isinstance(row, dict):
        raise ValueError(f"expected a JSON object, got {type(row).__name__}")  # noqa: TRY004
    missing = [key for key in keys if row.get(key) is None]
    if missing:
        raise ValueError(f"the object lacks {', '.join(missing)}")
    for key in TIMES.intersection(keys):
        parse_time(row[key])
    if not isinstance(row.get("values", {}), dict):
        raise ValueError("values must be an object of lists by attribute")  # noqa: TRY004
    return row
