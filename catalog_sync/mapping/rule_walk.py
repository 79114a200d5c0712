"""Walks over everything a part of the rules holds, with the path it stands at."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from catalog_sync.mapping.rule_tables import ValueTable
from catalog_sync.yaml_files import Loc

Part = TypeVar("Part", bound=BaseModel)


def parts_of(rule: Any, kind: type[Part], path: Loc = ()) -> Iterator[tuple[Loc, Part]]:
    """Yield every model of a kind in a model, list or mapping, itself included, with its path as people write it."""
    waiting = [(path, rule)]
    while waiting:
        where, found = waiting.pop()
        if isinstance(found, kind):
            yield where, found
        inner = [((*where, key), item) for key, item in _items(found) if isinstance(item, _HOLDING)]
        waiting += reversed(inner)


_HOLDING = (BaseModel, dict, list)


def _items(rule: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(rule, BaseModel):
        held = rule.__dict__
        return [(alias, held[name]) for name, alias in _fields(type(rule)) if held[name]]
    if isinstance(rule, dict) and not isinstance(rule, ValueTable):
        return rule.items()
    return enumerate(rule) if isinstance(rule, list) else ()


@cache
def _fields(model: type[BaseModel]) -> list[tuple[str, str]]:
    return [(name, field.alias or name) for name, field in model.model_fields.items()]
