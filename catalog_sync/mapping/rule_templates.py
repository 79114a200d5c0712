"""Templates: text with `{attribute}` in it; `{{` and `}}` write braces."""

import re
from functools import lru_cache

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


class TemplateError(ValueError):
    """A template whose braces do not pair, or that has an empty placeholder."""


@lru_cache(maxsize=4096)
def parts(template: str) -> tuple[tuple[str, bool], ...]:
    """Return the template's texts and names in order, each with whether it is a name; raise TemplateError."""
    return tuple(_part(match) for match in _TOKEN.finditer(template))


def placeholders(template: str) -> list[str]:
    """Return the names in the template, each once."""
    return list(dict.fromkeys(text for text, is_name in parts(template) if is_name))


def _part(match: re.Match[str]) -> tuple[str, bool]:
    token, name = match[0], match[1]
    if token in {"{{", "}}"}:
        return token[0], False
    if token in {"{", "}"}:
        raise TemplateError(
            f"{token!r} at position {match.start() + 1} has no partner; write {token * 2!r} for a brace"
        )
    if name is None:
        return token, False
    if not name.strip():
        raise TemplateError(f"{token!r} at position {match.start() + 1} names no attribute")
    return name.strip(), True
