"""The text within one block of a description: tidied, freed of bullets, and told apart from what needs no work at all."""

import re

from catalog_sync.mapping.text_characters import printable, without_long_runs

STYLES = frozenset({"b", "strong", "i", "em", "u"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol"})
_BULLETS = str.maketrans(dict.fromkeys("■□▪▫▶►○●◦✓✔➢\uf0b7\uf0a7", "•"))
_BULLET = re.compile(
    r"^((?:<\w+>|\s)*)[\u00b7\u2022\u2023\u2043\u2219](?:\s|[\u00b7\u2022\u2023\u2043\u2219])*"
)
_BULLETED_LINE = re.compile(r"<br>(?=(?:<\w+>)*[\u00b7\u2022\u2023\u2043\u2219])")
_EMPTY = re.compile(r"<(b|strong|i|em|u)>\s*</\1>")
_SPACES = re.compile(r"\s+")
_BREAK = re.compile(r"\s*<br>\s*(?:<br>\s*(?=\u2013 ))?")
_BREAKS = re.compile(r"(?:<br>){3,}")
_START = re.compile(r"^((?:<[biesu]\w*>)*)(?:\s|<br>)+")
_END = re.compile(r"(?:\s|<br>)+((?:</\w+>)*)$")


_RUNNING = "".join(f"|<{tag}>[^<>]++</{tag}>" for tag in sorted(STYLES))
_LINE = f"(?:[^<>]++|<br>{_RUNNING})++"
_SETTLED = re.compile(
    "(?:"
    + "|".join(f"<{tag}>{_LINE}</{tag}>" for tag in ("p", *sorted(HEADINGS)))
    + "".join(f"|<{tag}>(?:<li>{_LINE}</li>)++</{tag}>" for tag in sorted(LISTS))
    + ")+"
)
_UNSETTLED = re.compile(
    r"\s\s|[^\S ]|<\w+>\s|\s<(?:/|br>)|<br>(?:<br>|</|\u2013 |(?:<\w+>)*[\u00b7\u2022\u2023\u2043\u2219])|&nbsp;"
    r"|<(?:p|li|h[1-6])>(?:<\w+>)*(?:<br>|[\u00b7\u2022\u2023\u2043\u2219])"
)


def is_settled(markup: str) -> bool:
    """Tell, sparing the work, whether rewriting HTML would surely give it back; most of it is like that."""
    if not _SETTLED.fullmatch(markup) or _UNSETTLED.search(markup):
        return False
    return without_long_runs(printable(markup.translate(_BULLETS))) == markup


def is_bulleted(content: str) -> bool:
    """Tell whether inline HTML begins with a bullet."""
    return _BULLET.match(content) is not None


def bulleted_lines(content: str) -> list[str]:
    """Return inline HTML parted before each line that begins with a bullet; whole where a style reaches across."""
    lines = _BULLETED_LINE.split(content)
    whole = all(line.count(f"<{tag}>") == line.count(f"</{tag}>") for line in lines for tag in STYLES)
    return lines if whole else [content]


def without_bullets(content: str) -> str:
    """Return inline HTML without the bullets that it begins with."""
    while _BULLET.match(content):
        content = tidy(_BULLET.sub(r"\1", content))
    return content


def tidy(content: str) -> str:
    """Return inline HTML of printable characters, without empty styles, doubled spaces and blanks at its edges."""
    text = without_long_runs(_SPACES.sub(" ", printable(content.translate(_BULLETS)))).strip()
    if "<" not in text:
        return text
    while True:
        before = text
        text = _BREAKS.sub("<br><br>", _BREAK.sub("<br>", _EMPTY.sub("", text)))
        text = without_long_runs(_SPACES.sub(" ", _END.sub(r"\1", _START.sub(r"\1", text))))
        if text == before:
            return text
