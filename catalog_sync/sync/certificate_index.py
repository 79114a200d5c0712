"""Reads the index of a folder of certificates, CSV or YAML: what each document is, how long it holds and what it serves."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from catalog_sync.mapping.normal import nearest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_IDS = re.compile(r"[;,|\s]+")
_SKUS = re.compile(r"\s*[;,|\n]\s*")
_FILES = re.compile(r"\s*[;|\n]\s*")


class IndexUnreadable(Exception):  # noqa: N818
    """The index as a whole cannot be read."""


def _parted(marks: re.Pattern[str]) -> BeforeValidator:
    """One text as a list: file names hold commas, and they and SKUs hold spaces."""
    return BeforeValidator(
        lambda value: (
            [part for part in marks.split(value.strip()) if part] if isinstance(value, str) else value
        )
    )


def _day(value: Any) -> Any:
    if value in (None, "") or isinstance(value, date):
        return value or None
    if not _DAY.fullmatch(str(value).strip()):
        raise ValueError(f"{value!r} is no day: write it as 2027-12-31")
    return date.fromisoformat(str(value).strip())


Day = Annotated[date | None, BeforeValidator(_day)]


class IndexRow(BaseModel):
    """One document of the folder; lists may be written as one text, parted by semicolons."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    id: str = ""
    type: str = Field(min_length=1)
    files: Annotated[list[str], _parted(_FILES), Field(min_length=1)]
    valid_from: Day = None
    valid_until: Day = None
    skus: Annotated[list[str], _parted(_SKUS)] = []
    leaves: Annotated[list[str], _parted(_IDS)] = []

    @model_validator(mode="after")
    def _sensible(self) -> "IndexRow":
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError(f"valid_until {self.valid_until} lies before valid_from {self.valid_from}")
        if not (self.skus or self.leaves):
            raise ValueError("skus, leaves or both must say what it serves")
        return self


@dataclass
class Index:
    """The documents that can be used, and a line for each mistake: where it is, what is wrong, what is allowed."""

    rows: list[IndexRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_index(name: str, text: str, types: Collection[str], files: Collection[str]) -> Index:
    """Return what the index says; a bad row is left out and told. `types` and `files` are those that there are."""
    index = Index()
    try:
        rows = list(_yaml_rows(text) if name.lower().endswith((".yaml", ".yml")) else _csv_rows(text))
    except (yaml.YAMLError, csv.Error, IndexUnreadable) as error:
        index.problems.append(f"{name}: {' '.join(str(error).split())}")
        return index
    for place, data in rows:
        try:
            row = IndexRow.model_validate(data)
        except ValidationError as error:
            index.problems += [f"{name}:{place}: {line}" for line in _told(error)]
            continue
        unknown = _unknown(row, types, files)
        index.problems += [f"{name}:{place}: {line}" for line in unknown]
        index.rows += [] if unknown else [row]
    return index


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = max(";,\t", key=plain.partition("\n")[0].count)
    reader = csv.DictReader(StringIO(plain, newline=""), delimiter=delimiter, strict=True)
    reader.fieldnames = [str(name).strip().lower() for name in reader.fieldnames or []]
    for row in reader:
        if None in row:
            raise IndexUnreadable(f"line {reader.line_num} has more cells than there are columns")
        filled = {key: (value or "").strip() for key, value in row.items()}
        if any(filled.values()):
            yield reader.line_num, {key: value for key, value in filled.items() if value}


def _yaml_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        return
    data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds texts, lists and mappings only
    if not isinstance(node, yaml.SequenceNode):
        raise IndexUnreadable("must be a list of documents")
    for item, row in zip(node.value, data, strict=True):
        if not isinstance(row, Mapping):
            raise IndexUnreadable(
                f"line {item.start_mark.line + 1} must be a mapping with type, files, skus or leaves"
            )
        yield item.start_mark.line + 1, {str(key): value for key, value in row.items() if value != ""}


def _told(error: ValidationError) -> Iterator[str]:
    for found in error.errors(include_url=False):
        where = ".".join(str(part) for part in found["loc"])
        if found["type"] == "extra_forbidden":
            yield f"{where} is no column; allowed: {', '.join(IndexRow.model_fields)}"
        else:
            yield f"{f'{where}: ' if where else ''}{found['msg'].removeprefix('Value error, ')}"


def _unknown(row: IndexRow, types: Collection[str], files: Collection[str]) -> list[str]:
    lines = [
        f"files: there is no {file!r} in the folder{nearest(file, files)}"
        for file in row.files
        if file not in files
    ]
    if row.type not in types:
        lines.append(f"type {row.type!r} stands for no certification; allowed: {', '.join(sorted(types))}")
    return lines
