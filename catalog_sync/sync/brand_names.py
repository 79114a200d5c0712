"""The names of brands that a shop's rules and the PIM may come up with."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog_sync.mapping.brands import is_brand_id, says_no_brand
from catalog_sync.mapping.fillers import attributes_of
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import Rules
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.refresh import PIM

_LONGEST = 100
"""Characters: a longer text is no brand's name."""


def brand_names(rules: Rules, mirror: Mirror) -> list[str]:
    """Every name that a brand rule may find, as people write it: in rules, tables, options, records and texts."""
    dictionary, _ = mirror.dictionary(PIM)
    parts = (rules, *rules.families.values(), *rules.categories.values())
    fillers = [part.brand for part in parts if part.brand]
    stated = [name for filler in fillers for name in _stated(rules, filler)]
    attributes = dict.fromkeys(name for filler in fillers for name in attributes_of(filler))
    held = [name for attribute in attributes for name in _held(attribute, dictionary, mirror)]
    return [
        name
        for name in dict.fromkeys([*stated, *held])
        if len(name) <= _LONGEST and not is_brand_id(name) and not says_no_brand(name)
    ]


def _stated(rules: Rules, brand: Filler) -> Iterator[str]:
    for _, filler in parts_of(brand, Filler):
        yield from filler.values.values()
        yield from rules.tables.get(filler.table or "", {}).values()
        constants = filler.constant if isinstance(filler.constant, list) else [filler.constant]
        yield from (item for item in constants if isinstance(item, str))


def _held(attribute: str, dictionary: Mapping[str, Mapping[str, Any]], mirror: Mirror) -> Iterator[str]:
    """What the PIM holds in an attribute: what its options or records are called, else its texts."""
    described = dictionary.get("attributes", {}).get(attribute, {})
    options = dictionary.get("options", {}).get(attribute)
    entries = options or dictionary.get("records", {}).get(described.get("reference_data_name"))
    if not entries:
        yield from mirror.texts_of(attribute)
        return
    for code, entry in entries.items():
        yield from entry.get("labels", {}).values() or [code]
