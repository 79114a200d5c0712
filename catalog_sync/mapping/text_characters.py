"""Characters of a text: what a market's listing may hold, and where a text may be cut without breaking one apart."""

import re
import unicodedata

CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Han characters, wherever Unicode has them."""

_KEPT_SYMBOLS = frozenset("°©®™")
_REWRITTEN = {"\u00b4": "'"}  # an accent that stands alone is meant for an apostrophe
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Me"})
_DROPPED_RANGES = (
    (0x25FB, 0x25FE),
    (0x2600, 0x27BF),
    (0x1F000, 0x1FAFF),
    (0xFE00, 0xFE0F),
)  # emoji and how they are shown
_WIDE = ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
_WIDER = 0xFEE0  # so far are they from the plain ones
_RUN = re.compile(r"(&(?:lt|gt|amp);|[^\w\s<>&]|_)\1{9,}")
_EXTENDING = frozenset(
    "\u200d\u0e33\u0eb3"
)  # zero width joiner, Thai and Lao vowels that belong to the letter before
UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that set no spaces between words."""

_SENTENCE_ENDS = re.compile(
    r"[.!?\u2026]+[\"'\u201d\u2019)\]]*(?=\s)|[\u3002\uff01\uff1f]+[\"'\u201d\u2019)\]\u300d\u300f]*"
)
_PARTED_BY = r"[\s\u00ad\u2010-\u2015-]+"
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_LOOSE = frozenset("-\u2013\u2014|,;:/\u00b7\u2022")
_CUT_WELL = 0.6  # a sentence's end is taken where that leaves at least this share of what is allowed


class _Printable(dict[int, str | int | None]):
    """What becomes of each character, worked out once: kept, a space, or nothing."""

    def __missing__(self, code: int) -> str | int | None:
        self[code] = _printable(chr(code))
        return self[code]


_PRINTABLE = _Printable()


def printable(text: str) -> str:
    """Return the text in composed form, without emoji and control characters, every white space a plain one."""
    kept = unicodedata.normalize("NFC", text).translate(_PRINTABLE)
    return kept if kept.isascii() else unicodedata.normalize("NFC", kept)


def without_long_runs(text: str) -> str:
    """Return the text or HTML, no sign or punctuation mark repeated ten times or more: three are left of such rules."""
    return _RUN.sub(lambda run: run[1] * 3, text)


def without_gaps(text: str) -> str:
    """Return the text without empty brackets, doubled spaces, and signs between words that stand at an edge or twice."""
    while (left := _EMPTY.sub(" ", text)) != text:
        text = left
    kept = [""]
    for word in text.split():
        kept += [] if word in _LOOSE and (kept[-1] in _LOOSE or not kept[-1]) else [word]
    return " ".join(kept[1 : -1 if kept[-1] in _LOOSE else None]).replace(" , ", ", ")


def phrase(words: str) -> str:
    """Return the pattern of a phrase, whatever spaces and hyphens part its words."""
    return _PARTED_BY.join(map(re.escape, re.split(_PARTED_BY, words)))


def shortened(text: str, limit: int, *, sentences: bool = False) -> str:
    """Return the text of at most so many characters, cut after a sentence where asked for, else after a word.

    A single word that is too long, and what is written without spaces, is cut between two letters as people see them,
    never between a letter and its marks.
    """
    if len(text) <= limit:
        return text
    if sentences:
        ends = [end.end() for end in _SENTENCE_ENDS.finditer(text[: limit + 1]) if end.end() <= limit]
        if ends and ends[-1] >= limit * _CUT_WELL:
            return text[: ends[-1]]
    words = text[: limit + 1].rsplit(" ", 1)
    whole = len(words) > 1 and words[0].strip(" ,;-")
    if UNSPACED.match(text, limit) and len(words[0]) < limit * _CUT_WELL:
        whole = ""
    cut = words[0] if whole else text[: _whole(text, limit)]
    return cut[:limit].rstrip(" ,;-")


def _printable(character: str) -> str | int | None:
    if character.isspace():
        return " "
    code = ord(character)
    if _is_wide(code):
        return code - _WIDER
    if character in _KEPT_SYMBOLS or character in _REWRITTEN:
        return _REWRITTEN.get(character, code)
    if any(low <= code <= high for low, high in _DROPPED_RANGES):
        return None
    category = unicodedata.category(character)
    meant = unicodedata.normalize("NFKC", character)
    if category == "So" and meant != character:  # one sign for degrees Celsius, for kilogram
        return meant.translate(_PRINTABLE)
    return None if category in _DROPPED_CATEGORIES else code


def _is_wide(code: int) -> bool:
    """Whether it is a digit or Latin letter in full width, as Asian keyboards write them."""
    return any(low <= code <= high for low, high in _WIDE)


def _whole(text: str, position: int) -> int:
    """The last place up to this position between two letters as people see them (Unicode, text segmentation)."""
    while position > 0 and not _parted(text, position):
        position -= 1
    return position


def _parted(text: str, position: int) -> bool:
    before, after = text[position - 1], text[position]
    if unicodedata.category(after)[0] == "M" or after in _EXTENDING or before == "\u200d":
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff" or (before, after) == ("\r", "\n"):
        return False
    if "\u1160" <= after <= "\u11ff":  # Hangul vowels and finals written apart from what they follow
        return not "\u1100" <= before <= "\u11ff"
    return not (_flag(after) and _flags_before(text, position) % 2)


def _flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, position: int) -> int:
    start = position
    while start and _flag(text[start - 1]):
        start -= 1
    return position - start
