"""What the Partner API refuses in any text of a listing: its characters, and words that no name may have."""

import re
from functools import lru_cache

from catalog_sync.mapping.text_characters import CHINESE
from catalog_sync.mapping.value_words import value_words

_CHINESE_TAKEN = "ja-JP"
_REPEATED = re.compile(r"(\S)\1{9}")


def refused_characters(text: str, market: str) -> str | None:
    """Return what is wrong with a text's characters in the market of this locale (errors 12052262, 12052931 to 12052935)."""
    if not any(character.isalnum() for character in text):
        return "has neither letters nor digits"
    if _REPEATED.search(text):
        return "repeats one character more than nine times"
    if not text.isascii() and market != _CHINESE_TAKEN and CHINESE.search(text):
        return "has Chinese characters, which this market refuses"
    return None


@lru_cache(maxsize=1_000)
def refused_name(text: str, market: str) -> str | None:
    """Return what is wrong with the name of a value or of a sales attribute (errors 12052151 to 12052153, too)."""
    folded = text.casefold()
    words = (word for word in value_words().restricted if word in folded)
    restricted = next((word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)), None)
    return f"has the restricted word {restricted!r}" if restricted else refused_characters(text, market)
