"""What an independent client of the Partner API knows of an operation, and how it reads and signs a request."""

import email
import importlib
import pkgutil
import re
from dataclasses import dataclass
from inspect import signature
from types import ModuleType
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl

import attr
import httpx
import orjson
from tiktok_shop_api.generated import api
from tiktok_shop_api.generated.types import Unset
from tiktok_shop_api.signing import Signer, operation_for

GATEWAY = {"app_key", "timestamp", "sign", "shop_cipher"}
_MODULES = {
    found.name.rpartition(".")[2]: found.name
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
    if not found.ispkg
}


@dataclass(frozen=True)
class Operation:
    """One operation as the independent client has it."""

    facts: dict[str, Any]

    @property
    def module(self) -> ModuleType:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", self.facts["operationId"])
        return importlib.import_module(_MODULES[words.lower()])

    @property
    def query(self) -> set[str]:
        """The parameters beside those that every request has."""
        return set(signature(self.module._get_kwargs).parameters) - {"body"}

    @property
    def body(self) -> type | None:
        hint = get_type_hints(self.module._get_kwargs).get("body")
        kinds = [kind for kind in get_args(hint) or (hint,) if hasattr(kind, "from_dict")]
        return kinds[0] if kinds else None


def operation(request: httpx.Request) -> Operation:
    facts = operation_for(request.method, request.url.raw_path.decode().partition("?")[0])
    assert facts, f"unknown: {request.method} {request.url.path}"
    return Operation(facts)


def query(request: httpx.Request) -> list[tuple[str, str]]:
    """Names and decoded values, as a server reads them."""
    return parse_qsl(request.url.query.decode(), keep_blank_values=True)


def expected_sign(request: httpx.Request, secret: str) -> str:
    return Signer.sign(
        path=request.url.raw_path.decode().partition("?")[0],
        query=query(request),
        content_type=request.headers.get("content-type"),
        body=None if multipart(request) else request.content,
        app_secret=secret,
    )


def multipart(request: httpx.Request) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


def parts(request: httpx.Request) -> dict[str, bytes]:
    """The parts of a multipart request."""
    head = b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    message = email.message_from_bytes(head + request.content)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in message.get_payload()
    }


def parsed(request: httpx.Request) -> Any:
    """The JSON body in the operation's own model, each level checked for properties it does not know."""
    body = operation(request).body
    content = orjson.loads(request.content) if request.content else {}
    if body is None:
        assert content == {}
        return None
    model = body.from_dict(content)
    assert model.to_dict() == content
    assert unknown(model) == []
    return model


def unknown(model: Any, path: str = "") -> list[str]:
    """Every property below a model that its class does not declare."""
    return [f"{path}.{name}" for name in model.additional_properties] + [
        found for name, one in _models(model) for found in unknown(one, f"{path}.{name}")
    ]


def unset(model: Any, path: str = "") -> list[str]:
    """Every declared property below a model that has no value."""
    names = [field.name for field in attr.fields(type(model)) if field.name != "additional_properties"]
    return [f"{path}.{name}" for name in names if isinstance(getattr(model, name), Unset)] + [
        found for name, one in _models(model) for found in unset(one, f"{path}.{name}")
    ]


def _models(model: Any) -> list[tuple[str, Any]]:
    found = []
    for field in attr.fields(type(model)):
        value = getattr(model, field.name)
        items = value if isinstance(value, list) else [value]
        found += [(field.name, item) for item in items if attr.has(type(item))]
    return found
