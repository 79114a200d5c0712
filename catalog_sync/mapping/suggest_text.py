"""Matches words with the localized paths of leaves: the rarer a word and the nearer the leaf, the more it counts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog_sync.mapping.suggest_terms import Vocabulary, path_terms
from catalog_sync.mapping.suggest_words import stems, terms, words

_PLACES = (1.0, 0.55, 0.3)
_HEAD = 1.6
_ANOTHER_AUDIENCE, _A_COMPANION = 0.8, 0.75
_FOUND, _NAMED = 0.6, 0.4
_EACH_OF_ALIKE, _PART_OF_ONE = 0.9, 0.7
"""`Fridges & Freezers` lists goods; in `Shoe & Boot Toe Guards` the first word says what for."""
_SURE = 0.9
"""Words written together are compared by what they mean, not by how they look: each part looks like the whole."""


@dataclass(frozen=True)
class Match:
    """How well a text fits a leaf, from 0 to 1, in which locale, and the words that matched: ours -> the leaf's."""

    leaf: str
    score: float
    locale: str
    matched: dict[str, str]


@dataclass
class _Document:
    """One leaf in one locale: the goods its name lists, and every term of its path with what a match there counts."""

    leaf: str
    locale: str
    goods: list[list[str]]
    name: list[str]
    weights: dict[str, float] = field(default_factory=dict)
    strange: list[tuple[str, float]] = field(default_factory=list)
    each: float = 1.0


@dataclass(frozen=True)
class _Asked:
    """A text that leaves are looked for: its words, the one it is about, and what each may mean."""

    words: list[str]
    head: str
    likenesses: dict[str, dict[str, float]]
    around: list[tuple[str, ...]]

    def of(self, word: str, term: str) -> float:
        return self.likenesses.get(word, {}).get(term, 0.0)


class LeafIndex:
    """The leaves of one tree, by the words of their paths in every locale that is known."""

    def __init__(self, leaves: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Take the names from the root down: leaf -> locale -> names."""
        self._documents = [
            _document(leaf, locale, names)
            for leaf, named in leaves.items()
            for locale, names in named.items()
        ]
        self._vocabulary = Vocabulary(document.weights for document in self._documents)
        self._holding: dict[str, list[_Document]] = {}
        for document in self._documents:
            for term in document.weights:
                self._holding.setdefault(term, []).append(document)

    def matches(self, text: str, *, head_first: bool = False, audience: Sequence[str] = ()) -> list[Match]:
        """Return the leaves that share words with the text, best first.

        Languages differ in where the word stands that says what a thing is; `audience` is what else is known of it.
        """
        asked = self._asked(text, head_first=head_first)
        near = {term for found in asked.likenesses.values() for term in found}
        documents = {id(each): each for term in near for each in self._holding[term]}
        meant = [*audience, *terms(asked.words)]
        best: dict[str, Match] = {}
        for document in documents.values():
            match = self._match(asked, document, meant)
            if match.leaf not in best or match.score > best[match.leaf].score:
                best[match.leaf] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.leaf))

    def _asked(self, text: str, *, head_first: bool) -> _Asked:
        found = self._vocabulary.asked(text)
        around = [tuple(_around(found, place)) for place in range(len(found))]
        head = (found[0] if head_first else found[-1]) if found else ""
        likenesses = {
            term: {
                other: likeness
                for other, likeness in self._vocabulary.likenesses(term).items()
                if term in found or likeness >= _SURE
            }
            for term in terms(found)
        }
        return _Asked(found, head, likenesses, around)

    def _match(self, asked: _Asked, document: _Document, meant: Sequence[str]) -> Match:
        pairs = dict(_pairs(asked, document))
        found = self._share(asked.words, {word: each[1] for word, each in pairs.items()}, asked.head)
        named = max((self._named(goods, asked, document) for goods in document.goods), default=0.0)
        score = _FOUND * found + _NAMED * named
        for term, factor in document.strange:
            if not any(words().same(term, other) for other in meant):
                score *= factor
        matched = {word: term for word, (term, likeness) in pairs.items() if likeness > 0}
        return Match(document.leaf, score, document.locale, matched)

    def _named(self, goods: Sequence[str], asked: _Asked, document: _Document) -> float:
        """How much of what the leaf's name lists was asked for; one of several goods is nearly as good as all."""
        fits = {
            term: max((asked.of(ours, term) for ours in asked.likenesses), default=0.0)
            for term in terms(goods)
        }
        own = {word: max(fits[term] for term in _around(goods, place)) for place, word in enumerate(goods)}
        return self._share(goods, own) * (1.0 if goods == document.name else document.each)

    def _share(self, wanted: Sequence[str], likenesses: Mapping[str, float], head: str = "") -> float:
        """The share of the wanted words that was found, the rarer ones and the head counting more."""
        weights = [self._vocabulary.rarity(word) * (_HEAD if word == head else 1.0) for word in wanted]
        found = (weight * likenesses.get(word, 0.0) for word, weight in zip(wanted, weights, strict=True))
        return sum(found) / sum(weights) if weights else 0.0


def _document(leaf: str, locale: str, names: Sequence[str]) -> _Document:
    name = names[-1] if names else ""
    listed = [stems(part) for part in re.split(r"[&,/]| and | und | dan | et ", name)]
    own = stems(name)
    goods = [each for each in {tuple(each): each for each in [own, *listed]}.values() if each]
    alike = len({len(part) for part in listed if part}) == 1
    document = _Document(leaf, locale, goods, own, each=_EACH_OF_ALIKE if alike else _PART_OF_ONE)
    for depth, found in enumerate(path_terms(names)):
        for term in found:
            weight = _PLACES[min(depth, len(_PLACES) - 1)]
            document.weights[term] = max(weight, document.weights.get(term, 0.0))
    audiences = [term for term in document.weights if term in words().audiences]
    companions = [term for term in own if term in words().companions]
    document.strange += [(term, _ANOTHER_AUDIENCE) for term in audiences]
    document.strange += [(term, _A_COMPANION) for term in companions]
    return document


def _around(found: Sequence[str], place: int) -> Iterator[str]:
    """The word at a place, and what it makes with its neighbours."""
    for first in range(max(0, place - 2), place + 1):
        for last in range(place, min(len(found), first + 3)):
            yield "".join(found[first : last + 1])


def _pairs(asked: _Asked, document: _Document) -> Iterator[tuple[str, tuple[str, float]]]:
    """Each asked word with the leaf's term that fits it best, and how well; neighbours may fit together."""
    for word, around in zip(asked.words, asked.around, strict=True):
        options = [
            (term, likeness * document.weights[term])
            for form in around
            for term, likeness in asked.likenesses[form].items()
            if term in document.weights
        ]
        yield word, max(options, key=lambda option: option[1], default=("", 0.0))
