"""Reads YAML written by people and tells, for every mistake, the file, the line, the path and what is allowed."""

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import BaseModel, ValidationError

Loc = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands: the file, the 1-based line and the path inside the file."""

    file: Path
    line: int
    path: Loc

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'.'.join(map(str, self.path)) or '(top level)'}"


Lines = dict[Loc, Place]


class YamlFileError(ValueError):
    """A file that cannot be read as YAML, or whose content is not what the model allows."""


class _Loader(yaml.SafeLoader):
    """YAML 1.2 scalars: `no`, `on`, `2026-01-01`, `12:30` and `007` stay text, only `true` and `false` are booleans."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", "-+0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def load_yaml(path: Path) -> tuple[Any, Lines]:
    """Return the content of a file and the place of each of its values; an empty file is an empty mapping."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            return {}, {(): Place(path, 1, ())}
        lines = dict(_places(loader, node, path, ()))
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlFileError(f"{path}:{mark.line + 1 if mark else 1}: {error.problem}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise YamlFileError(f"{path}: cannot be read: {error}") from error


def describe(error: ValidationError, lines: Lines, model: type[BaseModel] | None = None) -> str:
    """Return one line for each mistake: place, what is wrong and, where the model is given, the keys allowed there."""
    mistakes = (
        f"{_place(lines, e['loc'])}: {e['msg']}{_allowed(model, e['type'], e['loc'])}" for e in error.errors()
    )
    return "\n".join(dict.fromkeys(mistakes))


def _places(loader: _Loader, node: yaml.Node, file: Path, path: Loc) -> Iterator[tuple[Loc, Place]]:
    yield path, Place(file, node.start_mark.line + 1, path)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _places(loader, item, file, (*path, index))
    if isinstance(node, yaml.MappingNode):
        yield from _mapping_places(loader, node, file, path)


def _mapping_places(
    loader: _Loader, node: yaml.MappingNode, file: Path, path: Loc
) -> Iterator[tuple[Loc, Place]]:
    seen: set[Any] = set()
    for key_node, item in node.value:
        key: Any = loader.construct_object(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if key in seen:
            raise YamlFileError(f"{file}:{key_node.start_mark.line + 1}: {key!r} stands here twice; keep one")
        seen.add(key)
        yield from _places(loader, item, file, (*path, key))
        yield (*path, key), Place(file, key_node.start_mark.line + 1, (*path, key))


def _place(lines: Lines, loc: Loc) -> str:
    for length in range(len(loc), -1, -1):
        if place := lines.get(loc[:length]):
            return str(place._replace(path=place.path + loc[length:]))
    return ".".join(map(str, loc))


def _allowed(model: type[BaseModel] | None, kind: str, loc: Loc) -> str:
    if model is None or kind != "extra_forbidden":
        return ""
    keys = sorted(_keys(model, loc[:-1]))
    near = difflib.get_close_matches(str(loc[-1]), keys, n=1)
    return f"{f'; did you mean {near[0]!r}?' if near else ''}; allowed: {', '.join(keys)}" if keys else ""


def _keys(annotation: Any, loc: Loc) -> set[str]:
    """Return the keys that the model at `loc` knows, walking through optional values, unions, lists and mappings."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
        return _keys(fields.get(str(loc[0])), loc[1:]) if loc else set(fields)
    options = get_args(annotation)
    below = loc[1:] if getattr(annotation, "__origin__", None) in (list, dict, tuple) else loc
    return set().union(*(_keys(option, below) for option in options)) if options else set()
