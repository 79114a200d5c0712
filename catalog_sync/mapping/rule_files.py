"""Reads a shop's mapping rules: `common`, then `regions/<region>`, then `shops/<partition key>`, YAML and tables."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from catalog_sync.mapping.measures import STANDARD, Measures
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_faults import faults
from catalog_sync.mapping.rule_layers import Layers, laid_over
from catalog_sync.mapping.rule_nodes import Node, Places
from catalog_sync.mapping.rule_tables_columns import Tables
from catalog_sync.mapping.rule_tables_files import is_passing, layer_of, table_layers
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.yaml_files import YamlFileError, describe, load_yaml


def load_rules(
    directory: Path, *, region: str, partition_key: str, measures: Measures | None = STANDARD
) -> Rules:
    """Return the rules of one shop; raise YamlFileError with every mistake, its file, line, path and what is allowed.

    `measures` knows the units that rules may name; without it units are not looked at.
    """
    return rules_of(read_rules(directory, region=region, partition_key=partition_key), measures)


def read_rules(
    directory: Path, *, region: str, partition_key: str, region_tables: Tables | None = None
) -> Node:
    """Return what the files say, laid over each other; raise YamlFileError with what cannot be read in any of them.

    `region_tables` stand for what the region's CSV files say.
    """
    common, own = directory / "common", directory / "regions" / region
    parts, wrong = list[Node](), _unknown_regions(directory / "regions")
    for base in (common, own, directory / "shops" / partition_key):
        try:
            parts += _written(base, required=base is common)
        except YamlFileError as error:
            wrong.append(str(error))
        try:
            parts += table_layers(base, region_tables if base is own else None)
        except YamlFileError as error:
            wrong.append(str(error))
    if wrong:
        raise YamlFileError("\n".join(wrong))
    merged = parts[0]
    for overlay in parts[1:]:
        merged = laid_over(merged, overlay)
    return merged


def rules_of(node: Node, measures: Measures | None = STANDARD) -> Rules:
    """Return the rules that were written; raise YamlFileError with every mistake in them."""
    layers = Layers(node, FamilyRules.model_fields)
    expanded = layers.expanded()
    try:
        rules = Rules.model_validate(expanded.data())
    except ValidationError as error:
        raise YamlFileError(describe(error, Places(expanded), Rules)) from error
    rules.locate(layers)
    if wrong := faults(rules, measures):
        raise YamlFileError("\n".join(wrong))
    return rules


def _unknown_regions(directory: Path) -> list[str]:
    allowed = ", ".join(f"{code}.yaml" for code in regions())
    return [
        f"{path}: no such region; allowed: {allowed}"
        for path in sorted(directory.glob("*"))
        if not is_passing(path) and layer_of(path) not in regions()
    ]


def _written(base: Path, *, required: bool) -> Iterator[Node]:
    path = base.with_name(f"{base.name}.yaml")
    if required or path.exists():
        yield _read(path)


def _read(path: Path) -> Node:
    data, lines = load_yaml(path)
    if not isinstance(data, dict):
        raise YamlFileError(f"{path}:1: must be a mapping of rules")
    return Node.read(data, lines)
