"""Values of listing fields in a few words, for tables in a terminal."""

import re
from typing import Any

from catalog_sync.sync.preview.content_diff import Change

_LONGEST = 60
_TAGS = re.compile(r"<[^>]+>")


def field_name(field: str, name: str | None, sku: str | None) -> str:
    """A field as people call it: `Material (product_attributes.100393)`, `skus.price of MUG-1`."""
    called = f"{name} ({field})" if name else field
    return f"{called} of {sku}" if sku else called


def change_words(change: Change) -> str:
    """A change on one line."""
    told = (
        f"{field_name(change.field, change.name, change.sku)}: {words(change.before)} → {words(change.after)}"
    )
    return f"{told} (later)" if change.pending else told


def words(value: Any) -> str:
    """A value in a few words; nothing is `-`."""
    text = " ".join(_TAGS.sub(" ", _text(value)).split())
    return f"{text[: _LONGEST - 1]}…" if len(text) > _LONGEST else text or "-"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return _of_object(value)
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_object(value: dict[str, Any]) -> str:
    if isinstance(media := value.get("media"), dict):
        digest = media.get("digest") or ""
        return f"{media['code']} ({digest[:8]})" if digest else str(media["code"])
    if {"amount", "currency"} <= value.keys():
        unsure = f" (unsure: {value['unsure']})" if "unsure" in value else ""
        return f"{value['amount']} {value['currency']}{unsure}"
    if "unit" in value:
        amounts = (str(item) for name, item in value.items() if name != "unit")
        return f"{' x '.join(amounts)} {value['unit']}"
    return ", ".join(f"{name} {_text(item)}" for name, item in value.items() if _text(item))
