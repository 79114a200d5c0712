"""What the groups of calls share: the caller, the shop's cipher where there is one, and how a list is paged."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeVar

from pydantic import SecretStr

from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.calls import Caller
from catalog_sync.tiktok.errors import Unreadable
from catalog_sync.tiktok.models import Answer, Page

AnswerT = TypeVar("AnswerT", bound=Answer)
PageT = TypeVar("PageT", bound=Page)

PAGE_SIZE = 100  # the most that any list takes


class Resource:
    """A group of calls about one shop, or without a cipher about the seller."""

    def __init__(self, caller: Caller, cipher: SecretStr | None = None) -> None:
        self._caller = caller
        self._cipher = cipher

    async def _call(self, ask: Ask, answer_type: type[AnswerT]) -> AnswerT:
        return await self._caller.call(ask, answer_type, self._cipher)

    async def _read(self, ask: Ask, answer_type: type[AnswerT]) -> AnswerT:
        """An answer that counts only as a whole: raises when it reports a failure of an item."""
        return (await self._call(ask, answer_type)).or_raise(ask.endpoint.title)

    async def _pages(self, ask: Ask, page_type: type[PageT], page_size: int) -> AsyncIterator[PageT]:
        token, seen = "", set[str]()
        while token not in seen:
            seen.add(token)
            query = {**ask.query, "page_size": page_size, "page_token": token or None}
            page = await self._read(replace(ask, query=query), page_type)
            yield page
            token = page.next_page_token
            if not token:
                return
        raise Unreadable("the list hands out the same page token twice", ask.endpoint.title)
