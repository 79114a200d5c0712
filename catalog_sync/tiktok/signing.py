"""Signs requests to the Partner API: app key, timestamp, signature and access token."""

import hashlib
import hmac
from collections.abc import Callable, Generator, Iterable

import httpx
from pydantic import SecretStr

_UNSIGNED = frozenset({"sign", "access_token"})


def sign(secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes, multipart: bool) -> str:
    """The lowercase hex signature over path, decoded query and raw body (Partner API, Sign your API request).

    `path` is without host, `query` holds names and decoded values; the body of a multipart request is not signed.
    """
    pairs = sorted((pair for pair in query if pair[0] not in _UNSIGNED), key=lambda pair: pair[0])
    text = path + "".join(name + value for name, value in pairs)
    key = secret.encode()
    message = key + text.encode() + (b"" if multipart else body) + key
    return hmac.new(key, message, hashlib.sha256).hexdigest()


class RequestSigner(httpx.Auth):
    """Signs the very bytes that httpx is about to send, with the Unix time `now()` gives."""

    requires_request_body = True

    def __init__(
        self, app_key: str, app_secret: SecretStr, token: SecretStr, now: Callable[[], float]
    ) -> None:
        self._app_key = app_key
        self._secret = app_secret
        self._token = token
        self._now = now

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the common query parameters, the signature over all of it, and the token header."""
        common = {"app_key": self._app_key, "timestamp": str(int(self._now()))}
        request.url = request.url.copy_merge_params(common)
        request.url = request.url.copy_merge_params({"sign": self._signature(request)})
        request.headers["x-tts-access-token"] = self._token.get_secret_value()
        yield request

    def _signature(self, request: httpx.Request) -> str:
        path = request.url.raw_path.partition(b"?")[0].decode()
        multipart = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
        query = request.url.params.multi_items()
        return sign(self._secret.get_secret_value(), path, query, request.content, multipart)
