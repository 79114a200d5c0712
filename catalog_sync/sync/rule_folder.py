"""The rules' folder as it is at one moment: what its files say together, once nobody is writing them."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from catalog_sync.yaml_files import YamlFileError

_WRITTEN = {".yaml", ".csv", ".xlsx"}
"""What rules are written in; certificates and the like may lie beside them."""
_STILL = 0.2
"""Seconds: editors empty a file or put it aside while they write it, and several files are seldom written at once."""


def settled_digest(folder: Path) -> str:
    """Return the digest of the files, a moment after the last of them was written; raise YamlFileError."""
    try:
        age = time.time() - max(path.stat().st_mtime for path in _watched(folder))
    except OSError:
        age = 0.0  # a file that vanished meanwhile
    if 0 <= age < _STILL:
        time.sleep(_STILL - age)
    return digest_of(folder)


def digest_of(folder: Path) -> str:
    """Return the digest of the files; raise YamlFileError for one that cannot be read."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(f"{path}:".encode())
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            raise YamlFileError(f"{path}: cannot be read: {error}") from error
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _WRITTEN and path.is_file())


def _watched(folder: Path) -> Iterator[Path]:
    """The files and the folders they lie in: a file that is put aside changes its folder alone."""
    yield folder
    for path in _files(folder):
        yield path
        yield path.parent
