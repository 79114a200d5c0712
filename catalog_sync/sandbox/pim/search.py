"""The `search` parameter of Akeneo: JSON conditions on products and product models, all of which must hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.entities import Entities
from catalog_sync.sandbox.pim.errors import unprocessable
from catalog_sync.sandbox.pim.loading import Row

Predicate = Callable[[Row], bool]

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
"""The format of `updated` in filters on products: naive, the server's time zone (here UTC)."""


class Search:
    """Turns `search` into one predicate over rows of `entities`; refuses what Akeneo refuses with 422."""

    def __init__(self, entities: Entities, clock: Clock) -> None:
        self.entities = entities
        self.clock = clock

    def parse(self, text: str | None) -> Predicate:
        """Return the predicate of a `search` parameter; none at all matches every row."""
        tests = [test for name, each in _conditions(text) for test in self._tests(name, each)]
        return lambda row: all(test(row) for test in tests)

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
            return _membership("code" if name == "identifier" else name, operator, value)
        if name == "categories" and operator == "IN":
            wanted = _folded(name, value)
            return lambda row: not wanted.isdisjoint(map(str.casefold, self.entities.merged_categories(row)))
        raise _unsupported(name, operator)

    def _updated(self, operator: str, value: Any) -> Predicate:
        moment = self.entities.indexed_updated
        if operator in ("BETWEEN", "NOT BETWEEN"):
            low, high = _dates(value)
            return lambda row: (low <= moment(row) <= high) == (operator == "BETWEEN")
        if operator == "SINCE LAST N DAYS" and isinstance(value, int):
            since = self.clock.now() - timedelta(days=value)
            return lambda row: moment(row) > since
        if operator not in (">", "<", "=", "!="):
            raise _unsupported("updated", operator)
        bound = _date(value)
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
        if operator == "IN":
            return _membership("parent", "IN", value)
        if operator in ("EMPTY", "NOT EMPTY"):
            return lambda row: (not row.get("parent")) == (operator == "EMPTY")
        raise _unsupported("parent", operator)


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


def _membership(key: str, operator: str, value: Any) -> Predicate:
    wanted = _folded(key, value)
    return lambda row: ((row.get(key) or "").casefold() in wanted) == (operator == "IN")


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
        return datetime.strptime(value, DATE_FORMAT).replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise unprocessable(
            f'Property "updated" expects a string with the format "yyyy-mm-dd H:i:s" as data, "{value}" given.'
        ) from error


def _unsupported(name: str, operator: str) -> Exception:
    return unprocessable(
        f'Filter on property "{name}" is not supported or does not support operator "{operator}".'
    )
