"""Hashes of what is equal: equal documents and data have equal hashes in every process and version of Python."""

import hashlib
from typing import Any

import orjson
from pydantic import BaseModel


def content_hash(document: BaseModel) -> str:
    """The canonical hash of a document."""
    return canonical_hash(document.model_dump(mode="json"))


def canonical_hash(data: Any) -> str:
    """SHA-256 (hex) over the canonical JSON of plain data: sorted keys, list order kept."""
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
