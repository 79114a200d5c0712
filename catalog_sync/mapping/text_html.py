"""HTML of any origin made into the few plain tags of a description, its paragraphs, lists and tables kept readable."""

import html
import re
from functools import lru_cache

import nh3

from catalog_sync.mapping.text_blocks import Blocks
from catalog_sync.mapping.text_characters import printable, without_gaps
from catalog_sync.mapping.text_inline import is_settled

_INLINE = {"b", "strong", "i", "em", "u"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_READ = _INLINE | _HEADINGS | {
    "p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "blockquote", "pre", "address", "figure",
    "figcaption", "center", "form", "fieldset",
}  # fmt: skip
_UNREAD = {
    "script",
    "style",
    "title",
    "xml",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
}
_OTHERS = {"html", "head", "body", "meta", "link", "a", "span", "font", "img", "strike", "del", "ins", "sub", "sup",
           "small", "big", "mark", "code", "tt", "button", "input", "label", "video", "audio", "source", "picture", "embed",
           "base", "abbr", "cite", "q", "col", "colgroup", "option", "area", "map", "wbr", "canvas", "details", "summary"}  # fmt: skip
_NAMES = "|".join(sorted(_READ | _UNREAD | _OTHERS, key=len, reverse=True))
_MARKUP = re.compile(
    rf"</?(?:{_NAMES})(?=[\s/>]|$)|</s>|<!--|<!doctype|<!\[|<\?xml|</?[a-z]\w*:[a-z]|<[a-z][^<>=]*=[^<>]*>",
    re.IGNORECASE,
)
_ESCAPED_TWICE = re.compile(r"&(?:amp;)+(?=(?:[a-zA-Z]{2,8}|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});)")
_PARTING = re.compile(rf"</?(?:{'|'.join(sorted(_READ - _INLINE))}|summary)(?=[\s/>])", re.IGNORECASE)
_LINES = re.compile(r"<(?:p|br|li|div|tr|h[1-6])\b", re.IGNORECASE)  # markup that breaks lines itself
_BULLETED = re.compile(r"^\s*[-*\u2013]\s+(?=\S)")
_NOT_BOLD = re.compile(
    r"<(?:b|strong)\b[^<>]*(?<![\w-])font-weight:\s*(?:normal|400)\b[^<>]*>", re.IGNORECASE
)  # Google Docs
_RAISED = re.compile(r"<(sup|sub)\b[^<>]*>\s*([0-9]+)\s*</\1\s*>", re.IGNORECASE)
_SIGNS = {"sup": str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"),
          "sub": str.maketrans("0123456789", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089")}  # fmt: skip
_READER = nh3.Cleaner(tags=_READ, clean_content_tags=_UNREAD, attributes={}, strip_comments=True)
_STRIPPER = nh3.Cleaner(tags=set(), clean_content_tags=_UNREAD, attributes={}, strip_comments=True)


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML: `5 < 6` and `size <L>` are not."""
    return "<" in text and _MARKUP.search(text) is not None


@lru_cache(maxsize=1024)
def clean_description(text: str) -> str:
    """Return HTML of p, h1 to h6, ul, ol, li, br, b, strong, i, em and u without any attribute.

    Plain text becomes paragraphs, lines that begin with a bullet a list, a table lines of text. What is left of
    scripts, styles and comments is dropped. Empty where nothing can be read. Cleaning twice changes nothing more.
    """
    if "&" not in text and is_settled(text):
        return text
    text = _ESCAPED_TWICE.sub("&", text)
    unescaped = html.unescape(text)
    if not is_markup(text) and is_markup(unescaped):
        text = unescaped
    marked = _RAISED.sub(_raised, _NOT_BOLD.sub("", text)) if is_markup(text) else _marked(unescaped)
    if not _LINES.search(marked):
        marked = re.sub(r"\r\n?|\n", "<br>", marked.strip())
    return Blocks.of(_READER.clean(marked))


@lru_cache(maxsize=1024)
def clean_title(text: str) -> str:
    """Return the title without markup, entities, emoji, control characters, doubled spaces and signs left over."""
    plain = without_gaps(_without_markup(text))
    return re.sub(r"&(?=(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);)", "& ", plain, flags=re.IGNORECASE)


def _raised(found: re.Match[str]) -> str:
    """Write digits set high or low with characters of their own, so that they do not run into the word before."""
    return found[2].translate(_SIGNS[found[1].lower()])


def _without_markup(text: str) -> str:
    """Strip tags, entities and unprintable characters until none is left, since each may hide the others."""
    text = _ESCAPED_TWICE.sub("&", text)
    while True:
        read = printable(
            html.unescape(_STRIPPER.clean(_PARTING.sub(r" \g<0>", text)) if is_markup(text) else text)
        )
        if read == text:
            return text
        text = read


def _marked(text: str) -> str:
    """Write plain text as HTML: a paragraph a line; lines that begin with a dash or star, two at least, as a list."""
    lines = [line for line in text.splitlines() if line.strip()]
    listed = sum(bool(_BULLETED.match(line)) for line in lines) > 1
    found = (_BULLETED.sub("\u2022 ", line) if listed else line for line in lines)
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in found)
