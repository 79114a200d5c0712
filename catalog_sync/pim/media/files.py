"""Pictures and documents beside a feed: by URL, or by path below a folder, where a code names path and version."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Self, cast

import fsspec
import httpx

from catalog_sync.pim.calls import AnswerTooLarge, Caller, Pause
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimRefused, PimUnreachable

MEDIA_LIMIT = 30_000_000
MEDIA_SECONDS = 120.0
_URL = re.compile(r"https?://", re.IGNORECASE)
_STAMPS = ("ETag", "etag", "md5Hash", "generation", "version_id", "mtime", "LastModified", "last_modified")


class MediaFiles:
    """Files by code, to be used as an async context manager within one event loop.

    A code is a URL, whose bytes must never change, or `<path>#<size>-<stamp>`: bytes of another size or stamp
    are not what the code means. Where paths are `immutable` as well, a code is a plain path.
    """

    def __init__(
        self,
        url: str | None = None,
        options: Mapping[str, Any] | None = None,
        *,
        immutable: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.url = url
        self._options = dict(options or {})
        self._immutable = immutable
        self._http = httpx.AsyncClient(
            transport=transport, timeout=30, follow_redirects=True, max_redirects=5
        )
        self._caller = Caller(self._http, pause=pause)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    def versions(self) -> dict[str, str]:
        """Path -> version of every file below the folder, from one listing; raises PimUnreachable, PimRefused."""
        files, root = self._folder()
        try:
            files.invalidate_cache()
            found: dict[str, Any] = files.find(root, detail=True)
        except OSError as error:
            raise PimUnreachable(f"The media folder {self.url} cannot be listed: {error}") from None
        if not found:
            raise PimUnreachable(f"The media folder {self.url} is empty or not there: correct its address.")
        return {path[len(root) :].lstrip("/"): _version(info) for path, info in found.items()}

    async def download(self, code: str) -> bytes:
        """Bytes of a file of bounded size, in bounded time; raises MediaMissing, MediaRefused, PimUnreachable."""
        try:
            async with asyncio.timeout(MEDIA_SECONDS):
                if _URL.match(code):
                    return await self._fetched(code)
                return await asyncio.to_thread(self._read, code)
        except TimeoutError as error:
            raise MediaRefused(f"Media {code} took over {MEDIA_SECONDS:.0f} s.") from error
        except AnswerTooLarge as error:
            raise MediaRefused(f"Media {code} has {error}.") from error

    async def _fetched(self, url: str) -> bytes:
        try:
            request = self._http.build_request("GET", url)
        except httpx.InvalidURL as error:
            raise MediaRefused(f"Media {url} is no URL: {error}.") from error
        answer = await self._caller.send(request, MEDIA_LIMIT)
        if answer.status in {404, 410}:
            raise MediaMissing(f"There is no file at {url} ({answer.status}): correct the URL in the feed.")
        if answer.status != 200:
            raise MediaRefused(f"{url} answered {answer.status}: let catalog-sync read it without a login.")
        return answer.body

    def _read(self, code: str) -> bytes:
        """Read between two looks, so that bytes written meanwhile are not taken for what the code means."""
        versioned = "#" in code and not self._immutable
        path, _, version = code.rpartition("#") if versioned else (code, "", "")
        if media_path(path) != path:
            raise MediaRefused(f"Media code {code} leaves the media folder.")
        files, root = self._folder()
        try:
            before = files.info(f"{root}/{path}")
            data = _content(files, before)
            files.invalidate_cache()
            after = files.info(f"{root}/{path}")
        except (FileNotFoundError, IsADirectoryError):
            raise MediaMissing(f"There is no file {path} in {self.url}: put it there.") from None
        except PermissionError as error:
            raise MediaRefused(f"{path} in {self.url} may not be read: {error}") from None
        except OSError as error:
            raise PimUnreachable(f"{path} in {self.url} cannot be read: {error}") from None
        if not self._immutable and {_version(before), _version(after)} != {version}:
            raise PimUnreachable(f"{path} has changed since the feed was read; the next refresh takes it up.")
        return data

    def _folder(self) -> tuple[Any, str]:
        if self.url is None:
            raise MediaRefused("The feed names a file by its path, but no media folder is configured.")
        try:
            files, root = fsspec.core.url_to_fs(self.url, **self._options)
        except (ImportError, ValueError) as error:
            raise PimRefused(f"The media folder {self.url} cannot be opened: {error}") from None
        return files, root.rstrip("/")


def media_path(name: str) -> str | None:
    """The path below the media folder that a cell means; none for a URL, and for what leaves the folder."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    return None if _URL.match(name) or ".." in parts or not parts else "/".join(parts)


def _version(info: Mapping[str, Any]) -> str:
    stamp = next((str(info[name]) for name in _STAMPS if info.get(name) is not None), "0")
    return f"{int(info.get('size') or 0)}-{re.sub(r'[^0-9A-Za-z.]', '', stamp)}"


def _content(files: Any, info: Mapping[str, Any]) -> bytes:
    """All bytes of a file that is not too large."""
    if info["type"] != "file":
        raise IsADirectoryError
    with files.open(info["name"], "rb") as stream:
        data = cast(bytes, stream.read(MEDIA_LIMIT + 1))
    if len(data) > MEDIA_LIMIT:
        raise AnswerTooLarge(f"more than {MEDIA_LIMIT} bytes")
    return data
