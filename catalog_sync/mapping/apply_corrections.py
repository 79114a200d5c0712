"""Lays corrections over a mapped content: the facts stay the PIM's, only their form or a library document is added."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from catalog_sync.mapping.certificate_entries import certification_entry
from catalog_sync.mapping.certificate_library import day
from catalog_sync.mapping.listing import Correction
from catalog_sync.mapping.text_characters import phrase

Content = dict[str, Any]


def apply_corrections(content: Content, corrections: Iterable[Correction]) -> Content:
    """Return the content with all corrections laid over it; raise KeyError for a corrector that is not known."""
    for correction in corrections:
        content = _CORRECTORS[correction.corrector](content, correction.parameters)
    return content


def _attach_certificate(content: Content, parameters: Mapping[str, Any]) -> Content:
    certification_id = str(parameters["certification_id"])
    others = [entry for entry in content.get("certifications", []) if entry["id"] != certification_id]
    valid_until = day(parameters.get("valid_until"))
    entry = certification_entry(certification_id, list(parameters["media_codes"]), valid_until)
    return content | {"certifications": [*others, entry]}


def _square_main_images(content: Content, _: Mapping[str, Any]) -> Content:
    return _treat_main_images(content, {"square": True})


def _enlarge_main_images(content: Content, parameters: Mapping[str, Any]) -> Content:
    return _treat_main_images(content, {name: parameters[name] for name in ("min_side", "max_enlargement")})


def _treat_main_images(content: Content, treatment: Mapping[str, Any]) -> Content:
    treated = [{"media": image["media"] | dict(treatment)} for image in content.get("main_images", [])]
    return content | {"main_images": treated}


def _clean_title(content: Content, parameters: Mapping[str, Any]) -> Content:
    return content | {"title": without_words(content.get("title", ""), parameters["words"])}


def without_words(text: str, words: Iterable[str]) -> str:
    """Return the text without these words and phrases, and without the punctuation left hanging."""
    for word in words:
        text = re.sub(rf"(?<!\w){phrase(word)}(?!\w)", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", " ".join(text.split()))
    text = re.sub(r"\s+([,;:!])", r"\1", re.sub(r"([-|,;:!])(?:\s*[-|,;:!])+", r"\1", text))
    return " ".join(text.split()).rstrip(" -|,;:").lstrip(" -|,;:!")


_CORRECTORS: dict[str, Callable[[Content, Mapping[str, Any]], Content]] = {
    "attach_certificate": _attach_certificate,
    "square_main_images": _square_main_images,
    "enlarge_main_images": _enlarge_main_images,
    "clean_title": _clean_title,
}
