"""One HTTP exchange with TikTok: bounded, without redirects, and every failure a typed error free of secrets."""

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
import orjson
from pydantic import BaseModel, SecretStr, ValidationError

from catalog_sync.tiktok.errors import TikTokError, Unavailable, UnknownAnswer, Unreachable, Unreadable
from catalog_sync.tiktok.refusals import error_class

MAX_ANSWER_BYTES = 20_000_000

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Envelope:
    """A successful answer: its `data` object (empty when TikTok sent none) and request id."""

    data: dict[str, Any]
    request_id: str
    http_status: int


@dataclass(frozen=True)
class Exchange:
    """Sends one request to `endpoint` and reads its answer; `hidden` never shows in an error."""

    endpoint: str
    hidden: tuple[SecretStr, ...] = field(repr=False)
    now: float

    async def envelope(
        self, http: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth | None = None
    ) -> Envelope:
        """The successful answer. Raises a TikTokError for everything else."""
        try:
            response = await http.send(request, auth=auth, stream=True, follow_redirects=False)
            try:
                body = await self._body(response)
            finally:
                await response.aclose()
        except (httpx.RequestError, httpx.InvalidURL) as error:
            failure = Unreachable if isinstance(error, _NEVER_SENT) else Unavailable
            message = f"the exchange broke off: {type(error).__name__}: {error}".rstrip(": ")
            raise self.failure(failure, message) from None
        return self._judge(response, body)

    def parse(self, answer_type: type[Model], envelope: Envelope) -> Model:
        """The answer's data as `answer_type`; raises Unreadable naming the fields, never their values."""
        try:
            return answer_type.model_validate(envelope.data)
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
        """An error of this exchange with every secret struck out of its message."""
        return kind(self._struck(message), self.endpoint, code, request_id, status)

    def _struck(self, text: str) -> str:
        for secret in filter(None, (hidden.get_secret_value() for hidden in self.hidden)):
            text = text.replace(secret, "***")
        return text

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                message = f"the answer is larger than {MAX_ANSWER_BYTES} bytes"
                raise self.failure(Unreadable, message, response.status_code)
        return bytes(body)

    def _judge(self, response: httpx.Response, body: bytes) -> Envelope:
        status = response.status_code
        if response.is_redirect:
            raise self.failure(UnknownAnswer, "redirects are refused; check the host in the settings", status)
        answer = _json_object(body)
        code = _code(answer)
        if code == 0 and response.is_success:
            return self._success(answer, status)
        if code is None and status != 429 and status < 500:
            raise self.failure(_unreadable(status), "the answer is not the JSON that was expected", status)
        error = self._refusal(code or None, answer, status)
        error.retry_after = _retry_after(response.headers.get("retry-after"), self.now)
        raise error

    def _success(self, answer: Mapping[str, Any], status: int) -> Envelope:
        data = answer.get("data") or {}
        if not isinstance(data, dict):
            raise self.failure(Unreadable, "`data` of the answer is not an object", status)
        return Envelope(data, str(answer.get("request_id") or ""), status)

    def _refusal(self, code: int | None, answer: Mapping[str, Any], status: int) -> TikTokError:
        message = self._struck(str(answer.get("message") or f"HTTP {status}"))
        kind = error_class(code, message, status)
        error = self.failure(kind, message, status, code, str(answer.get("request_id") or ""))
        error.data = answer.get("data")
        return error


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _code(answer: Mapping[str, Any]) -> int | None:
    try:
        return int(answer["code"])
    except (KeyError, TypeError, ValueError):
        return None


def _unreadable(status: int) -> type[TikTokError]:
    """A garbled success may hide a done deed; a garbled 4xx is a refusal by something in between."""
    return Unreadable if status < 400 else UnknownAnswer


def _retry_after(header: str | None, now: float) -> float | None:
    """Seconds to wait by a `Retry-After` header, which holds seconds or an HTTP date (RFC 9110)."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - now)
    except ValueError:
        return None
