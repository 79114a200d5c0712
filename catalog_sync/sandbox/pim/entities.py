"""Products and product models with their own values, and what Akeneo shows of them: values and categories inherited."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog_sync.sandbox.pim.clock import parse_time
from catalog_sync.sandbox.pim.loading import Row

MODEL_LEVELS = 2
"""An Akeneo family variant has at most two levels, so a variant has at most two models above it."""


def identifier_of(row: Row, attribute: str) -> str | None:
    """Return a product's identifier: the data of its identifier attribute, if it has one."""
    values = row["values"].get(attribute) or [{}]
    data: str | None = values[0].get("data")
    return data


@dataclass
class Table:
    """Rows by their primary key, which can be walked in key order from any point. Keys compare case-folded."""

    key: str
    rows: dict[str, Row] = field(default_factory=dict)
    _order: list[str] | None = None
    _below: dict[str, list[Row]] | None = None

    def get(self, key: str | None) -> Row | None:
        """Return the row of a key in whatever case."""
        return self.rows.get(key.casefold()) if key else None

    def put(self, row: Row) -> None:
        """Add or replace a row, or tell that it has another parent now."""
        key = row[self.key].casefold()
        if key not in self.rows:
            self._order = None
        self.rows[key] = row
        self._below = None

    def remove(self, row: Row) -> None:
        """Take a row out."""
        del self.rows[row[self.key].casefold()]
        self._order = self._below = None

    def below(self, parents: Iterable[str], after: str | None) -> Iterator[Row]:
        """Yield the rows directly below these parents whose key is greater than `after`, in key order."""
        if self._below is None:
            self._below = {}
            for row in self.rows.values():
                if row.get("parent"):
                    self._below.setdefault(row["parent"].casefold(), []).append(row)
        wanted = {parent.casefold() for parent in parents}
        found = {row[self.key].casefold(): row for each in wanted for row in self._below.get(each, ())}
        return (found[key] for key in sorted(found) if not after or key > after.casefold())

    def after(self, key: str | None) -> Iterator[Row]:
        """Yield the rows whose key is greater than `key`, in key order."""
        order = self._order = self._order or sorted(self.rows)
        start = bisect_right(order, key.casefold()) if key else 0
        return (self.rows[order[place]] for place in range(start, len(order)))


@dataclass
class Entities:
    """All products (by uuid) and product models (by code); a row's `values` and `categories` are its own only."""

    products: Table = field(default_factory=lambda: Table("uuid"))
    models: Table = field(default_factory=lambda: Table("code"))

    def lineage(self, row: Row) -> list[Row]:
        """Return the models above a row, nearest first."""
        above: list[Row] = []
        parent = self.models.get(row.get("parent"))
        while parent is not None and len(above) < MODEL_LEVELS:
            above.append(parent)
            parent = self.models.get(parent.get("parent"))
        return above

    def merged_values(self, row: Row) -> dict[str, Any]:
        """Return a row's values as Akeneo shows them: its models' and its own, empty ones left out."""
        merged: dict[str, Any] = {}
        for each in [*reversed(self.lineage(row)), row]:
            merged |= each["values"]
        return {code: kept for code, values in merged.items() if (kept := _filled(values))}

    def merged_categories(self, row: Row) -> list[str]:
        """Return the categories of a row's models and its own, each once."""
        chain = [*reversed(self.lineage(row)), row]
        return list(dict.fromkeys(code for each in chain for code in each.get("categories") or []))

    def indexed_updated(self, row: Row) -> datetime:
        """Return the `updated` that filters see: the greatest of the row's and its models' (pim-community-dev)."""
        return max(parse_time(each["updated"]) for each in [row, *self.lineage(row)])

    def add_inherited(self, table: Table, row: Row) -> None:
        """Add a row that carries inherited values and categories, keeping only what differs from its parent."""
        parent = self.models.get(row.get("parent"))
        if parent is not None:
            inherited, above = self.merged_values(parent), self.merged_categories(parent)
            row["values"] = {
                code: each for code, each in row["values"].items() if inherited.get(code) != each
            }
            row["categories"] = [code for code in row.get("categories") or [] if code not in above]
        table.put(row)


def _filled(values: list[Row]) -> list[Row]:
    return [value for value in values if value.get("data") not in (None, "", [])]
