"""Entries of `certifications` as Create Product takes them: files and pictures of each, and how many."""

import re
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import Any

from catalog_sync.mapping.images import placeholder

MAX_CERTIFICATIONS = 10  # of a listing (Partner API, Create Product)
MAX_FILES = 10  # of pictures and of documents each, for one certification (Partner API, Create Product)
_VERSION = re.compile(r"[#?].*$")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp")


def certification_entry(certification_id: str, codes: list[str], valid_until: date | None) -> dict[str, Any]:
    """Return one entry of `certifications`: pictures as images, everything else as files, the end of the last day."""
    documents, pictures = _parted(codes)
    entry: dict[str, Any] = {"id": certification_id}
    if documents:
        entry["files"] = [placeholder(code, "CERTIFICATION_FILE") for code in documents[:MAX_FILES]]
    if pictures:
        entry["images"] = [placeholder(code, "CERTIFICATION_IMAGE") for code in pictures[:MAX_FILES]]
    if valid_until:
        entry["expiration_date"] = int(datetime.combine(valid_until, time(23, 59, 59), UTC).timestamp())
    return entry


def left_out(codes: list[str]) -> list[str]:
    """Return the files that an entry has no room for."""
    return [code for kind in _parted(codes) for code in kind[MAX_FILES:]]


def _parted(codes: list[str]) -> tuple[list[str], list[str]]:
    """Documents, and pictures."""
    pictures = [code for code in codes if _is_picture(code)]
    return [code for code in codes if code not in pictures], pictures


def _is_picture(code: str) -> bool:
    return PurePosixPath(_VERSION.sub("", code)).suffix.lower() in _PICTURES
