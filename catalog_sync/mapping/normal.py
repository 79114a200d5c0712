"""Names brought to one form, so that case, accents, punctuation and stray spaces do not part what belongs together."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_MARKS = (
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u3099\u309a"  # Thai, Lao, Japanese
)
_MARK, _WORD = re.compile(f"[{_MARKS}]"), re.compile(rf"[\w{_MARKS}]+")


@lru_cache(maxsize=50_000)
def normal(text: str) -> str:
    """Return the text in lower case, without accents, its words parted by single spaces.

    The marks of Thai, Lao and Japanese stay: with others it is another word.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = (each for each in decomposed if not unicodedata.combining(each) or _MARK.match(each))
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", "".join(kept)).replace("_", " ")))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message with the up to three known names most like this one; empty where none is."""
    by_normal = {normal(candidate): candidate for candidate in known}
    near = difflib.get_close_matches(normal(name), by_normal, n=3, cutoff=0.5)
    return f"; nearest: {', '.join(by_normal[key] for key in near)}" if near else ""
