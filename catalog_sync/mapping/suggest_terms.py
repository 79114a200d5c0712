"""The vocabulary of a tree: how rare its terms are, and which of them a word of ours may mean."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from catalog_sync.mapping.suggest_words import forms, stems, terms, trigrams, words

_SAME_MEANING, _OTHER_FORM, _ALIKE, _LEAST_ALIKE = 0.95, 0.95, 0.7, 0.6
_SHORTEST_PART, _SHORTEST_WHOLE = 4, 8


class Vocabulary:
    """The terms of a tree's names."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        """Take the terms of each text, here the path of a leaf in one locale."""
        self._frequencies: Counter[str] = Counter()
        for number, text in enumerate(texts, 1):
            self._frequencies.update(set(text))
            self._texts = number
        self._grams: dict[str, list[str]] = {}
        self._meant: dict[int, list[str]] = {}
        for term in self._frequencies:
            for gram in trigrams(term):
                self._grams.setdefault(gram, []).append(term)
            for meaning in words().meaning(term):
                self._meant.setdefault(meaning, []).append(term)
        self._likenesses: dict[str, dict[str, float]] = {}

    def asked(self, text: str) -> list[str]:
        """Return the words of a text as stems; a compound that is not known becomes its parts that are."""
        return [part for word in stems(text) for part in self._parts(word)]

    def likenesses(self, term: str) -> dict[str, float]:
        """Return the terms of the tree that this one may mean, with how surely."""
        if term not in self._likenesses:
            found: dict[str, float] = {}
            for other, likeness in self._alike(term):
                found[other] = max(likeness, found.get(other, 0.0))
            self._likenesses[term] = found
        return self._likenesses[term]

    def rarity(self, word: str) -> float:
        """Return how much a word tells: the fewer paths it is in, the more; words that fit nothing tell most."""
        near = [
            self._frequencies[other] for other, likeness in self.likenesses(word).items() if likeness > 0.9
        ]
        return math.log(1 + (self._texts + 1) / (max(near, default=0) + 1))

    def _alike(self, term: str) -> Iterator[tuple[str, float]]:
        for form in forms(term):
            if form in self._frequencies:
                yield form, 1.0 if form == term else _OTHER_FORM
        for meaning in words().meaning(term):
            yield from ((other, _SAME_MEANING) for other in self._meant.get(meaning, ()))
        grams = trigrams(term)
        shared = Counter(other for gram in grams for other in self._grams.get(gram, ()))
        for other, number in shared.items():
            likeness = 2 * number / (len(grams) + len(trigrams(other)))
            if likeness >= _LEAST_ALIKE:
                yield other, _ALIKE * likeness

    def _known(self, word: str) -> bool:
        return bool(words().meaning(word)) or any(form in self._frequencies for form in forms(word))

    def _parts(self, word: str) -> list[str]:
        """German writes `Hundefutter`, we read `hunde` and `futter`; what has no known end stays whole."""
        if len(word) < _SHORTEST_WHOLE or self._known(word):
            return [word]
        for start in range(3, len(word) - _SHORTEST_PART + 1):
            head, tail = word[:start], word[start:]
            if self._known(tail):
                return [head, tail]
        return [word]


def path_terms(names: Sequence[str]) -> list[list[str]]:
    """Return the terms of each name of a path, from the leaf up."""
    return [terms(stems(name)) for name in reversed(names)]
