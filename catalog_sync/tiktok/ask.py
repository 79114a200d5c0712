"""What a call asks, and the HTTP request it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import orjson
from pydantic import SecretStr

from catalog_sync.tiktok.endpoints import Effect, Endpoint


@dataclass(frozen=True)
class Ask:
    """An endpoint with what it needs: `ids` fill the path; query values of None are left out.

    Either `body` is sent as JSON (an empty one not at all: signers disagree about it), or `files`, part name to
    (file name, bytes), with the `fields` beside them.
    """

    endpoint: Endpoint
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | bool | int | None] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
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
        content = orjson.dumps(self.body) if self.body else None
        headers = {"content-type": "application/json"}
        return http.build_request(method, url, content=content, headers=headers)

    def _url(self, api_url: str, cipher: SecretStr | None) -> httpx.URL:
        ids = {name: quote(value, safe="") for name, value in self.ids.items()}
        query = {name: _text(value) for name, value in self.query.items() if value is not None}
        if self.endpoint.cipher and cipher:
            query["shop_cipher"] = cipher.get_secret_value()
        return httpx.URL(api_url.rstrip("/") + self.endpoint.path.format_map(ids), params=query)


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
