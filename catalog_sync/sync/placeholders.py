"""Placeholders for uploaded pictures and files inside a mapped listing: found, hashed and filled in."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from catalog_sync.mapping.hashes import content_hash


class MediaKey(NamedTuple):
    """What a placeholder asks for: a media code, TikTok's use case, and the treatment options as canonical JSON."""

    code: str
    use_case: str
    options: str


def media_key(placeholder: Mapping[str, Any]) -> MediaKey:
    """The key of `{"code", "use_case", **options}`."""
    options = {name: value for name, value in placeholder.items() if name not in ("code", "use_case")}
    canonical = orjson.dumps(options, option=orjson.OPT_SORT_KEYS).decode()
    return MediaKey(placeholder["code"], placeholder["use_case"], canonical)


def media_keys(content: Any) -> Iterator[MediaKey]:
    """Every placeholder in a body, in order, repeats included."""
    if isinstance(content, dict):
        if "media" in content:
            yield media_key(content["media"])
        else:
            for value in content.values():
                yield from media_keys(value)
    elif isinstance(content, list):
        for item in content:
            yield from media_keys(item)


def fill(content: Any, references: Mapping[MediaKey, dict[str, Any] | None]) -> Any:
    """The body with each placeholder replaced by its reference; those without one are left out of their list."""
    if isinstance(content, dict):
        if "media" in content:
            return references[media_key(content["media"])]
        filled = {name: fill(value, references) for name, value in content.items()}
        return {name: value for name, value in filled.items() if value is not None}
    if isinstance(content, list):
        return [filled for item in content if (filled := fill(item, references)) is not None]
    return content


def with_digests(content: Any, digests: Mapping[str, str]) -> Any:
    """The body whose placeholders say the digest of their file, where it is known by its media code."""
    if isinstance(content, dict):
        media = content.get("media")
        if isinstance(media, dict):
            return {"media": media | {"digest": digests.get(media["code"])}}
        return {name: with_digests(value, digests) for name, value in content.items()}
    return [with_digests(item, digests) for item in content] if isinstance(content, list) else content


def source_hash(content: dict[str, Any], digests: Mapping[MediaKey, str | None]) -> str:
    """The content hash over source digests and treatments: equal facts and bytes hash alike whatever TikTok's uris."""
    known = {
        key: {"digest": digest, "use_case": key.use_case, "options": key.options} if digest else None
        for key, digest in digests.items()
    }
    return content_hash(fill(content, known))
