"""One HTTP exchange with TikTok: bounded in time and size, without redirects, and every failure typed and free of secrets."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import orjson
from pydantic import BaseModel, SecretStr, ValidationError

from catalog_sync.tiktok.errors import (
    ClockOff,
    Intercepted,
    TikTokError,
    Unavailable,
    Unreachable,
    Unreadable,
)
from catalog_sync.tiktok.header_times import clock_offset, retry_after
from catalog_sync.tiktok.refusals import error_class
from catalog_sync.tiktok.unpacking import ACCEPTED_ENCODING, BodyError, read_body

_TOLD_BY_STATUS = (429, 503)
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
_LONGEST_MESSAGE = 2_000
_LONGEST_ID = 100

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Envelope:
    """A successful answer: its `data` object (empty when TikTok sent none) and request id."""

    data: dict[str, Any]
    request_id: str
    http_status: int


@dataclass(frozen=True)
class Exchange:
    """Sends one request to `endpoint` and reads its answer, in `seconds` at most; `hidden` never shows in an error."""

    endpoint: str
    hidden: tuple[SecretStr, ...] = field(repr=False)
    now: float
    seconds: float

    async def envelope(
        self, http: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth | None = None
    ) -> Envelope:
        """The successful answer. Raises a TikTokError for everything else."""
        request.headers["accept-encoding"] = ACCEPTED_ENCODING
        try:
            async with asyncio.timeout(self.seconds):
                response, body = await self._answer(http, request, auth)
        except TimeoutError:
            raise self.failure(Unavailable, f"no complete answer within {self.seconds:.3g} s") from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            failure = Unreachable if isinstance(error, _NEVER_SENT) else Unavailable
            cause = f"{type(error).__name__}: {error}".rstrip(": ")
            message = f"the exchange with {request.url.host} broke off: {cause}"
            raise self.failure(failure, message) from None
        return self._judge(response, body)

    def parse(self, answer_type: type[Model], envelope: Envelope) -> Model:
        """The answer's data as `answer_type`; raises Unreadable naming the fields, never their values."""
        try:
            return answer_type.model_validate({"request_id": envelope.request_id} | envelope.data)
        except ValidationError as error:
            places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors()[:5])
            message = f"the answer does not fit the reference: {places}"
            raise self.failure(Unreadable, message, envelope.http_status, None, envelope.request_id) from None

    def failure(
        self,
        kind: type[TikTokError],
        message: str,
        status: int | None = None,
        code: int | None = None,
        request_id: str = "",
    ) -> TikTokError:
        """An error of this exchange: one line of bounded length, with every secret struck out."""
        return kind(_line(self.struck(message), _LONGEST_MESSAGE), self.endpoint, code, request_id, status)

    def struck(self, text: str) -> str:
        """The text without the secrets of this exchange."""
        for secret in filter(None, (hidden.get_secret_value() for hidden in self.hidden)):
            text = text.replace(secret, "***").replace(quote(secret, safe=""), "***")
        return text

    async def _answer(
        self, http: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth | None
    ) -> tuple[httpx.Response, bytearray]:
        response = await http.send(request, auth=auth, stream=True, follow_redirects=False)
        try:
            return response, await read_body(response)
        except BodyError as error:
            if response.status_code in _TOLD_BY_STATUS:
                return response, bytearray()
            raise self.failure(_unreadable(response.status_code), str(error), response.status_code) from None
        finally:
            await response.aclose()

    def _judge(self, response: httpx.Response, body: bytearray) -> Envelope:
        status = response.status_code
        if response.is_redirect:
            raise self.failure(Intercepted, "it was redirected, and redirects are refused", status)
        answer = _json_object(body)
        code, request_id = _code(answer), _line(self.struck(_text(answer, "request_id")), _LONGEST_ID)
        if code == 0 and response.is_success:
            return self._success(answer, status, request_id)
        if code is None and status != 429 and status < 500:
            message = "the answer is not the JSON that was expected"
            raise self.failure(_unreadable(status), message, status, None, request_id)
        error = self._refusal(code or None, answer, response, request_id)
        error.retry_after = retry_after(response.headers, self.now)
        raise error

    def _success(self, answer: Mapping[str, Any], status: int, request_id: str) -> Envelope:
        data = answer.get("data") or {}
        if not isinstance(data, dict):
            raise self.failure(Unreadable, "`data` of the answer is not an object", status, None, request_id)
        return Envelope(data, request_id, status)

    def _refusal(
        self, code: int | None, answer: Mapping[str, Any], response: httpx.Response, request_id: str
    ) -> TikTokError:
        message = self.struck(_text(answer, "message") or f"HTTP {response.status_code}")
        kind = error_class(code, message, response.status_code)
        if kind is ClockOff:
            message += clock_offset(response.headers, self.now)
        error = self.failure(kind, message, response.status_code, code, request_id)
        error.data = answer.get("data")
        return error


def _line(text: str, longest: int) -> str:
    """Text from outside as one printable line; the rest of a longer one is left out."""
    line = " ".join(text[: longest * 2].split())
    printable = "".join(character for character in line if character.isprintable())
    return printable if len(printable) <= longest else f"{printable[:longest]}…"


def _json_object(body: bytearray) -> dict[str, Any]:
    try:
        answer = orjson.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _code(answer: Mapping[str, Any]) -> int | None:
    """The answer's code: a whole number, by some gateways sent as text. None for anything else."""
    code = answer.get("code")
    if isinstance(code, str) and code.isdecimal() and len(code) <= len("36009004") + 2:
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _unreadable(status: int) -> type[TikTokError]:
    """A garbled 4xx is a refusal by something in between; any other garbled answer may hide a done deed."""
    return Intercepted if 400 <= status < 500 and status != 429 else Unreadable
