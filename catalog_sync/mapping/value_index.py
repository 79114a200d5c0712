"""Finds the value of an enumeration that a text names, strictest reading first, and says so where two fit equally well."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from catalog_sync.mapping.value_keys import accents_differ, key, loose_keys, tokens
from catalog_sync.mapping.value_units import Quantity, quantities, same
from catalog_sync.mapping.value_words import meanings, states_a_fact

_REMEMBERED = 5_000  # questions per enumeration

_WHOLE = re.compile(r"\s*100\s?%\s*(\D+)|\s*(\D+?),?\s*100\s?%\s*")

Spell = Callable[[str], Iterable[str]]


class Named(Protocol):
    """Something with an id and a name."""

    @property
    def id(self) -> str:
        """The id that is sent."""

    @property
    def name(self) -> str:
        """What people call it."""


V = TypeVar("V", bound=Named)


@dataclass(frozen=True)
class Match(Generic[V]):
    """The values that a text names equally well: none, one, or several of which none is chosen."""

    candidates: tuple[V, ...] = ()

    @property
    def value(self) -> V | None:
        """The one value, or none."""
        return self.candidates[0] if len(self.candidates) == 1 else None


class ValueIndex(Generic[V]):
    """The values of one attribute, found by id, name, name in another language, looser spelling or equal measurement.

    A stricter reading that finds something ends the search. Attributes that state facts take no looser one.
    """

    def __init__(self, attribute_id: str, name: str, values: Sequence[V]) -> None:
        self._values = values
        self._of_fact = states_a_fact(attribute_id, name)
        self._meaning_of = meanings(attribute_id, name)
        self._remembered: dict[tuple[str | None, tuple[str, ...], bool], Match[V]] = {}

    def match(self, *texts: str, code: str | None = None, comma: bool = False) -> Match[V]:
        """Return what the texts name; a PIM's option `code` is asked where they name none or several.

        It names by id, and by name unless it has digits: code `390` may be labelled `39`.
        `comma` tells that the texts' language writes decimals with a comma.
        """
        question = (code, texts, comma)
        if question not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[question] = Match(tuple(self._found(code, texts, comma=comma)))
        return self._remembered[question]

    def near(self, text: str, count: int = 3) -> list[V]:
        """Return the values whose names are spelt most alike, for messages."""
        by_key = {key(value.name): value for value in self._values}
        return [by_key[near] for near in difflib.get_close_matches(key(text), by_key, n=count, cutoff=0.5)]

    def _found(self, code: str | None, texts: Sequence[str], *, comma: bool) -> list[V]:
        """What the texts name; the code decides between several and stands in for none."""
        named = self._named(texts, comma=comma)
        if len(named) == 1 or code is None or code in texts:
            return named
        by_code = self._coded(code)
        if named:
            return by_code if set(by_code) < set(named) else named
        return [value for value in by_code if not any(self._is_other(text, value) for text in texts)]

    def _is_other(self, label: str, value: V) -> bool:
        """Tell whether a label says more than the value that its code names, or something else: `Rose Gold`, code `gold`."""
        if set(tokens(value.name)) < set(tokens(label)):
            return True
        meant, own = (self._meaning_of.get(key(text), frozenset[str]()) for text in (label, value.name))
        return bool(meant and own) and meant.isdisjoint(own)

    def _coded(self, code: str) -> list[V]:
        if code in self._by_id:
            return [self._by_id[code]]
        return [] if any(map(str.isdigit, code)) else self._named([code], comma=False)

    def _named(self, names: Sequence[str], *, comma: bool) -> list[V]:
        if found := [self._by_id[name] for name in names if name in self._by_id]:
            return found
        if found := self._spelt(names):
            return found
        if self._of_fact:
            return []
        return self._measured(names, comma=comma) or self._spelt(_of_one_kind(names))

    def _spelt(self, names: Sequence[str]) -> list[V]:
        read = (_read(spell, forms, names) for spell, forms in self._readings)
        return next(filter(None, read), [])

    def _measured(self, names: Sequence[str], *, comma: bool) -> list[V]:
        asked = [quantity for name in names for quantity in quantities(name, comma=comma)]
        return [value for value, amount in self._amounts if any(same(amount, one) for one in asked)]

    @cached_property
    def _readings(self) -> list[tuple[Spell, dict[str, list[V]]]]:
        strict: list[Spell] = [_as_it_is, _by_key, self._by_meaning]
        return [(spell, self._forms(spell)) for spell in (strict if self._of_fact else [*strict, loose_keys])]

    @cached_property
    def _by_id(self) -> dict[str, V]:
        return {value.id: value for value in self._values}

    @cached_property
    def _amounts(self) -> list[tuple[V, Quantity]]:
        """The values that are one measurement in every language: `1,500 ml` may be one and a half."""
        read = ((value, quantities(value.name, comma=True)) for value in self._values)
        return [(value, amounts[0]) for value, amounts in read if len(amounts) == 1]

    def _forms(self, spell: Spell) -> dict[str, list[V]]:
        forms: dict[str, list[V]] = {}
        for value in self._values:
            for form in spell(value.name):
                forms.setdefault(form, []).append(value)
        return forms

    def _by_meaning(self, text: str) -> Iterable[str]:
        return self._meaning_of.get(key(text), ())


def _of_one_kind(names: Iterable[str]) -> list[str]:
    """`100% cotton` is cotton."""
    return [whole[1] or whole[2] for whole in map(_WHOLE.fullmatch, names) if whole]


def _read(spell: Spell, forms: dict[str, list[V]], names: Iterable[str]) -> list[V]:
    spelt = spell in (_by_key, loose_keys)
    found = (
        value
        for name in names
        for form in spell(name)
        for value in forms.get(form, ())
        if not (spelt and accents_differ(name, value.name))
    )
    return list({value.id: value for value in found}.values())


def _as_it_is(text: str) -> Iterator[str]:
    yield text.strip()


def _by_key(text: str) -> Iterator[str]:
    if found := key(text):
        yield found
