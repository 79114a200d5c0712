"""Names brought to one form, so that case, accents, punctuation and stray spaces do not part what belongs together."""

import re
import unicodedata


def normal(text: str) -> str:
    """Return the text in lower case, without accents, its words parted by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", letters.replace("_", " ")))
