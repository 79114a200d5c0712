"""Queries for the current rows: those of a view, or the newest entry of each key in the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.hashing import canonical_hash
from catalog_sync.pim.sql.relations import Relation

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class CurrentTable:
    """Statements whose rows begin with key and parent as text; `relation` is the view, or the log without one."""

    configuration: ChangeLogConfiguration
    relation: Relation

    @cached_property
    def fingerprint(self) -> str:
        """Another one when rows are read by another mapping, or from a view that was replaced."""
        settings = self.configuration.model_dump(mode="json", exclude={"url_env", "options", "media"})
        relation = self.relation
        return canonical_hash([settings, relation.oid, relation.definition, relation.columns])[:16]

    @cached_property
    def parented(self) -> bool:
        """Whether rows may belong to a product above them."""
        return self.configuration.rows.document is None and self.configuration.rows.parent is not None

    def count(self) -> sa.Select[Any]:
        """The number of rows."""
        return sa.select(sa.func.count()).select_from(self._rows())

    def in_order(self, *, whole: bool) -> sa.Select[Any]:
        """All rows, those of one product together."""
        rows = self._rows()
        key, parent = self._key(rows), self._parent(rows)
        product = sa.func.coalesce(sa.func.nullif(_folded(parent), ""), key)
        return self._select(rows, whole=whole).order_by(
            product.collate("C"), _blank(parent), key.collate("C")
        )

    def with_keys(self, keys: Iterable[str], *, whole: bool) -> sa.Select[Any]:
        """Rows by their own keys."""
        column = self.configuration.rows.key
        fitting = self.relation.fitting(column, keys)
        rows = self._rows(self.relation.table.c[column].in_(fitting))
        return self._select(rows, whole=whole).where(rows.c[column].in_(fitting))

    def below(self, codes: Iterable[str]) -> sa.Select[Any]:
        """Rows by their parents, given in lower case.

        An index on `lower(btrim(parent) collate "C")` helps a large table.
        """
        wanted = [code for code in codes if "\0" not in code]
        return self._below(lambda parent: _folded(parent).in_(wanted))

    def below_exactly(self, spellings: Iterable[str]) -> sa.Select[Any]:
        """Rows by their parents as spelled."""
        spelled = list(spellings)
        return self._below(lambda parent: parent.in_(spelled))

    def unusual_parents(self) -> sa.Select[Any]:
        """Spellings of parents whose letters `below` does not fold, or that more than spaces surround."""
        rows = self._rows()
        parent = self._parent(rows)
        return sa.select(parent).where(parent.regexp_match("[^ -~]")).distinct()

    def _below(self, condition: Any) -> sa.Select[Any]:
        table = self.relation.table
        among = sa.select(table.c[self.configuration.rows.key]).where(condition(self._parent(table)))
        rows = self._rows(table.c[self.configuration.rows.key].in_(among))
        return self._select(rows, whole=True).where(condition(self._parent(rows)))

    def _select(self, rows: sa.FromClause, *, whole: bool) -> sa.Select[Any]:
        columns = self.relation.readable(rows) if whole else []
        return sa.select(
            self._key(rows).label("catalog_sync_key"),
            self._parent(rows).label("catalog_sync_parent"),
            *columns,
        )

    def _rows(self, among: Condition | None = None) -> sa.FromClause:
        """The rows; `among` bounds the entries of the log that have to be looked at."""
        table = self.relation.table
        if self.configuration.view is not None:
            return table
        key, number = table.c[self.configuration.rows.key], table.c[self.configuration.sequence or ""]
        known = key.is_not(None) if among is None else among
        place = sa.func.row_number().over(partition_by=key, order_by=number.desc())
        ranked = sa.select(*table.c, place.label("catalog_sync_place")).where(known).subquery()
        newest = sa.select(ranked).where(ranked.c.catalog_sync_place == 1)
        if self.configuration.operation is None:
            return newest.subquery()
        operation = sa.func.lower(sa.cast(ranked.c[self.configuration.operation], sa.Text))
        deletes = [each.lower() for each in self.configuration.deletes]
        return newest.where(operation.is_(None) | operation.not_in(deletes)).subquery()

    def _key(self, rows: sa.FromClause) -> sa.ColumnElement[Any]:
        return sa.cast(rows.c[self.configuration.rows.key], sa.Text)

    def _parent(self, rows: sa.FromClause) -> sa.ColumnElement[Any]:
        if not self.parented:
            return sa.cast(sa.null(), sa.Text)
        return sa.cast(rows.c[self.configuration.rows.parent or ""], sa.Text)


def _folded(parent: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """ASCII letters alone, the same in all databases: a Turkish one has another lower case for I."""
    return sa.func.lower(sa.func.btrim(parent).collate("C"))


def _blank(parent: sa.ColumnElement[Any]) -> Condition:
    return sa.func.coalesce(sa.func.btrim(parent), "") == ""
