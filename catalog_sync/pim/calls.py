"""One HTTP call made until it is answered: retries with Retry-After, a cap on parallel calls, bounded answers."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import orjson

from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
TRIES = 8
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 300.0
ANSWER_LIMIT = 64_000_000

Pause = Callable[[float], Awaitable[None]]


class AnswerTooLarge(Exception):  # noqa: N818 - the name says what happened
    """More bytes than allowed; the rest was not read."""


@dataclass(frozen=True)
class Answer:
    """A complete answer: where it came from (no query), status, headers and body."""

    origin: str
    status: int
    headers: httpx.Headers
    body: bytes = field(repr=False)

    def json(self) -> dict[str, object] | list[object]:
        """Parse the body as a JSON object or array, else raise PimAnswerInvalid."""
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            kind = self.headers.get("content-type", "no content type")
            raise PimAnswerInvalid(
                f"{self.origin} answered with {kind}, not JSON: check the address."
            ) from error
        if not isinstance(value, dict | list):
            raise PimAnswerInvalid(f"{self.origin} answered with a bare JSON value.")
        return value

    def clock(self) -> datetime:
        """Tell the far end's own time (UTC, whole seconds), from its Date header."""
        try:
            return parsedate_to_datetime(self.headers["date"]).astimezone(UTC)
        except (KeyError, ValueError) as error:
            raise PimAnswerInvalid(
                f"{self.origin} sends no valid Date header; a proxy may drop it."
            ) from error


class Caller:
    """Sends requests over one client, at most `concurrency` at a time.

    A call keeps its place while it waits to be tried again: a busy far end is asked less.
    """

    def __init__(
        self, client: httpx.AsyncClient, *, concurrency: int = 4, pause: Pause = asyncio.sleep
    ) -> None:
        self.client = client
        self._slots = asyncio.Semaphore(concurrency)
        self._pause = pause

    async def send(self, request: httpx.Request, limit: int = ANSWER_LIMIT) -> Answer:
        """Return the first answer that is not a passing failure; PimUnreachable after eight tries."""
        async with self._slots:
            return await self._persist(request, limit)

    async def _persist(self, request: httpx.Request, limit: int) -> Answer:
        failure, wait = "", 0.0
        for attempt in range(TRIES):
            if attempt:
                await self._pause(wait)
            try:
                answer = await self._once(request, limit)
            except httpx.RequestError as error:
                failure, wait = type(error).__name__, _backoff(attempt)
                continue
            if answer.status not in RETRIED:
                return answer
            failure, wait = f"status {answer.status}", _retry_after(answer.headers) or _backoff(attempt)
        raise PimUnreachable(f"{_origin(request)} gave no answer in {TRIES} tries (last: {failure}).")

    async def _once(self, request: httpx.Request, limit: int) -> Answer:
        response = await self.client.send(request, stream=True)
        try:
            body = await _bounded(response, limit)
        finally:
            await response.aclose()
        return Answer(_origin(request), response.status_code, response.headers, body)


async def _bounded(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            raise AnswerTooLarge(f"more than {limit} bytes")
    return bytes(body)


def _backoff(attempt: int) -> float:
    return min(LONGEST_PAUSE, 0.5 * 2.0**attempt) * random.uniform(0.5, 1)  # noqa: S311 - jitter, no secret


def _retry_after(headers: httpx.Headers) -> float | None:
    seconds = headers.get("retry-after", "")
    return min(float(seconds), LONGEST_RETRY_AFTER) if seconds.isdecimal() else None


def _origin(request: httpx.Request) -> str:
    url = request.url
    return f"{request.method} {url.scheme}://{url.netloc.decode()}{url.path}"
