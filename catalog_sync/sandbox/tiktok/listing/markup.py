"""Reads the HTML of a description: its pictures, and what is wrong with its tags."""

from html.parser import HTMLParser
from typing import NamedTuple

VOID_TAGS = frozenset({"br", "img", "hr"})
INLINE_TAGS = frozenset({"span", "b", "strong", "i", "em", "u", "s", "sub", "sup"})
TEXT_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
BLOCK_TAGS = frozenset({"div", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th"})
TAGS = VOID_TAGS | INLINE_TAGS | TEXT_TAGS | BLOCK_TAGS
DEEPEST = 10
"""How deep tags may be nested; the platform's own number is not published."""


class PlacedImage(NamedTuple):
    """A picture in a description, as its attributes say."""

    src: str
    width: str
    height: str


class Markup(HTMLParser):
    """The markup of one description."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.images: list[PlacedImage] = []
        self._codes: list[int] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def refusals(self) -> list[int]:
        """Return the codes of what is wrong, each once."""
        return list(dict.fromkeys([*self._codes, *([12052344] if self._open else [])]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag and its place; one that is not void stays open."""
        if tag not in TAGS:
            self._codes.append(12052345)
        if any(name.startswith("on") for name, _ in attrs):
            self._codes.append(12052350)
        if tag == "img":
            self._place(dict(attrs))
        if tag not in VOID_TAGS:
            self._nest(tag)
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        if tag in VOID_TAGS or not self._open or self._open.pop() != tag:
            self._codes.append(12052344)

    def _nest(self, tag: str) -> None:
        """Refuse paragraphs and blocks in what holds text alone, emphasis in itself, and what is too deep."""
        in_text = not TEXT_TAGS.isdisjoint(self._open)
        if (tag in TEXT_TAGS | BLOCK_TAGS and in_text) or (
            tag in INLINE_TAGS - {"span"} and tag in self._open
        ):
            self._codes.append(12052349)
        if len(self._open) >= DEEPEST:
            self._codes.append(12052352)

    def _place(self, attrs: dict[str, str | None]) -> None:
        if not all(attrs.get(name) for name in ("src", "width", "height")):
            self._codes.append(12052348)
        else:
            self.images.append(PlacedImage(*(str(attrs[name]) for name in ("src", "width", "height"))))
