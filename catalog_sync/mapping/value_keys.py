"""The forms in which two spellings of a value meet: its tokens, and looser, its words joined and in the singular."""

import re
import unicodedata
from functools import lru_cache

_ACCENT = re.compile(r"[\u0300-\u036f]")
_THAI_MARKS = r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # vowels and tones: other marks, other words
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|(?:[^\W\d_]|[{_THAI_MARKS}])+|[-+%/<>≤≥~$€£]")
_SAME = str.maketrans(
    # dashes and the minus sign, the fraction slash of ½, the sign between 10 x 20, and letters without a plain form
    {"\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2044": "/", "\u00d7": "x"}
    | {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_BETWEEN_NUMBERS = {"-", "/"}


@lru_cache(maxsize=50_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return a text's numbers, words and telling signs, without case, accents, hyphens and stray punctuation.

    Signs that change a number stay (`-5`, `7-8`, `1/2`, `<3`, `5+`, `80%`); `1,50` becomes `1.5`.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_SAME)).casefold().translate(_SAME)
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", decomposed))
    found = _TOKEN.findall(re.sub(r"(?<=\w)['\u2019](?=\w)", "", plain))
    return tuple(map(_canonical, (token for place, token in enumerate(found) if _tells(found, place))))


def key(text: str) -> str:
    """Return the tokens as one string: `T-Shirt, weiß` and `t shirt weiss` have the same."""
    return " ".join(tokens(text))


@lru_cache(maxsize=50_000)
def accents_differ(text: str, other: str) -> bool:
    """Tell whether both are written with accents, and not the same: `Bông` is not `Bóng`, but `Bong` may be either."""
    marks, others = (_ACCENT.findall(unicodedata.normalize("NFKD", each)) for each in (text, other))
    return bool(marks and others) and marks != others


def loose_keys(text: str) -> frozenset[str]:
    """Return the keys of the text without word breaks and plurals, with umlauts as letters and as vowel plus e."""
    return frozenset(_joined(tokens(form)) for form in {text, text.lower().translate(_UMLAUTS)}) - {""}


def _tells(found: list[str], place: int) -> bool:
    """Tell whether a token is more than punctuation: a hyphen only as a sign or between two numbers."""
    sign = found[place]
    if sign not in _BETWEEN_NUMBERS:
        return True
    before = found[place - 1] if place else ""
    after = found[place + 1] if place + 1 < len(found) else ""
    if sign == "/":
        return before[:1].isdigit() and after[:1].isdigit()
    return after[:1].isdigit() and (not before or not before.isalpha())


def _canonical(token: str) -> str:
    """Write a decimal number with a point and no trailing zeros; three digits after the only mark may be thousands."""
    if not token[0].isdigit() or not re.fullmatch(r"\d+[.,](?:\d{1,2}|\d{4,})|0[.,]\d+", token):
        return token
    return token.replace(",", ".").rstrip("0").rstrip(".")


def _joined(words: tuple[str, ...]) -> str:
    """Join neighbouring words; numbers stay apart from each other."""
    singular = " ".join(map(_singular, words))
    return re.sub(r"(?<=[^\W\d]) (?=[^\W\d])", "", singular)


def _singular(word: str) -> str:
    if not word.isalpha() or len(word) < 4 or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word.removesuffix("s")
