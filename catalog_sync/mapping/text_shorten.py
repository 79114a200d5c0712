"""Descriptions made short enough without breaking a tag, an entity or a word."""

import html
import re

from catalog_sync.mapping.text_blocks import Blocks
from catalog_sync.mapping.text_characters import shortened

_PARTS = re.compile(r"<[^<>]*>|[^<]+")


def shortened_html(markup: str, limit: int) -> str:
    """Return the HTML of at most so many characters, tags included, cut after a sentence or else after a word.

    Takes HTML as `clean_description` writes it, and returns such.
    """
    return markup if len(markup) <= limit else Blocks.of(_cut(markup, limit))


def _cut(markup: str, limit: int) -> str:
    parts, closing, room = list[str](), list[str](), limit
    for part in _PARTS.findall(markup):
        if part.startswith("</"):
            parts.append(closing.pop())
            continue
        end = f"</{part[1:]}" if part.startswith("<") and part != "<br>" else ""
        if len(part) + len(end) > room:
            parts.append(_piece(part, room, begun=any(before[0] != "<" for before in parts)))
            break
        parts.append(part)
        room -= len(part) + len(end)
        closing += [end] if end else []
    return "".join([*parts, *reversed(closing)])


def _piece(part: str, room: int, *, begun: bool) -> str:
    """What fits of a text; nothing of a tag, and no part of a word unless there is nothing else to show."""
    if part.startswith("<"):
        return ""
    plain, size = html.unescape(part), room
    while size > 0:
        piece = shortened(plain, size, sentences=True)
        escaped = html.escape(piece, quote=False)
        if len(escaped) <= room:
            return "" if begun and " " not in piece.strip() else escaped
        size = min(len(piece), size) - 1
    return ""
