"""Titles and descriptions within the limits of the Partner API (Create Product)."""

import html
import re
import unicodedata

import nh3

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, candidates, fill
from catalog_sync.mapping.rule_sources import Filler

_LINES = re.compile(r"<(?:p|br|li|div|tr|h[1-6])\b", re.IGNORECASE)  # markup that breaks lines itself
_TAGS = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT_SYMBOLS = "°©®™"
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"}
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_REPEATED = re.compile(r"(\S)\1{9}")


def title(ctx: Context) -> str:
    """Return the first title that is long enough for the region, cut at a word where it is too long."""
    low, high = ctx.region.title
    texts = [
        clean_title(" ".join(found.text for found in offer))
        for offer in candidates(ctx.family.title, ctx.source)
    ]
    text = next((text for text in texts if len(text) >= low), max(texts, key=len, default=""))
    if not text:
        _missing(ctx, "title", ctx.family.title)
    if len(text) > high:
        ctx.warn(
            "title_shortened",
            f"The title has {len(text)} characters, {high} are allowed; shorten it.",
            field="title",
        )
    return shortened(text, high)


def description(ctx: Context) -> str:
    """Return the description as HTML of plain tags only."""
    text = clean_description("\n".join(found.text for found in fill(ctx.family.description, ctx.source)))
    if not text:
        _missing(ctx, "description", ctx.family.description)
    return text


def clean_title(text: str) -> str:
    """Return the title without markup, emoji, control characters and doubled spaces."""
    plain = unicodedata.normalize(
        "NFC", html.unescape(nh3.clean(text, tags=set()) if nh3.is_html(text) else text)
    )
    return " ".join("".join(map(_printable, plain)).split())


def clean_description(text: str) -> str:
    """Return HTML with plain tags and no attributes; plain text becomes paragraphs; empty where nothing can be read."""
    if not nh3.is_html(text):
        paragraphs = ("".join(map(_printable, line)).strip() for line in html.unescape(text).splitlines())
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in paragraphs if line)
    if not _LINES.search(text):
        text = text.strip().replace("\n", "<br>")
    cleaned = "".join(
        map(_printable, nh3.clean(text, tags=_TAGS, attributes={}).replace("&nbsp;", " "))
    ).strip()
    return cleaned if _plain(cleaned).strip() else ""


def shortened(text: str, limit: int) -> str:
    """Return the text, cut after the last whole word that fits."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,;-")


def check_texts(ctx: Context, title: str, description: str) -> None:
    """Note what the Partner API would refuse in the finished texts."""
    low = ctx.region.title[0]
    if title and len(title) < low:
        message = f"The title has {len(title)} characters, {ctx.region.code} asks for {low}; write a longer one, or give the title rule a template."
        ctx.block("title_too_short", message, field="title", rule="title")
    for field, text in (("title", title), ("description", _plain(description))):
        if text and (fault := _fault(text, ctx.region.locale)):
            ctx.block(f"{field}_characters", f"The {field} {fault}; correct it in the PIM.", field=field)
    if len(description) > ctx.region.description_max:
        message = f"The description has {len(description)} characters of HTML, {ctx.region.description_max} are allowed; shorten it."
        ctx.block("description_too_long", message, field="description")


def _plain(markup: str) -> str:
    return html.unescape(nh3.clean(markup, tags=set()))


def _printable(character: str) -> str:
    if character in _KEPT_SYMBOLS or character.isspace():
        return character if character in _KEPT_SYMBOLS else " "
    variation_selector = "\ufe00" <= character <= "\ufe0f"
    return "" if variation_selector or unicodedata.category(character) in _UNPRINTABLE else character


def _fault(text: str, locale: str) -> str | None:
    if not any(character.isalnum() for character in text):
        return "has neither letters nor digits"
    if _REPEATED.search(text):
        return "repeats one character more than nine times"
    return (
        "has Chinese characters, which this market refuses"
        if _HAN.search(text) and locale != "ja-JP"
        else None
    )


def _missing(ctx: Context, field: str, rule: Filler) -> None:
    names, locales = attributes_of(rule), ", ".join(ctx.source.locales)
    where = f"{locales} of channel {ctx.source.channel}"
    message = (
        f"No {field} in {where}: fill {' or '.join(names) or 'it'} in the PIM for that locale and channel."
    )
    ctx.block("text_missing", message, field=field, attribute=names[0] if names else None, rule=field)
