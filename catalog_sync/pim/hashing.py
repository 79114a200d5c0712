"""The content hash: equal documents have equal hashes in every process and version of Python."""

import hashlib

import orjson
from pydantic import BaseModel


def content_hash(document: BaseModel) -> str:
    """SHA-256 (hex) over the document's canonical JSON: sorted keys, list order kept."""
    canonical = orjson.dumps(document.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()
