"""Rules for the category, the title and the description of a listing."""

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of

DESCRIPTION_LENGTH = 10_000
DESCRIPTION_IMAGES = 30
DESCRIPTION_IMAGE_PIXELS = 4_000
VOID_TAGS = frozenset({"br", "img", "hr"})
TEXT_TAGS = frozenset({"p", "div", "span", "b", "strong", "i", "em", "u", "s", "sub", "sup", "blockquote"})
BLOCK_TAGS = frozenset(
    {"ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "td", "th"}
)
TAGS = VOID_TAGS | TEXT_TAGS | BLOCK_TAGS
HTML_ESCAPE = re.compile(r"&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
MARKUP_ESCAPES = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&apos;"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
REPEATS = re.compile(r"(.)\1{9}")
CHINESE = re.compile("[\u4e00-\u9fff]")
RESTRICTED_WORDS = frozenset({"counterfeit", "replica", "knockoff"})
PERMISSION_REFUSALS = {"PROHIBITED": 12052220, "INVITE_ONLY": 12052223, "NON_MAIN_CATEGORY": 12052225}


def check_category(draft: Draft) -> Iterator[Refusal]:
    """Check version, existence, leaf and permission of the category."""
    if draft.payload.get("category_version", "v1") != draft.tree.version:
        yield refusal(12052217)
        return
    category = draft.category
    if category is None or not category.is_leaf:
        yield refusal(_code_of_unlisted(draft))
        return
    for status in category.permission_statuses:
        judged_later = status == "INVITE_ONLY" and limits_of(draft.shop.region).invite_only_is_pre_approved
        if status in PERMISSION_REFUSALS and not judged_later:
            yield refusal(PERMISSION_REFUSALS[status])


def check_title(draft: Draft) -> Iterator[Refusal]:
    """Check length, language and form of the title."""
    title, (low, high) = draft.payload["title"], draft.market.title
    if not title.strip():
        yield refusal(12052261)
    elif not low <= len(title) <= high:
        yield refusal(12052051, low=low, high=high)
    elif CHINESE.search(title):
        yield refusal(12052262)
    elif HTML_ESCAPE.search(title) or is_malformed(title):
        yield refusal(12052931)


def check_description(draft: Draft) -> Iterator[Refusal]:
    """Check length, language, markup and pictures of the description."""
    description = draft.payload["description"]
    if not description.strip():
        yield refusal(12052015)
        return
    if len(description) > DESCRIPTION_LENGTH:
        yield refusal(12052013)
    if CHINESE.search(description):
        yield refusal(12052346)
    escapes = set(HTML_ESCAPE.findall(description)) - MARKUP_ESCAPES
    if escapes or is_malformed(re.sub(r"<[^>]*>", " ", description)):
        yield refusal(12052932)
    markup = _Markup()
    markup.feed(description)
    markup.close()
    yield from (refusal(code) for code in markup.refusals())
    yield from _check_images(draft, markup.images)


def is_malformed(text: str) -> bool:
    """Tell whether a text has control characters, emojis, ten repeats of a character, or nothing but symbols."""
    visible = [character for character in text if not character.isspace()]
    only_symbols = bool(visible) and all(unicodedata.category(character)[0] in "PS" for character in visible)
    repeated = any(not match.isspace() for match in REPEATS.findall(text))
    return bool(only_symbols or repeated or CONTROL.search(text) or EMOJI.search(text))


def is_restricted(text: str) -> bool:
    """Tell whether a text has a word that no listing may use."""
    return not RESTRICTED_WORDS.isdisjoint(re.findall(r"\w+", text.lower()))


def _code_of_unlisted(draft: Draft) -> int:
    """Return how an id outside the usable leaves is refused: of the other tree version, another market, or unknown."""
    trees = draft.world.taxonomy.regions.values()
    leaves = [(tree, tree.categories.get(draft.payload["category_id"])) for tree in trees]
    versions = {tree.version for tree, node in leaves if node is not None and node.is_leaf}
    if versions - {draft.tree.version}:
        return 12052230
    if draft.category is None:
        return 12052446 if versions else 12052023
    return 12052024


class _PlacedImage(NamedTuple):
    src: str
    width: str
    height: str


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.images: list[_PlacedImage] = []
        self._codes: list[int] = []
        self._open: list[str] = []

    def refusals(self) -> list[int]:
        return list(dict.fromkeys([*self._codes, *([12052344] if self._open else [])]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._codes.append(12052345)
        if any(name.startswith("on") for name, _ in attrs):
            self._codes.append(12052350)
        if tag == "img":
            self._place(dict(attrs))
        if tag not in VOID_TAGS:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID_TAGS or not self._open or self._open.pop() != tag:
            self._codes.append(12052344)

    def _place(self, attrs: dict[str, str | None]) -> None:
        if not all(attrs.get(name) for name in ("src", "width", "height")):
            self._codes.append(12052348)
        else:
            self.images.append(_PlacedImage(*(str(attrs[name]) for name in ("src", "width", "height"))))


def _check_images(draft: Draft, images: list[_PlacedImage]) -> Iterator[Refusal]:
    if len(images) > DESCRIPTION_IMAGES:
        yield refusal(12052056)
    for placed in images:
        image = draft.world.images_by_url.get(placed.src)
        if image is None or image.app_key != draft.shop.app_key:
            yield refusal(12052340)
        elif max(image.width, image.height) >= DESCRIPTION_IMAGE_PIXELS:
            yield refusal(12052341)
