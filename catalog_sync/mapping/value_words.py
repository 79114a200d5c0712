"""The shipped names of values and units in other languages, and which attributes state facts that only the PIM may tell."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

from pydantic import BaseModel, ConfigDict

from catalog_sync.mapping.value_keys import key, loose_keys, tokens
from catalog_sync.yaml_files import load_yaml

Meanings = dict[str, frozenset[str]]
"""The meanings (table and line) that a name has, by the name's key."""


class Table(BaseModel):
    """Names that mean the same, for attributes with one of the ids or one of the words in their names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: frozenset[str] = frozenset()
    attributes: list[str] = []
    values: list[list[str]]


class Facts(BaseModel):
    """Attributes about safety, origin, brand or hazard, by id or by a word of their names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: frozenset[str]
    words: frozenset[str]


class ValueWords(BaseModel):
    """The whole data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: dict[str, Table]
    facts: Facts
    units: dict[str, str]
    no_brand: list[str]
    decimal_comma: frozenset[str]
    restricted: list[str]


@cache
def value_words() -> ValueWords:
    """Return the shipped tables."""
    with as_file(files("catalog_sync.mapping") / "value_words.yaml") as path:
        data, _ = load_yaml(path)
    return ValueWords.model_validate(data)


def writes_comma(locales: Sequence[str]) -> bool:
    """Tell whether one of the locales writes decimals with a comma."""
    return any(map(_comma_in, locales))


@cache
def _comma_in(locale: str) -> bool:
    return locale[:2] in value_words().decimal_comma and locale[-2:] != "MX"


@cache
def meanings(attribute_id: str, name: str) -> Meanings:
    """Return the table of an attribute, joined with yes and no, which may be asked anywhere."""
    words = set(tokens(name))
    tables = value_words().tables
    fitting = (
        kind for kind, table in tables.items() if attribute_id in table.ids or words & _keys(table.attributes)
    )
    return _of_table(next(fitting, "")) | _of_table("yes_no")


@cache
def states_a_fact(attribute_id: str, name: str) -> bool:
    """Tell whether an attribute is about safety, origin, brand or hazard, so that nothing may be guessed."""
    facts = value_words().facts
    return attribute_id in facts.ids or not facts.words.isdisjoint(tokens(name))


@cache
def _of_table(kind: str) -> Meanings:
    table = value_words().tables.get(kind)
    found: dict[str, set[str]] = {}
    for number, names in enumerate(table.values if table else []):
        for name in names:
            for spelling in {key(name), key(_spelt_out(name))}:
                found.setdefault(spelling, set()).add(f"{kind}:{number}")
    return {spelling: frozenset(numbers) for spelling, numbers in found.items()}


def _spelt_out(name: str) -> str:
    return re.sub("[äöü]", lambda umlaut: {"ä": "ae", "ö": "oe", "ü": "ue"}[umlaut[0]], name)


def _keys(names: list[str]) -> set[str]:
    return {spelling for name in names for spelling in (key(name), *loose_keys(name))}
