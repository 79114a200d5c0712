"""Reads a shop's mapping rules: `common.yaml`, then `regions/<region>.yaml`, then `shops/<partition key>.yaml`."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.yaml_files import Lines, Loc, YamlFileError, describe, load_yaml

# An overlay that names a source replaces the whole rule; without one it is merged into the rule.
_SOURCES = {"from", "constant", "template", "first_of", "offers", "id", "path", "name"}

Part = tuple[Any, Lines]


def load_rules(directory: Path, *, region: str, partition_key: str) -> Rules:
    """Return the rules of one shop; raise YamlFileError with every mistake, its file, line, path and what is allowed."""
    _check_names(directory / "regions")
    merged = _read(directory / "common.yaml")
    for overlay in (directory / "regions" / f"{region}.yaml", directory / "shops" / f"{partition_key}.yaml"):
        if overlay.exists():
            merged = _merge(merged, _read(overlay))
    data, lines = _with_defaults(merged)
    try:
        rules = Rules.model_validate(data)
    except ValidationError as error:
        raise YamlFileError(describe(error, lines, Rules)) from error
    rules._lines.update(lines)  # noqa: SLF001
    return rules


def _check_names(directory: Path) -> None:
    for path in sorted(directory.glob("*")):
        if path.suffix != ".yaml" or path.stem not in regions():
            raise YamlFileError(
                f"{path}: no such region; allowed: {', '.join(f'{code}.yaml' for code in regions())}"
            )


def _read(path: Path) -> Part:
    data, lines = load_yaml(path)
    if not isinstance(data, dict):
        raise YamlFileError(f"{path}:1: must be a mapping of rules")
    return data, lines


def _with_defaults(part: Part) -> Part:
    """Lay each family over the top level, so that a family holds all it needs."""
    data, lines = part
    families = data.get("families")
    if not isinstance(families, dict):
        return part
    general = {key: value for key, value in data.items() if key in FamilyRules.model_fields}
    general_lines = {loc: place for loc, place in lines.items() if loc and loc[0] in general}
    expanded, expanded_lines = {}, dict(lines)
    for name, rules in families.items():
        own = (rules if rules is not None else {}, _below(lines, ("families", name)))
        expanded[name], places = _merge((general, general_lines), own)
        expanded_lines |= {("families", name, *loc): place for loc, place in places.items()}
    return {**data, "families": expanded}, expanded_lines


def _merge(base: Part, overlay: Part) -> Part:
    """Merge mappings key by key; anything else is replaced, and an empty value removes the key."""
    (old, old_lines), (new, new_lines) = base, overlay
    if not (isinstance(old, dict) and isinstance(new, dict)) or (
        _SOURCES & old.keys() and _SOURCES & new.keys()
    ):
        return new, new_lines
    data, lines = dict(old), dict(old_lines)
    lines |= {(): new_lines[()]} if () in new_lines else {}
    for key, value in new.items():
        data.pop(key, None)
        lines = {loc: place for loc, place in lines.items() if loc[:1] != (key,)}
        if value is not None:
            data[key], places = _merge(
                (old.get(key), _below(old_lines, (key,))), (value, _below(new_lines, (key,)))
            )
            lines |= {(key, *loc): place for loc, place in places.items()}
    return data, lines


def _below(lines: Lines, prefix: Loc) -> Lines:
    return {loc[len(prefix) :]: place for loc, place in lines.items() if loc[: len(prefix)] == prefix}
