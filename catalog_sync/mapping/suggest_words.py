"""The words of names: brought to stems, told apart from empty ones, and joined across languages by what they mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from catalog_sync.mapping.normal import normal

_SHORTEST_STEM = 3
_ENDINGS = ("en", "er", "es", "e", "n", "s", "x")
_LONGEST_TERM = 3
_POSSESSIVE = re.compile(r"['\u2019]s\b")


@dataclass(frozen=True)
class Words:
    """The packaged table: term -> numbers of its meanings, and the terms that stand out in the name of a category.

    `audiences` say for whom goods are, `companions` what goes with goods; both in every language of the table.
    """

    meanings: Mapping[str, frozenset[int]]
    audiences: frozenset[str]
    companions: frozenset[str]
    empty: frozenset[str]

    def meaning(self, term: str) -> frozenset[int]:
        """Return the numbers of a term's meanings, by the term itself or without an ending of the plural."""
        return next((self.meanings[form] for form in forms(term) if form in self.meanings), frozenset())

    def same(self, one: str, other: str) -> bool:
        """Tell whether two terms are the same or share a meaning."""
        return one == other or not self.meaning(one).isdisjoint(self.meaning(other))


@cache
def words() -> Words:
    """Return the packaged table."""
    table = yaml.safe_load(files("catalog_sync.mapping").joinpath("suggest_words.yaml").read_text("utf-8"))
    empty = frozenset(normal(word) for word in table["empty"])
    lines = [[_term(text, empty) for text in line] for line in table["meanings"]]
    meanings: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for term in line:
            meanings.setdefault(term, set()).add(number)
    standing_out = {
        kind: frozenset(
            term
            for text in table[kind]
            for named in [_term(text, empty)]
            for term in (named, *(each for line in lines if line[0] == named for each in line))
        )
        for kind in ("audiences", "companions")
    }
    return Words({term: frozenset(found) for term, found in meanings.items()}, empty=empty, **standing_out)


def stems(text: str) -> list[str]:
    """Return the words of a text as stems, in order, without empty ones; `women's` counts as `women`."""
    return _stems(text, words().empty)


def terms(found: Sequence[str]) -> list[str]:
    """Return the stems, and up to three neighbours written together: `t shirt` is `tshirt` too."""
    return [
        "".join(found[start : start + length])
        for length in range(1, _LONGEST_TERM + 1)
        for start in range(len(found) - length + 1)
    ]


def forms(word: str) -> Iterator[str]:
    """Yield the word, then the word without each ending that a plural may have."""
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST_STEM:
            yield word.removesuffix(ending)


def trigrams(word: str) -> frozenset[str]:
    """Return the runs of three characters in a word, its beginning and end marked."""
    padded = f"^{word}$"
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _term(text: str, empty: frozenset[str]) -> str:
    return "".join(_stems(text, empty))


def _stems(text: str, empty: frozenset[str]) -> list[str]:
    plain = normal(_POSSESSIVE.sub("", text))
    return [_stem(word) for word in plain.split() if word not in empty]


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 2:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_STEM:
        return word[:-1]
    return word
