"""Seller SKUs: the PIM's own where the region takes it, else a readable one that no other SKU can have: pure."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable

from catalog_sync.mapping.text_characters import CHINESE

_LONGEST = 50  # Partner API, Create Product: seller_sku
_SHORTEST_MARK = 6
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "AE", "Ö": "OE", "Ü": "UE", "ß": "ss", "ø": "o"}
)


def fits(sku: str, pattern: str) -> bool:
    """Tell whether a region takes a SKU as it is; `pattern` is the region's. None takes Chinese characters (12052554)."""
    return re.fullmatch(pattern, sku) is not None and sku.isprintable() and not CHINESE.search(sku)


def seller_sku(sku: str, pattern: str, taken: Collection[str] = ()) -> str:
    """Return the SKU itself where it fits and is free, else its letters and digits with a mark made of the whole of it.

    The mark parts SKUs that read alike (`12/345` and `12 345`); it grows until the name is free.
    """
    if fits(sku, pattern) and sku not in taken:
        return sku
    marks = _mark(sku)
    names = (_marked(sku, marks[:length]) for length in range(_SHORTEST_MARK, len(marks) + 1))
    return next(name for name in names if name not in taken)


def seller_skus(skus: Iterable[str], pattern: str, taken: Collection[str] = ()) -> dict[str, str]:
    """Return SKU -> seller SKU for many at once: each its own, the same ones in whatever order they come."""
    names: dict[str, str] = {}
    used = set(taken)
    for sku in sorted(set(skus), key=lambda sku: (not fits(sku, pattern), sku)):
        names[sku] = seller_sku(sku, pattern, used)
        used.add(names[sku])
    return names


def _marked(sku: str, mark: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", sku).translate(_SPELLED))
    ascii_only = "".join(character for character in plain if not unicodedata.combining(character))
    readable = "-".join(re.findall(r"[A-Za-z0-9_]+", ascii_only))
    return f"{readable[: _LONGEST - len(mark) - 1].strip('-')}-{mark}".lstrip("-")


def _mark(sku: str) -> str:
    """Forty characters that only this SKU makes."""
    return (
        base64.b32encode(hashlib.sha256(sku.encode("utf-8", "surrogatepass")).digest()).decode()[:40].lower()
    )
