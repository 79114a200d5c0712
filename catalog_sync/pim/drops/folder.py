"""A folder behind fsspec: its files, what is known of them without reading, and their unpacked bytes."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

import fsspec
from fsspec.compression import compr
from fsspec.utils import infer_compression

from catalog_sync.pim.errors import PimRefused, PimUnreachable

_TIMES = ("mtime", "modified", "LastModified", "last_modified", "updated", "created")
_STAMPS = (*_TIMES, "size", "ino", "ETag", "etag", "md5", "generation", "version_id")
_DEPTH = 2


@dataclass(frozen=True)
class FeedFile:
    """A file of the folder: `name` is its path below the folder, `stamp` changes whenever its bytes are written."""

    name: str
    path: str
    size: int
    modified: float
    stamp: str

    @property
    def folder(self) -> str:
        """The folder it lies in, below the folder of the drops; empty for that one itself."""
        return self.name.rpartition("/")[0]

    @property
    def own_name(self) -> str:
        """Its name without folders."""
        return self.name.rpartition("/")[2]


class Folder:
    """The files of one folder and of the folders in it. Raises PimRefused when the driver of its URL is missing."""

    def __init__(self, url: str, options: Mapping[str, Any]) -> None:
        self.url = url
        try:
            self._files, root = fsspec.core.url_to_fs(url, **options)
        except (ImportError, ValueError) as error:
            raise PimRefused(
                f"{url} cannot be opened: {error}. Install the driver beside catalog-sync, or correct the address."
            ) from None
        self._root = root.rstrip("/")

    def look(self) -> dict[str, FeedFile]:
        """Name -> file, for all files as they are now; raises PimUnreachable."""
        try:
            self._files.invalidate_cache()
            found = self._files.find(self._root, maxdepth=_DEPTH, detail=True)
            if not found and not self._files.exists(self._root):
                raise PimUnreachable(f"There is no folder {self.url}: create it, or correct the address.")
        except PermissionError as error:
            raise PimRefused(f"{self.url} may not be read: {error}") from None
        except OSError as error:
            raise PimUnreachable(f"{self.url} cannot be listed: {error}") from None
        files = (self._file(path, info) for path, info in found.items())
        return {file.name: file for file in files}

    def stands(self, file: FeedFile) -> bool:
        """Whether the file is still what it was when it was looked at."""
        try:
            self._files.invalidate_cache()
            around = self._files.find(file.path.rpartition("/")[0], maxdepth=1, detail=True)
        except OSError as error:
            raise PimUnreachable(f"{self.url} cannot be listed: {error}") from None
        return file.path in around and self._file(file.path, around[file.path]) == file

    def content(self, file: FeedFile) -> bytes:
        """All bytes of a small file as they are stored; raises PermissionError, FileNotFoundError, PimUnreachable."""
        try:
            return cast(bytes, self._files.cat_file(file.path))
        except (FileNotFoundError, PermissionError):
            raise
        except OSError as error:
            raise PimUnreachable(f"{file.name} cannot be read: {error}") from None

    def digest(self, file: FeedFile) -> str:
        """SHA-256 of the stored bytes, in hex."""
        with self._files.open(file.path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @contextmanager
    def unpacked(self, file: FeedFile) -> Iterator[BinaryIO]:
        """The bytes of a file, unpacked when its name says that they are packed."""
        packing = infer_compression(file.name)
        with self._files.open(file.path, "rb") as stored:
            if packing is None:
                yield stored
            elif packing == "zip":
                with _only_member(stored) as stream:
                    yield stream
            else:
                with compr[packing](stored, mode="rb") as stream:
                    yield stream

    def _file(self, path: str, info: Mapping[str, Any]) -> FeedFile:
        stamp = "|".join(f"{name}={info[name]}" for name in _STAMPS if name in info)
        name = path.removeprefix(self._root).lstrip("/")
        return FeedFile(name, path, int(info.get("size") or 0), _modified(info), stamp)


@contextmanager
def _only_member(stored: BinaryIO) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(stored) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            raise zipfile.BadZipFile(f"it packs {len(members)} files; pack each file by itself")
        try:
            stream = archive.open(members[0])
        except RuntimeError as error:  # how zipfile says that a password or another method is needed
            raise zipfile.BadZipFile(str(error)) from None
        with stream:
            yield cast(BinaryIO, stream)


def _modified(info: Mapping[str, Any]) -> float:
    """When the file was last written, in seconds; 0 where the storage does not tell."""
    told = next((info[name] for name in _TIMES if info.get(name) is not None), 0)
    if isinstance(told, str):
        told = datetime.fromisoformat(told)
    return told.timestamp() if isinstance(told, datetime) else float(told)
