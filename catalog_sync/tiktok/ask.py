"""What a call asks, and the HTTP request it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx
import orjson
from pydantic import SecretStr

from catalog_sync.tiktok.bodies import Body
from catalog_sync.tiktok.endpoints import Effect, Endpoint

QueryValue = str | bool | int | Sequence[str] | None


@dataclass(frozen=True)
class Ask:
    """An endpoint with what it needs: `ids` fill the path; query values of None are left out, lists comma-joined.

    Either `body` is sent as JSON (an empty one not at all: signers disagree about it), or `files`, part name to
    (file name, bytes), with the `fields` beside them.
    """

    endpoint: Endpoint
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, QueryValue] = field(default_factory=dict)
    body: Body | None = None
    files: Mapping[str, tuple[str, bytes]] | None = None
    fields: Mapping[str, str] | None = None

    @property
    def changes(self) -> bool:
        """Whether the call changes something in the shop."""
        return self.endpoint.effect is not Effect.NONE

    def request(self, http: httpx.AsyncClient, api_url: str, cipher: SecretStr | None) -> httpx.Request:
        """The request, not signed yet; the cipher goes along only where the endpoint takes it."""
        method, url = self.endpoint.method, self._url(api_url, cipher)
        if self.files:
            return http.build_request(method, url, files=self.files, data=dict(self.fields or {}))
        payload = self.body.payload() if self.body else None
        content = orjson.dumps(payload) if payload else None
        headers = {"content-type": "application/json"}
        return http.build_request(method, url, content=content, headers=headers)

    def _url(self, api_url: str, cipher: SecretStr | None) -> httpx.URL:
        ids = {name: _segment(name, value) for name, value in self.ids.items()}
        query = {name: _text(value) for name, value in self.query.items() if value is not None}
        if self.endpoint.cipher and cipher:
            query["shop_cipher"] = cipher.get_secret_value()
        return httpx.URL(api_url.rstrip("/") + self.endpoint.path.format_map(ids), params=query)


def _segment(name: str, value: str) -> str:
    if not value.strip("."):
        raise ValueError(f"{value!r} is no {name}: it would lead to another path")
    return quote(value, safe="")


def _text(value: str | bool | int | Sequence[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else ",".join(value)
