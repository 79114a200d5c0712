"""Hashes of what is equal: equal documents and data have equal hashes in every process and version of Python."""

import hashlib
from decimal import Decimal
from typing import Any

import orjson
from pydantic import BaseModel

from catalog_sync.pim.document import Completeness, Document, Media, Value, told_part

_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


def content_hash(document: BaseModel) -> str:
    """The canonical hash of a document; a field that keeps its default does not count, so models may grow."""
    return canonical_hash(document)


def canonical_hash(data: Any) -> str:
    """SHA-256 (hex) over the canonical JSON of plain data and documents: sorted keys, list order kept."""
    return hashlib.sha256(orjson.dumps(data, default=_told, option=_CANONICAL)).hexdigest()


def _told(item: Any) -> Any:
    if isinstance(item, Value | Media | Completeness):
        return told_part(item)
    if isinstance(item, Document):
        return item.told()
    if isinstance(item, BaseModel):
        return item.model_dump(mode="json", exclude_defaults=True)
    if isinstance(item, Decimal):
        return str(item)
    raise TypeError(f"{type(item).__name__} is no JSON")
