"""Which mapping rules a shop works by: those of the files, or the last good ones while a file is bad."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from catalog_sync.mapping.hashes import rules_hash
from catalog_sync.mapping.measures import STANDARD, Measures
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rule_files import read_rules, rules_of
from catalog_sync.mapping.rule_nodes import Node
from catalog_sync.mapping.rules import Rules
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.sync.rule_folder import digest_of, settled_digest
from catalog_sync.yaml_files import YamlFileError

Accept = Callable[[Rules], None]

_TRIES = 5
"""How often files that change while they are read are read anew."""


@dataclass(frozen=True)
class RuleVersion:
    """The active rules' hash and since when they are active; `refused` says what is wrong with the files meanwhile."""

    version: str
    since: datetime | None = None
    refused: str | None = None

    def __str__(self) -> str:
        since = f", active since {self.since:%Y-%m-%d %H:%M:%S %Z}" if self.since else ""
        return f"{self.version[:12]}{since}"


def active_rules(
    mapping: Path,
    shop: ShopFacts,
    versions: RuleVersions | None,
    accept: Accept,
    measures: Measures | None = STANDARD,
) -> tuple[Rules, RuleVersion]:
    """Return the rules of the files and keep them as the last good ones; those kept before, where the files are bad.

    `accept` raises YamlFileError for rules that the PIM cannot follow; `measures` knows its units. Raises it where no good rules were kept.
    """
    try:
        loaded = _read(mapping, shop, measures)
        accept(loaded.rules)
    except YamlFileError as bad:
        return _last_good(versions, accept, measures, bad)
    return loaded.rules, RuleVersion(loaded.version, _activated(loaded, versions) if versions else None)


def _activated(loaded: "_Loaded", versions: RuleVersions) -> datetime | None:
    since = versions.active_since(loaded.version)
    return since or versions.activate(loaded.version, loaded.node.stored())


def _last_good(
    versions: RuleVersions | None, accept: Accept, measures: Measures | None, bad: YamlFileError
) -> tuple[Rules, RuleVersion]:
    kept = versions.active() if versions else None
    if kept is None:
        raise bad
    try:
        rules = rules_of(Node.restored(kept.rules), measures)
        accept(rules)
    except YamlFileError as worse:
        raise YamlFileError(f"{bad}\nThe last good rules cannot be used either:\n{worse}") from worse
    return rules, RuleVersion(kept.version, kept.since, str(bad))


class _Loaded(NamedTuple):
    node: Node
    rules: Rules
    version: str


def _read(mapping: Path, shop: ShopFacts, measures: Measures | None) -> _Loaded:
    """The rules as the files say them at one moment."""
    for _ in range(_TRIES):
        digest = settled_digest(mapping)
        try:
            loaded = _loaded(mapping, shop.region.code, shop.partition_key, digest, measures)
        except YamlFileError:
            if digest_of(mapping) == digest:
                raise
            continue
        if digest_of(mapping) == digest:
            return loaded
        _loaded.cache_clear()
    raise YamlFileError(f"{mapping}: the files change all the time while they are read")


@lru_cache(maxsize=16)
def _loaded(
    mapping: Path, region: str, partition_key: str, _digest: str, measures: Measures | None
) -> _Loaded:
    """The rules, parsed once for as long as no file of the folder changes."""
    node = read_rules(mapping, region=region, partition_key=partition_key)
    rules = rules_of(node, measures)
    return _Loaded(node, rules, rules_hash(rules))
