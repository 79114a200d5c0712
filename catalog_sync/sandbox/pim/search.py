"""The `search` parameter of Akeneo: JSON conditions on products and product models, all of which must hold."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson

from catalog_sync.sandbox.pim.behaviour import Behaviour
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.entities import Table, identifier_of
from catalog_sync.sandbox.pim.errors import unprocessable
from catalog_sync.sandbox.pim.index import Index
from catalog_sync.sandbox.pim.loading import Row

Predicate = Callable[[Row], bool]

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
"""The format of `updated` in filters on products: naive, in the server's time zone."""

SCANNED = 10_000
"""Up to so many rows a search looks at each, so that rows which tests edit in place are found at once."""


class Search:
    """Finds the rows that a `search` parameter asks for; refuses what Akeneo refuses with 422."""

    def __init__(self, catalogue: Catalogue, clock: Clock, behaviour: Behaviour, index: Index) -> None:
        self.catalogue = catalogue
        self.entities = catalogue.entities
        self.clock = clock
        self.behaviour = behaviour
        self.index = index

    def rows(self, table: Table, text: str | None, after: str | None = None) -> Iterator[Row]:
        """Yield the rows of a table after a key, in key order, that fulfil the `search` parameter."""
        conditions = _conditions(text)
        tests = [test for name, each in conditions for test in self._tests(name, each)]
        if self.behaviour.index_empty:
            return iter(())
        candidates = self._candidates(table, dict(conditions).get("parent", []), after)
        return (row for row in candidates if self.index.holds(row) and all(test(row) for test in tests))

    def _candidates(self, table: Table, parents: list[Row], after: str | None) -> Iterator[Row]:
        if not parents or len(table.rows) <= SCANNED or parents[0].get("operator") not in ("=", "IN"):
            return table.after(after)
        value = parents[0]["value"]
        if parents[0]["operator"] == "IN":
            return table.below(value, after)
        below = self.entities.models.below([value], None)
        return table.below([value, *(row["code"] for row in below)], after)

    def _tests(self, name: str, conditions: list[Row]) -> list[Predicate]:
        return [self._test(name, each.get("operator", ""), each.get("value")) for each in conditions]

    def _test(self, name: str, operator: str, value: Any) -> Predicate:
        if name == "updated":
            return self._updated(operator, value)
        if name == "parent":
            return self._parent(operator, value)
        if name == "enabled" and operator in ("=", "!="):
            return lambda row: (row.get("enabled") == value) == (operator == "=")
        if name in ("family", "uuid", "identifier") and operator in ("IN", "NOT IN"):
            return _membership(
                name, self._identifier if name == "identifier" else _field(name), operator, value
            )
        if name == "categories" and operator == "IN":
            wanted = _folded(name, value)
            return lambda row: not wanted.isdisjoint(map(str.casefold, self.entities.merged_categories(row)))
        raise _unsupported(name, operator)

    def _updated(self, operator: str, value: Any) -> Predicate:
        moment = self.index.updated
        if operator in ("BETWEEN", "NOT BETWEEN"):
            low, high = map(self.behaviour.understood, _dates(value))
            return lambda row: (low <= moment(row) <= high) == (operator == "BETWEEN")
        if operator == "SINCE LAST N DAYS" and isinstance(value, int):
            since = self.clock.now() - timedelta(days=value)
            return lambda row: moment(row) > since
        if operator not in (">", "<", "=", "!="):
            raise _unsupported("updated", operator)
        bound = self.behaviour.understood(_date(value))
        comparisons: dict[str, Predicate] = {
            ">": lambda row: moment(row) > bound,
            "<": lambda row: moment(row) < bound,
            "=": lambda row: moment(row) == bound,
            "!=": lambda row: moment(row) != bound,
        }
        return comparisons[operator]

    def _parent(self, operator: str, value: Any) -> Predicate:
        """`=` takes a root or sub-model and returns all its descendants, `IN` only direct children."""
        if operator == "=" and isinstance(value, str):
            wanted = value.casefold()
            return lambda row: any(each["code"].casefold() == wanted for each in self.entities.lineage(row))
        if operator == "IN" and self.behaviour.uuid_endpoints:
            return _membership("parent", _field("parent"), "IN", value)
        if operator in ("EMPTY", "NOT EMPTY") and self.behaviour.uuid_endpoints:
            return lambda row: (not row.get("parent")) == (operator == "EMPTY")
        raise _unsupported("parent", operator)

    def _identifier(self, row: Row) -> str | None:
        """What `identifier` searches: the code of a model, the identifier of a product."""
        return row.get("code") or identifier_of(row, self.catalogue.identifier_attribute)


def _conditions(text: str | None) -> list[tuple[str, list[Row]]]:
    try:
        search = orjson.loads(text or "{}")
    except ValueError as error:
        raise unprocessable("Search query parameter should be valid JSON.") from error
    well_formed = isinstance(search, dict) and all(
        isinstance(each, list) and all(isinstance(condition, dict) for condition in each)
        for each in search.values()
    )
    if not well_formed:
        raise unprocessable(
            'Search must be an object of lists: {"property": [{"operator": ..., "value": ...}]}.'
        )
    return list(search.items())


def _field(key: str) -> Callable[[Row], str | None]:
    return lambda row: row.get(key)


def _membership(name: str, field: Callable[[Row], str | None], operator: str, value: Any) -> Predicate:
    wanted = _folded(name, value)
    return lambda row: ((field(row) or "").casefold() in wanted) == (operator == "IN")


def _folded(name: str, value: Any) -> set[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise unprocessable(f'Property "{name}" expects an array of strings as data.')
    return {each.casefold() for each in value}


def _dates(value: Any) -> tuple[datetime, datetime]:
    if not isinstance(value, list) or len(value) != 2:
        raise unprocessable('Property "updated" expects an array with two dates as data.')
    return _date(value[0]), _date(value[1])


def _date(value: Any) -> datetime:
    try:
        return datetime.strptime(value, DATE_FORMAT)  # noqa: DTZ007 - the server's zone follows
    except (TypeError, ValueError) as error:
        raise unprocessable(
            f'Property "updated" expects a string with the format "yyyy-mm-dd H:i:s" as data, "{value}" given.'
        ) from error


def _unsupported(name: str, operator: str) -> Exception:
    return unprocessable(
        f'Filter on property "{name}" is not supported or does not support operator "{operator}".'
    )
