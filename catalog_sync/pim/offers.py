"""Prices and stock over HTTP: a paged JSON listing of offers by SKU, read apart from the products.

`GET {url}?since=&after=&limit=` with a bearer key answers
`{"offers": [{"sku", "prices": {"GBP": "12.99"}, "quantities": {"GB": 25}, "as_of"}], "next": <SKU to go on after>}`.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Self

import httpx
from pydantic import BaseModel, ConfigDict, HttpUrl, SecretStr, ValidationError

from catalog_sync.pim.calls import Answer, Caller, Pause
from catalog_sync.pim.document import Offer
from catalog_sync.pim.errors import PimAnswerInvalid, PimRefused
from catalog_sync.pim.source import Problem, Reading

PAGE = 1000


class OfferSettings(BaseModel):
    """Where the offers are; `overlap` widens every delta backwards, for rows that became visible late."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: HttpUrl
    key: SecretStr
    overlap: timedelta = timedelta(minutes=10)


class HttpOffers:
    """An OfferSource, to be used as an async context manager within one event loop."""

    def __init__(
        self,
        settings: OfferSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self._http = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(30, read=60))
        self._caller = Caller(self._http, pause=pause)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers as of the bound minus the overlap, or later; all of them without a bound."""
        query = {"limit": str(PAGE)}
        if bound:
            query["since"] = (datetime.fromisoformat(bound) - self.settings.overlap).isoformat()
        first = await self._get(query)

        async def is_full() -> bool:
            return bound is None

        return Reading(first.clock().isoformat(), self._pages(query, first), is_full)

    async def _pages(self, query: dict[str, str], answer: Answer) -> AsyncIterator[list[Offer | Problem]]:
        numbers = count(1)
        while True:
            rows, after = _page(answer)
            yield [_offer(row, next(numbers)) for row in rows]
            if after is None:
                return
            if after == query.get("after"):
                raise PimAnswerInvalid(f"{answer.origin} goes on after {after} for ever.")
            query = {**query, "after": after}
            answer = await self._get(query)

    async def _get(self, query: dict[str, str]) -> Answer:
        headers = {"Authorization": f"Bearer {self.settings.key.get_secret_value()}"}
        url = httpx.URL(str(self.settings.url)).copy_merge_params(query)
        answer = await self._caller.send(self._http.build_request("GET", url, headers=headers))
        if answer.status in {401, 403}:
            raise PimRefused(f"{answer.origin} refuses the key ({answer.status}): set the offers key anew.")
        if answer.status != 200:
            raise PimAnswerInvalid(f"{answer.origin} answered {answer.status}: check the offers address.")
        return answer


def _page(answer: Answer) -> tuple[list[Any], str | None]:
    body: Any = answer.json()
    if not isinstance(body, dict) or not isinstance(body.get("offers"), list):
        raise PimAnswerInvalid(f"{answer.origin} answered without a list of offers.")
    after = body.get("next")
    return body["offers"], None if after is None else str(after)


def _offer(row: Any, number: int) -> Offer | Problem:
    """Read one row; a negative quantity (oversold) means nothing to sell. Without a SKU its number names it."""
    sku = (str(row.get("sku") or "") if isinstance(row, dict) else "").replace("\0", "?") or f"row {number}"
    try:
        offer = Offer.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Problem(
            sku, sku, f"offer has a wrong {'.'.join(map(str, first['loc'])) or 'row'}: {first['msg']}"
        )
    if wrong := _doubt(offer):
        return Problem(sku, sku, wrong)
    return offer.model_copy(update={"quantities": {shop: max(0, n) for shop, n in offer.quantities.items()}})


def _doubt(offer: Offer) -> str | None:
    if not offer.sku.strip() or "\0" in offer.sku:
        return "offer has an empty sku, or one with a NUL character"
    if offer.as_of.tzinfo is None:
        return f"offer's as_of {offer.as_of.isoformat()} has no time zone: add Z or an offset"
    if negative := [currency for currency, amount in offer.prices.items() if amount < Decimal(0)]:
        return f"offer has a negative price in {', '.join(negative)}"
    return None
