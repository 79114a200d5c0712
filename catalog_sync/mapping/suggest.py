"""Proposes leaves for a family that no rule maps: from its names and goods, and from what TikTok recommends for them."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.suggest_text import LeafIndex, Match
from catalog_sync.mapping.suggest_words import stems, terms

TEXT, PLATFORM = "text", "platform"
_SHOWN = 5
_LABEL, _CODE, _CATEGORY, _TITLE = 1.0, 0.9, 0.5, 0.35
_PLATFORM_TRUST = 0.7
_CLEAR_LEAD, _WITHOUT_LEAD = 0.15, 0.75
_HEAD_FIRST = frozenset({"fr", "es", "it", "pt", "id", "ms", "vi", "th", "ro"})
"""Languages that name the thing first and then its kind."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class FamilyProfile(_Part):
    """What is known of a family: its names, and the PIM categories and titles of some of its products."""

    family: str
    labels: dict[str, str] = Field(default={}, description="locale -> label")
    categories: list[str] = Field(default=[], description="names of PIM categories, the most used first")
    titles: list[str] = []
    products: int = 0


class Evidence(_Part):
    """Why a leaf is proposed: by which source, how strongly, and what was matched."""

    source: str = Field(description="`text` or `platform`")
    score: float
    told: str = Field(description="what matched, for people")


class Suggestion(_Part):
    """A leaf with how sure we are of it, from 0 to 1, and why."""

    category_id: str
    path: str
    confidence: float
    evidence: list[Evidence]


class LeafSuggester:
    """Proposes leaves of one tree that the shop may sell in; making it costs more than asking it."""

    def __init__(self, tree: CategoryTree) -> None:
        self._tree = tree
        self._leaves = {leaf.id: leaf for leaf in tree.leaves()}
        self._index = LeafIndex({leaf.id: tree.names(leaf) for leaf in self._leaves.values()})

    def suggest(self, profile: FamilyProfile, recommended: Sequence[str] = ()) -> list[Suggestion]:
        """Return the best leaves, best first. `recommended` has the leaf that TikTok named for each product asked of."""
        text = self._by_text(profile)
        platform = {leaf: each for leaf, each in _shares(recommended).items() if leaf in self._leaves}
        proposed = [self._suggestion(leaf, text.get(leaf), platform) for leaf in {*text, *platform}]
        ranked = sorted(proposed, key=lambda each: (-each.confidence, each.category_id))[:_SHOWN]
        return _less_sure_without_lead(ranked)

    def _by_text(self, profile: FamilyProfile) -> dict[str, Evidence]:
        """Leaf -> how its path fits the family: its best name counts, what it holds adds to it."""
        audience = list(dict.fromkeys(term for text in _texts(profile) for term in terms(stems(text))))
        best: dict[str, tuple[float, str, Match]] = {}
        more: dict[str, float] = {}
        for text, locale, weight, own in _weighted(profile):
            head_first = locale[:2] in _HEAD_FIRST
            for match in self._index.matches(text, head_first=head_first, audience=audience):
                score = match.score * weight
                if own and score > best.get(match.leaf, (0.0,))[0]:
                    best[match.leaf] = (score, text, match)
                elif not own:
                    more[match.leaf] = max(more.get(match.leaf, 0.0), score)
        return {
            leaf: self._text_evidence(leaf, best.get(leaf), more.get(leaf, 0.0)) for leaf in {*best, *more}
        }

    def _text_evidence(self, leaf: str, named: tuple[float, str, Match] | None, more: float) -> Evidence:
        score = named[0] if named else 0.0
        whole = score + (1 - score) * more * 0.5
        told = _told(named[1], named[2], self._path(leaf, named[2].locale)) if named else "by its products"
        return Evidence(source=TEXT, score=round(whole, 4), told=told)

    def _suggestion(self, leaf: str, text: Evidence | None, platform: Mapping[str, Evidence]) -> Suggestion:
        evidence = [each for each in (text, platform.get(leaf)) if each]
        doubt = 1.0
        for each in evidence:
            doubt *= 1 - each.score * (_PLATFORM_TRUST if each.source == PLATFORM else 1)
        confidence = round(1 - doubt, 4)
        return Suggestion(
            category_id=leaf, path=self._path(leaf, ""), confidence=confidence, evidence=evidence
        )

    def _path(self, leaf: str, locale: str) -> str:
        return self._tree.path(self._leaves[leaf], locale)


def _texts(profile: FamilyProfile) -> list[str]:
    return [*profile.labels.values(), profile.family, *profile.categories, *profile.titles]


def _weighted(profile: FamilyProfile) -> list[tuple[str, str, float, bool]]:
    """Texts with their locale, what they count, and whether they name the family itself; a text is taken once."""
    rows = [(label, locale, _LABEL, True) for locale, label in profile.labels.items()]
    rows += [(profile.family, "", _CODE, True)]
    rows += [(name, "", _CATEGORY, False) for name in profile.categories]
    rows += [(title, "", _TITLE, False) for title in profile.titles]
    once = {" ".join(stems(row[0])): row for row in reversed(rows)}
    return [row for key, row in once.items() if key]


def _shares(named: Sequence[str]) -> dict[str, Evidence]:
    return {
        leaf: Evidence(
            source=PLATFORM,
            score=round(named.count(leaf) / len(named), 4),
            told=f"recommended for {named.count(leaf)} of {len(named)} products asked of",
        )
        for leaf in dict.fromkeys(named)
    }


def _told(text: str, match: Match, path: str) -> str:
    pairs = (one if one == other else f"{one} ~ {other}" for one, other in match.matched.items() if other)
    locale = f" ({match.locale})" if match.locale else ""
    return f"{text!r} and {path}{locale} share {', '.join(pairs)}"


def _less_sure_without_lead(ranked: list[Suggestion]) -> list[Suggestion]:
    """None is sure where others are close to the first place."""
    if len(ranked) < 2:
        return ranked
    lead = min(1.0, (ranked[0].confidence - ranked[1].confidence) / _CLEAR_LEAD)
    sure = _WITHOUT_LEAD + (1 - _WITHOUT_LEAD) * lead
    return [each.model_copy(update={"confidence": round(each.confidence * sure, 4)}) for each in ranked]
