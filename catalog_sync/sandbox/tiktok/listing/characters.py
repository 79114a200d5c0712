"""What no text of a listing may be made of: characters, repeats and words (Partner API, Create Product)."""

import re
import unicodedata
from html import unescape

CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
HTML_ESCAPE = re.compile(r"&(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
MARKUP_ESCAPES = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&apos;"})
LINE_CONTROLS = "\t\n\r"
EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u20e3\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2b1b\u2b1c\u2b50\u2b55]"
)
REPEATS = re.compile(r"(.)\1{9}", re.DOTALL)
RESTRICTED_WORDS = frozenset({"counterfeit", "replica", "knockoff"})


def is_malformed(text: str, *, lines: bool = False) -> bool:
    """Tell whether a text has control characters, emojis, ten repeats of a character, or nothing but symbols.

    `lines` may be broken with control characters.
    """
    visible = [character for character in text if not character.isspace()]
    only_symbols = bool(visible) and all(unicodedata.category(character)[0] in "PSM" for character in visible)
    repeated = any(not match.isspace() for match in REPEATS.findall(text))
    controlled = has_controls(text, allowed=LINE_CONTROLS if lines else "")
    return only_symbols or repeated or controlled or EMOJI.search(text) is not None


def has_controls(text: str, allowed: str = "") -> bool:
    """Tell whether a text has other control characters; zero-width and directional ones count, too."""
    return any(unicodedata.category(one) in {"Cc", "Cf"} and one not in allowed for one in text)


def is_malformed_html(html: str) -> bool:
    """Tell whether a description has escapes that are not needed, or is malformed as people read it."""
    escapes = set(HTML_ESCAPE.findall(html)) - MARKUP_ESCAPES
    return bool(escapes) or is_malformed(unescape(re.sub(r"<[^>]*>", " ", html)), lines=True)


def is_restricted(text: str) -> bool:
    """Tell whether a text has a word that no listing may use."""
    return not RESTRICTED_WORDS.isdisjoint(re.findall(r"\w+", text.lower()))
