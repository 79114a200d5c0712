"""Akeneo's REST API as calls: token, pages, single resources, media files; no knowledge of products."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Self
from urllib.parse import quote

import httpx

from catalog_sync.pim.akeneo.answers import API, checked, is_absent
from catalog_sync.pim.akeneo.media import media_path
from catalog_sync.pim.akeneo.pages import Page, Trail, page_of
from catalog_sync.pim.akeneo.rights import entity_of
from catalog_sync.pim.akeneo.settings import AkeneoSettings
from catalog_sync.pim.akeneo.token import token_of
from catalog_sync.pim.calls import ANSWER_LIMIT, Answer, AnswerTooLarge, Caller, Pause
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimAnswerInvalid, PimUnreachable

READINGS = 3
"""How often a listing is read again that changes while it is read."""


class AkeneoClient:
    """An authenticated connection, to be used as an async context manager within one event loop.

    `forbidden` names the resources that were refused so far.
    """

    def __init__(
        self,
        settings: AkeneoSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.settings = settings
        base = str(settings.base_url).rstrip("/") + "/"
        self._http = httpx.AsyncClient(base_url=base, transport=transport, timeout=httpx.Timeout(30, read=60))
        self._caller = Caller(self._http, pause=pause)
        self._token = token_of(settings, self._caller)
        self.forbidden: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def find(self, collection: str, code: str, **params: str) -> Any:
        """Return one JSON resource, or none where the PIM does not have it (or hides it from this user).

        Only the PIM's own 404 is believed: one of a gateway says nothing of what the PIM has.
        """
        answer = await self._ask(f"{collection}/{quote(code, safe='')}", params)
        return None if is_absent(answer) else checked(answer).json()

    async def get(self, path: str, **params: str) -> Any:
        """Return one JSON resource that must exist."""
        return checked(await self._ask(path, params)).json()

    async def status(self, path: str) -> int:
        """The HTTP status of a listing: 403 where it may not be read, 404 where this PIM has none."""
        answer = await self._ask(path, {})
        return 404 if is_absent(answer) else answer.status

    async def first(self, path: str) -> list[dict[str, Any]]:
        """The rows of a listing's first page; none where it cannot be read."""
        answer = await self._ask(path, {"limit": "100"})
        return page_of(path, answer.json()).rows if answer.status == 200 else []

    async def clock(self) -> datetime:
        """Tell the PIM's own time (UTC), with or without the right to what is asked for."""
        answer = await self._ask("channels", {"limit": "1"})
        return (answer if answer.status == 403 else checked(answer)).clock()

    async def routes(self) -> frozenset[str]:
        """The paths below `api/rest/v1/` that this PIM has; its list of them needs no token. Empty where it has none."""
        answer = await self._caller.send(self._http.build_request("GET", API.rstrip("/")))
        if answer.status != 200:
            return frozenset()
        body = answer.json()
        listed = body.get("routes") if isinstance(body, dict) else None
        if not isinstance(listed, dict):
            raise PimAnswerInvalid(
                f"{answer.origin} lists no routes: is base_url the address of an Akeneo PIM?"
            )
        paths = (str(route.get("route")) for route in listed.values() if isinstance(route, dict))
        return frozenset(path.partition(API)[2] for path in paths)

    async def count(self, path: str, **params: str) -> int:
        """Count a listing by one call of page type: `search_after` paging cannot count."""
        body = await self.get(path, **params, limit="1", with_count="true")
        if not isinstance(body, dict) or not isinstance(body.get("items_count"), int):
            raise PimAnswerInvalid(f"The PIM's listing of {path} carries no items_count.")
        return int(body["items_count"])

    async def pages(self, path: str, **params: str) -> AsyncIterator[list[dict[str, Any]]]:
        """The rows of a listing, page by page."""
        async for page in self._pages(path, params):
            yield page.rows

    async def rows(self, path: str) -> list[dict[str, Any]]:
        """All rows of a listing that is paged by number: its pages shift when rows come or go while it is read.

        Then it is read again; raises PimUnreachable when that does not end.
        """
        for _ in range(READINGS):
            pages = [page async for page in self._pages(path, {"with_count": "true"})]
            rows = [row for page in pages for row in page.rows]
            if len(pages) == 1 or {page.total for page in pages} <= {None, len(rows)}:
                return rows
        raise PimUnreachable(f"The PIM's listing of {path} changes while it is read: try again later.")

    async def _pages(self, path: str, params: dict[str, str]) -> AsyncIterator[Page]:
        """Follow `_links.next` from page to page."""
        query = asked = {"limit": "100", **params}
        trail = Trail(path, asked)
        while True:
            page = page_of(path, await self.get(path, **query))
            yield page
            if page.link is None:
                return
            query = trail.onward(page.link, len(page.rows))

    async def download(self, media_code: str) -> bytes:
        """Return a media file's bytes; its code goes into the path with its slashes (magento2-connector#586)."""
        if ".." in media_code.split("/"):
            raise MediaRefused(f"Media code {media_code} leaves the PIM's media folder.")
        try:
            async with asyncio.timeout(self.settings.media_seconds):
                answer = await self._send(media_path(media_code), {}, self.settings.media_limit)
        except TimeoutError as error:
            raise MediaRefused(
                f"Media {media_code} took over {self.settings.media_seconds:.0f} s."
            ) from error
        except AnswerTooLarge as error:
            raise MediaRefused(f"Media {media_code} has {error}.") from error
        if answer.status == 404:
            raise MediaMissing(f"The PIM has no file for media {media_code}: upload it there again.")
        if answer.status == 403:
            raise MediaRefused(f"The PIM's connection may not read media {media_code}: grant it in the PIM.")
        return checked(answer).body

    async def _ask(self, path: str, params: dict[str, str]) -> Answer:
        try:
            answer = await self._send(path, params, ANSWER_LIMIT)
        except AnswerTooLarge as error:
            raise PimAnswerInvalid(f"The PIM's answer for {path} has {error}.") from error
        if answer.status == 403:
            self.forbidden.add(entity_of(path))
        return answer

    async def _send(self, path: str, params: dict[str, str], limit: int) -> Answer:
        bearer = await self._token.bearer()
        answer = await self._once(path, params, bearer, limit)
        if answer.status == 401:
            answer = await self._once(path, params, await self._token.bearer(refused=bearer), limit)
        return answer

    async def _once(self, path: str, params: dict[str, str], bearer: str, limit: int) -> Answer:
        headers = {"Authorization": f"Bearer {bearer}"}
        request = self._http.build_request("GET", API + path, params=params, headers=headers)
        return await self._caller.send(request, limit)
