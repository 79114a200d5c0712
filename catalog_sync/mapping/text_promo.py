"""Words of advertising that a market refuses: which they are, where they stand in a text, and texts without them."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files

from pydantic import BaseModel, ConfigDict

from catalog_sync.mapping.apply_corrections import without_words
from catalog_sync.mapping.text_characters import UNSPACED, phrase
from catalog_sync.mapping.text_rules import WordingRule
from catalog_sync.yaml_files import load_yaml


class PromoWords(BaseModel):
    """Words by language, and further ones by region."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: dict[str, list[str]]
    regions: dict[str, list[str]]


@cache
def promo_words() -> PromoWords:
    """Return the packaged words."""
    with as_file(files("catalog_sync.mapping") / "promo_words.yaml") as path:
        data, _ = load_yaml(path)
    return PromoWords.model_validate(data)


def refused_words(text: str, region: str, languages: Iterable[str], rule: WordingRule) -> list[str]:
    """Return the words of advertising that stand in a text, in lower case; English ones count everywhere."""
    folded = text.casefold()
    words = _words(region, tuple(languages), tuple(rule.words), tuple(rule.allowed_words))
    return [word for word, part in words if part in folded and _whole_word(word).search(folded)]


def without_promo(text: str, words: Iterable[str]) -> str:
    """Return the text without these words; as it was where nothing else is left of it."""
    left = without_words(text, words)
    for word in filter(UNSPACED.search, words):
        left = " ".join(re.sub(re.escape(word), " ", left, flags=re.IGNORECASE).split())
    return left if any(map(str.isalnum, left)) else text


@cache
def _words(
    region: str, languages: tuple[str, ...], more: tuple[str, ...], allowed: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Folded, each with its longest part, the longest first, so that what they have in common is taken out once."""
    known = promo_words()
    of_languages = [word for name in ("en", *languages) for word in known.languages.get(name, [])]
    free = {word.casefold() for word in allowed}
    words = {word.casefold() for word in (*of_languages, *known.regions.get(region, []), *more)} - free
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return tuple((word, max(re.split(r"[\s-]", word), key=len)) for word in ordered)


@cache
def _whole_word(word: str) -> re.Pattern[str]:
    return re.compile(phrase(word) if UNSPACED.search(word) else rf"(?<!\w){phrase(word)}(?!\w)")
