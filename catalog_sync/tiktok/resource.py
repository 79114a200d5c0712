"""What the groups of shop calls share: the caller and the shop's cipher."""

from typing import TypeVar

from pydantic import SecretStr

from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.calls import Caller
from catalog_sync.tiktok.models import Answer

AnswerT = TypeVar("AnswerT", bound=Answer)


class Resource:
    """A group of calls about one shop."""

    def __init__(self, caller: Caller, cipher: SecretStr) -> None:
        self._caller = caller
        self._cipher = cipher

    async def _call(self, ask: Ask, answer_type: type[AnswerT]) -> AnswerT:
        return await self._caller.call(ask, answer_type, self._cipher)
