"""Rewrites well-formed HTML as a sequence of plain blocks: paragraphs, headings and lists, tables as lines of text."""

import html
import re
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from catalog_sync.mapping.text_inline import (
    HEADINGS,
    LISTS,
    STYLES,
    bulleted_lines,
    is_bulleted,
    is_settled,
    tidy,
    without_bullets,
)

_CELLS = frozenset({"td", "th", "caption"})
_LOOSE = 0  # the number of a list that nothing opened: bulleted paragraphs and items without a list
_TAG = re.compile(r"<[^<>]*>")


class _Block(NamedTuple):
    tag: str
    number: int
    content: str


def _block(tag: str, number: int, content: str) -> _Block:
    if tag == "p" and is_bulleted(content):
        tag = "ul"
    return _Block(tag, number, without_bullets(content) if tag in LISTS else content)


class Blocks(HTMLParser):
    """Reads HTML as a sanitizer leaves it: known tags only, closed in order, without attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[_Block] = []
        self._text: list[str] = []
        self._styles: list[str] = []
        self._tag = "p"
        self._lists: list[tuple[str, int]] = []
        self._opened = _LOOSE
        self._tables = 0
        self._before_table: list[str] = []
        self._row: list[str] = []
        self._rows: list[str] = []

    @classmethod
    def of(cls, markup: str) -> str:
        """Return the HTML rewritten; empty where nothing can be read in it."""
        if is_settled(markup):
            return markup
        reader = cls()
        reader.feed(markup)
        reader.close()
        reader.flush()
        return reader.written()

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self._text.append(html.escape(data, quote=False))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Begin a style, a line or a block; no style within itself (error 12052349)."""
        if tag in STYLES:
            self._text += [] if tag in self._styles else [f"<{tag}>"]
            self._styles.append(tag)
        elif tag == "table":
            self._begin_table()
        elif self._tables:
            self._in_table(tag)
        elif tag == "br" or (self._lists and tag not in LISTS and tag != "li"):
            self._text.append("<br>")
        else:
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a style or a block."""
        if tag in STYLES:
            self._styles.pop()
            self._text += [] if tag in self._styles else [f"</{tag}>"]
        elif tag == "table":
            self._end_table()
        elif self._tables:
            self._end_in_table(tag)
        elif self._lists and tag not in LISTS and tag != "li":
            self._text.append("<br>")
        else:
            self._end(tag)

    def flush(self) -> None:
        """Close the block that is being read."""
        styles = list(dict.fromkeys(self._styles))
        closing = "".join(f"</{tag}>" for tag in reversed(styles))
        content = tidy("".join(self._text) + closing)
        self._text = [f"<{tag}>" for tag in styles]
        tag, number = self._lists[0] if self._lists else (self._tag, _LOOSE)
        lines = bulleted_lines(content) if tag == "p" else [content]
        blocks = (_block(tag, number, line) for line in lines)
        self._blocks += [block for block in blocks if _TAG.sub("", block.content).strip()]

    def written(self) -> str:
        """Return all blocks as HTML, the items of a list in one list."""
        parts = []
        for (tag, _), blocks in groupby(self._blocks, key=lambda block: block[:2]):
            inner = "li" if tag in LISTS else tag
            items = "".join(f"<{inner}>{block.content}</{inner}>" for block in blocks)
            parts.append(f"<{tag}>{items}</{tag}>" if tag in LISTS else items)
        return "".join(parts)

    def _begin(self, tag: str) -> None:
        if len(self._lists) > 1 or (self._lists and tag in LISTS):  # a list in a list: lines of its item
            self._text.append("<br>\u2013 " if tag == "li" else "<br>")
        else:
            self.flush()
        if tag in LISTS:
            self._opened += 1
            self._lists.append((tag, self._opened))
        elif tag == "li" and not self._lists:
            self._lists.append(("ul", _LOOSE))
        elif tag in HEADINGS:
            self._tag = tag

    def _end(self, tag: str) -> None:
        if len(self._lists) > 1:
            self._text.append("<br>")
        else:
            self.flush()
        if self._lists and (tag in LISTS or self._lists[-1][1] == _LOOSE):
            self._lists.pop()
        elif tag in HEADINGS:
            self._tag = "p"

    def _begin_table(self) -> None:
        self._tables += 1
        if self._tables > 1:
            self._text.append(" ")
            return
        if not self._lists:
            self.flush()
        self._before_table, self._text, self._rows, self._row = self._text, [], [], []

    def _in_table(self, tag: str) -> None:
        if tag in _CELLS and self._tables == 1:
            self._text = []
        else:
            self._text.append(" ")

    def _end_in_table(self, tag: str) -> None:
        self._text.append(" ")
        if self._tables > 1:
            return
        if tag in _CELLS:
            self._row.append(tidy("".join(self._text)))
            self._text = []
        if tag in ("tr", "caption"):
            self._rows.append(_line([cell for cell in self._row if _TAG.sub("", cell).strip()]))
            self._row = []

    def _end_table(self) -> None:
        self._tables -= 1
        if self._tables:
            self._text.append(" ")
            return
        lines = "<br>".join(row for row in self._rows if row)
        self._text = [*self._before_table, "<br>" if self._lists else "", lines, "<br>"]
        if not self._lists:
            self.flush()


def _line(cells: list[str]) -> str:
    """Write a row as text: `Colour: red` for two cells, bars between more."""
    if len(cells) == 2:
        name = _TAG.sub("", cells[0]).rstrip()
        return f"{cells[0]}{'' if name.endswith(':') else ':'} {cells[1]}"
    return " | ".join(cells)
