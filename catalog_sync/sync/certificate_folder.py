"""A folder of certificates: its documents for the library, the last index that could be read, and the files' bytes."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from catalog_sync.configuration import ConfigurationError, secret
from catalog_sync.mapping.certificate_library import CertificateDocument
from catalog_sync.mapping.certificate_rules import CertificateFolderRule, CertificateLibraryRule
from catalog_sync.pim.drops.folder import FeedFile, Folder
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimRefused, PimUnreachable
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.certificate_index import IndexRow, read_index

PREFIX = "certificates:"
"""What the media codes of these files begin with; `<folder>/<name>#<stamp>` follows."""

_LARGEST = 20_000_000
"""Bytes of a PDF (Partner API, Upload Product File)."""


@dataclass(frozen=True)
class FolderDocuments:
    """The documents of a folder, the mistakes in its index, and a hash that changes with either."""

    documents: list[CertificateDocument]
    problems: list[str]
    hash: str


def folder_documents(rule: CertificateLibraryRule, mapping: Path, mirror: Mirror) -> FolderDocuments:
    """Read the folder of a library; where it cannot be read, what it held when it was read last, and say so."""
    if rule.folder is None:
        return FolderDocuments([], [], "")
    key = _key(rule.folder)
    before, _ = mirror.dictionary(PREFIX + key)
    try:
        now = _read(rule, rule.folder, mapping)
    except (PimRefused, PimUnreachable, ConfigurationError) as unreadable:
        known = (
            "what it held last time counts on" if before else "it has never been read, so none of it is sent"
        )
        return _loaded(
            before, [f"The certificates in {rule.folder.url} cannot be read ({unreadable}); {known}."]
        )
    mirror.store_dictionary(PREFIX + key, now, _hash(now))
    return _loaded(now, [])


def folder_problems(rule: CertificateLibraryRule | None, mapping: Path) -> list[str]:
    """A line for every mistake of the folder as it is now; nothing is kept."""
    if rule is None or rule.folder is None:
        return []
    try:
        problems = _read(rule, rule.folder, mapping)["problems"]
    except (PimRefused, PimUnreachable, ConfigurationError) as unreadable:
        return [f"The certificates in {rule.folder.url} cannot be read: {unreadable}"]
    return [f"{rule.folder.url.rstrip('/')}/{problem}" for problem in problems]


async def download(mirror: Mirror, code: str) -> bytes:
    """The bytes of a document by its media code; raises MediaMissing, MediaRefused, PimUnreachable."""
    return await asyncio.to_thread(_download, mirror, code)


def _read(rule: CertificateLibraryRule, folder: CertificateFolderRule, mapping: Path) -> dict[str, Any]:
    where = {"url": _url(folder, mapping), "options": folder.options, "options_env": folder.options_env}
    opened = _opened(where)
    files = opened.look()
    if folder.index not in files:
        raise PimUnreachable(f"There is no {folder.index} in it: write one, or name it in the rules.")
    try:
        text = opened.content(files[folder.index]).decode()
    except (FileNotFoundError, PermissionError, UnicodeDecodeError) as error:
        raise PimUnreachable(f"{folder.index} cannot be read: {error}") from None
    index = read_index(folder.index, text, rule.certifications, files)
    documents = [_document(row, _key(folder), files) for row in index.rows]
    return {**where, "documents": documents, "problems": index.problems}


def _document(row: IndexRow, key: str, files: dict[str, FeedFile]) -> dict[str, Any]:
    codes = [f"{PREFIX}{key}/{name}#{_stamp(files[name])}" for name in row.files]
    told = row.model_dump(mode="json") | {"id": row.id or row.files[0]}
    return {name: value for name, value in told.items() if name != "files"} | {"codes": codes}


def _loaded(content: dict[str, Any], problems: list[str]) -> FolderDocuments:
    documents = [
        CertificateDocument(
            identifier=told["id"],
            type=told["type"],
            media_codes=tuple(told["codes"]),
            valid_until=_date(told["valid_until"]),
            covers=frozenset(told["skus"]),
            valid_from=_date(told["valid_from"]),
            leaves=frozenset(told["leaves"]),
        )
        for told in content.get("documents", [])
    ]
    every = [*content.get("problems", []), *problems]
    return FolderDocuments(documents, every, _hash([content.get("documents", []), every]))


def _download(mirror: Mirror, code: str) -> bytes:
    key, _, rest = code.removeprefix(PREFIX).partition("/")
    name, _, stamp = rest.rpartition("#")
    where, _ = mirror.dictionary(PREFIX + key)
    if not where:
        raise MediaMissing(f"There is no folder of certificates for {name}: name it in the rules again.")
    opened = _opened(where)
    file = opened.look().get(name)
    if file is None:
        raise MediaMissing(f"There is no {name} in {opened.url}: put it there, or correct the index.")
    if file.size > _LARGEST:
        raise MediaRefused(f"{name} has {file.size:,} bytes, at most {_LARGEST:,} are taken.")
    if _stamp(file) != stamp:
        raise PimUnreachable(f"{name} has changed since the index was read; the next run takes it up.")
    try:
        return opened.content(file)
    except (FileNotFoundError, PermissionError) as error:
        raise MediaRefused(f"{name} in {opened.url} may not be read: {error}") from None


def _opened(where: dict[str, Any]) -> Folder:
    secrets = {name: secret(variable).get_secret_value() for name, variable in where["options_env"].items()}
    return Folder(where["url"], {**where["options"], **secrets})


def _url(folder: CertificateFolderRule, mapping: Path) -> str:
    return folder.url if "://" in folder.url else str((mapping / folder.url).resolve())


def _key(folder: CertificateFolderRule) -> str:
    return _hash(folder.model_dump(mode="json"))[:12]


def _stamp(file: FeedFile) -> str:
    return hashlib.sha256(f"{file.size}|{file.stamp}".encode()).hexdigest()[:16]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _hash(content: Any) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
