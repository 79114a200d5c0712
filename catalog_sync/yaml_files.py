"""Reads YAML written by people and tells, for every mistake, the file, the line, the path and what is allowed."""

import difflib
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import BaseModel, ValidationError

Loc = tuple[str | int, ...]

_MOST_VALUES, _DEEPEST = 500_000, 50


class Place(NamedTuple):
    """Where something stands: the file, the 1-based line and the path inside the file; in a table its cell too."""

    file: Path
    line: int
    path: Loc
    cell: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.cell}" if self.cell else f"{self.file}:{self.line}"
        return f"{where}: {'.'.join(map(str, self.path)) or '(top level)'}"


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
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return {}, {(): Place(path, 1, ())}
        lines = _bounded(_places(loader, node, path, ()), path)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlFileError(f"{path}:{mark.line + 1 if mark else 1}: {_syntax(error)}") from error
    except RecursionError:
        raise YamlFileError(f"{path}: is nested deeper than {_DEEPEST} levels") from None
    except UnicodeDecodeError:
        raise YamlFileError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except (OSError, yaml.YAMLError) as error:
        raise YamlFileError(f"{path}: cannot be read: {error}") from error


def _syntax(error: yaml.MarkedYAMLError) -> str:
    """What the parser says, where the bracket or the key begins that it is about, and what is mostly the cause."""
    told, begun = str(error.problem), error.context_mark
    start = f" ({error.context} from line {begun.line + 1} on)" if begun and error.context else ""
    hint = next((hint for part, hint in _CAUSES.items() if part in told), "")
    return f"{told}{start}{hint}"


_CAUSES = {
    "'\\t'": "; indent with spaces, never with tabs",
    "mapping values are not allowed": "; put a text that holds a colon into quotes",
    "expected ',' or": "; close the bracket, and put a text that holds brackets, commas or colons into quotes",
    "expected <block end>": "; indent what belongs together alike",
    "another document": "; a file holds one document: remove the line ---",
}
"""What the parser says -> what a person should look for."""


def describe(error: ValidationError, lines: Lines, model: type[BaseModel] | None = None) -> str:
    """Return one line for each mistake: place, what is wrong and, where the model is given, the keys allowed there."""
    mistakes = (
        f"{_place(lines, e['loc'])}: {_said(e)}{_allowed(model, e['type'], e['loc'])}" for e in error.errors()
    )
    return "\n".join(dict.fromkeys(mistakes))


def _bounded(places: Iterator[tuple[Loc, Place]], path: Path) -> Lines:
    """The places, unless anchors that hold anchors make them more than anybody can mean."""
    lines = dict(islice(places, _MOST_VALUES))
    if next(places, None):
        raise YamlFileError(
            f"{path}: holds more than {_MOST_VALUES} values; use fewer anchors, or several files"
        )
    return lines


def _places(loader: _Loader, node: yaml.Node, file: Path, path: Loc) -> Iterator[tuple[Loc, Place]]:
    if len(path) > _DEEPEST:
        line = node.start_mark.line + 1
        raise YamlFileError(
            f"{file}:{line}: is nested deeper than {_DEEPEST} levels, or holds itself by an anchor"
        )
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
        if key == "<<":
            told = (
                "YAML 1.2 has no merge key <<; let an anchor stand for a whole value, or write the keys out"
            )
            raise YamlFileError(f"{file}:{key_node.start_mark.line + 1}: {told}")
        seen.add(key)
        yield from _places(loader, item, file, (*path, key))
        yield (*path, key), Place(file, key_node.start_mark.line + 1, (*path, key))


def _place(lines: Lines, loc: Loc) -> str:
    for length in range(len(loc), -1, -1):
        if place := lines.get(loc[:length]):
            return str(place._replace(path=place.path + loc[length:]))
    return ".".join(map(str, loc))


_SAID = {
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
    "model_type": "must be a mapping of keys",
    "dict_type": "must be a mapping of names",
    "list_type": "must be a list, such as [a, b]",
    "string_type": "must be a text",
    "string_too_short": "is empty",
}


def _said(mistake: Any) -> str:
    told: str = _SAID.get(mistake["type"], mistake["msg"])
    return told.removeprefix("Value error, ")


def _allowed(model: type[BaseModel] | None, kind: str, loc: Loc) -> str:
    if model is not None and kind == "model_type" and (keys := sorted(_keys(model, loc))):
        return f"; allowed: {', '.join(keys)}"
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
