"""The demo PIM's search index: what searches see of products and models, which may lag behind what reads by key see."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from catalog_sync.sandbox.pim.clock import Clock, parse_time
from catalog_sync.sandbox.pim.entities import Entities, Table
from catalog_sync.sandbox.pim.loading import Row


class Index:
    """Up to date at once, unless told to lag (api-docs, Read after write)."""

    def __init__(self, entities: Entities, clock: Clock) -> None:
        self._entities = entities
        self._clock = clock
        self._lag = timedelta(0)
        self._known: dict[str, datetime] = {}

    def lag_by(self, lag: timedelta) -> None:
        """From now on show a change, or a new row, only so long after its `updated`."""
        self._lag = lag
        self._known = {_key(row): parse_time(row["updated"]) for row in self._rows()}

    def holds(self, row: Row) -> bool:
        """Whether searches see the row at all."""
        return not self._lag or self._indexed(row) is not None

    def updated(self, row: Row) -> datetime:
        """The `updated` that filters see: the greatest of the row's and its models' (pim-community-dev)."""
        if not self._lag:
            return self._entities.indexed_updated(row)
        seen = (self._indexed(each) for each in [row, *self._entities.lineage(row)])
        return max(moment for moment in seen if moment is not None)

    def _indexed(self, row: Row) -> datetime | None:
        moment = parse_time(row["updated"])
        if moment <= self._clock.now() - self._lag:
            self._known[_key(row)] = moment
        return self._known.get(_key(row))

    def _rows(self) -> Iterator[Row]:
        tables: tuple[Table, ...] = (self._entities.products, self._entities.models)
        return (row for table in tables for row in table.rows.values())


def _key(row: Row) -> str:
    return str(row.get("uuid") or row["code"])
