"""The independent oracle: whether an answer has only the fields and types that tiktok-shop-api was generated with."""

import sys
import types
import typing
from collections.abc import Iterator
from typing import Any

import attrs
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import Unset


def problems(model: str, answer: dict[str, Any]) -> list[str]:
    """Return what is missing, unknown or of the wrong type in an answer, by the oracle's response model."""
    parsed = getattr(models, model).from_dict(answer)
    return list(_problems(parsed, model))


def _problems(parsed: Any, path: str) -> Iterator[str]:
    hints = _hints(type(parsed))
    for name in parsed.additional_properties:
        yield f"{path}.{name}: unknown field"
    for field in attrs.fields(type(parsed)):
        value = getattr(parsed, field.name)
        if field.name != "additional_properties" and not isinstance(value, Unset):
            yield from _mismatches(value, hints[field.name], f"{path}.{field.name}")


def _mismatches(value: Any, hint: Any, path: str) -> Iterator[str]:
    wanted = [h for h in _members(hint) if h is not Unset]
    if isinstance(value, list) and any(typing.get_origin(h) is list for h in wanted):
        item = next(typing.get_args(h)[0] for h in wanted if typing.get_origin(h) is list)
        for number, one in enumerate(value):
            yield from _mismatches(one, item, f"{path}[{number}]")
    elif attrs.has(type(value)):
        yield from _problems(value, path)
    elif type(value) not in wanted and Any not in wanted:
        yield f"{path}: {value!r} is not {hint}"


def _members(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)


def _hints(model: type) -> dict[str, Any]:
    names = {**vars(models), **vars(sys.modules[model.__module__])}
    return typing.get_type_hints(model, names, names)
