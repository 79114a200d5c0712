"""Prices and stock over HTTP: a paged JSON listing of offers by SKU, read apart from the products.

`GET {url}?since=&after=&limit=` with a bearer key answers
`{"offers": [{"sku", "prices": {"GBP": "12.99"}, "quantities": {"GB": 25}, "as_of"}], "next": <SKU to go on after>}`.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Self

import httpx
from pydantic import BaseModel, ConfigDict, HttpUrl, SecretStr, ValidationError

from catalog_sync.pim.calls import Answer, Caller, Pause
from catalog_sync.pim.document import Offer
from catalog_sync.pim.errors import PimAnswerInvalid, PimError, PimRefused
from catalog_sync.pim.offers.rows import RENEWAL, Clock, offer_row, utc_now
from catalog_sync.pim.source import Checked, Problem, Reading

PAGE = 1000
_SAMPLE, _NAMED, _CLOCK_SECONDS = 100, 5, 60
_MEND = "Correct this row; all others are taken."


class OfferSettings(BaseModel):
    """Where the offers are; `overlap` widens every delta backwards, for rows that became visible late."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: HttpUrl
    key: SecretStr
    overlap: timedelta = timedelta(minutes=10)


class _Bound(BaseModel):
    """When the source was read last, by its clock, and when all of it was, by ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    all_at: datetime

    @classmethod
    def read(cls, bound: str | None) -> Self | None:
        """The bound, where it is one."""
        with suppress(ValidationError):
            return cls.model_validate_json(bound or "")
        return None


class HttpOffers:
    """An OfferSource, to be used as an async context manager within one event loop."""

    def __init__(
        self,
        settings: OfferSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
        clock: Clock = utc_now,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._http = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(30, read=60))
        self._caller = Caller(self._http, pause=pause)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    @property
    def origin(self) -> str:
        """The address, without a user or a query, which may hold a secret."""
        url = self.settings.url
        return f"{url.scheme}://{url.host}:{url.port}{url.path}"

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers as of the bound minus the overlap, or later; all of them without a bound, and once a day."""
        now, last = self._clock(), _Bound.read(bound)
        full = last is None or now - last.all_at >= RENEWAL
        query = {"limit": str(PAGE)}
        if last and not full:
            query["since"] = (last.at - self.settings.overlap).isoformat()
        first = await self._get(query)
        after = _Bound(at=first.clock(), all_at=last.all_at if last and not full else now)

        async def is_full() -> bool:
            return full

        return Reading(after.model_dump_json(), self._pages(query, first), is_full)

    async def check(self) -> AsyncIterator[Checked]:
        """Look at address, key, clock and the first page; the last look is the first that failed."""
        try:
            answer = await self._get({"limit": str(_SAMPLE)})
            yield Checked("source", f"{answer.origin} answers")
            yield Checked("rights", "the key is taken")
            now = answer.clock()
            yield _clock((now - self._clock()).total_seconds())
            rows = self._read(_page(answer)[0], count(1))
        except PimError as error:
            yield Checked("source", str(error), ok=False)
            return
        for bad in [row for row in rows if isinstance(row, Problem)][:_NAMED]:
            yield Checked("records", f"{bad.identifier}: {bad.message}", ok=False, advice=_MEND)
        good = [row for row in rows if isinstance(row, Offer)]
        yield Checked("records", f"{len(good)} of {len(rows)} sample offers can be read", bool(good) or None)
        if good:
            age = (self._clock() - max(offer.as_of for offer in good)).total_seconds()
            yield Checked("records", f"the newest of them is as of {age:.0f} s ago")

    async def _pages(self, query: dict[str, str], answer: Answer) -> AsyncIterator[list[Offer | Problem]]:
        numbers = count(1)
        while True:
            rows, after = _page(answer)
            yield self._read(rows, numbers)
            if after is None:
                return
            if after == query.get("after"):
                raise PimAnswerInvalid(f"{answer.origin} goes on after {after} for ever.")
            query = {**query, "after": after}
            answer = await self._get(query)

    def _read(self, rows: list[Any], numbers: Iterator[int]) -> list[Offer | Problem]:
        now = self._clock()
        return [offer_row(row, f"row {next(numbers)}", now) for row in rows]

    async def _get(self, query: dict[str, str]) -> Answer:
        headers = {"Authorization": f"Bearer {self.settings.key.get_secret_value()}"}
        url = httpx.URL(str(self.settings.url)).copy_merge_params(query)
        answer = await self._caller.send(self._http.build_request("GET", url, headers=headers))
        if answer.status in {401, 403}:
            raise PimRefused(f"{answer.origin} refuses the key ({answer.status}): set the offers key anew.")
        if answer.status != 200:
            raise PimAnswerInvalid(f"{answer.origin} answered {answer.status}: check the offers address.")
        return answer


def _clock(ahead: float) -> Checked:
    advice = "Set both clocks by NTP: whether a number knows of a sale is judged by its as_of and our clock."
    return Checked(
        "clock", f"its clock is {ahead:+.0f} s off ours", abs(ahead) <= _CLOCK_SECONDS or None, advice
    )


def _page(answer: Answer) -> tuple[list[Any], str | None]:
    body: Any = answer.json()
    if not isinstance(body, dict) or not isinstance(body.get("offers"), list):
        raise PimAnswerInvalid(f"{answer.origin} answered without a list of offers.")
    after = body.get("next")
    return body["offers"], None if after is None else str(after)
