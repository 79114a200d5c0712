"""What every API call must pass before its endpoint sees it, in the platform's order."""

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from catalog_sync.sandbox.tiktok.call import Call, Data, Endpoint
from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_request, refusal
from catalog_sync.sandbox.tiktok.messages import INVALID_METHOD
from catalog_sync.sandbox.tiktok.model import App, Shop
from catalog_sync.sandbox.tiktok.oauth import Authorization
from catalog_sync.sandbox.tiktok.schema import check_body
from catalog_sync.sandbox.tiktok.signature import is_signed
from catalog_sync.sandbox.tiktok.world import World

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
OLDEST_SECONDS = 300
AHEAD_SECONDS = 30
SELLER = 0


class Router:
    """Finds the endpoint of a method and path."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._endpoints = [(endpoint, endpoint.pattern) for endpoint in endpoints]
        self._any_version = [
            (endpoint.method, re.compile(re.sub(r"/\d{6}/", r"/\\d{6}/", pattern.pattern)))
            for endpoint, pattern in self._endpoints
        ]

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """Return the endpoint and its path parameters; refuses unknown paths, methods and versions."""
        for endpoint, pattern in self._endpoints:
            match = pattern.fullmatch(path)
            if match and endpoint.method == method:
                return endpoint, match.groupdict()
        methods = {known for known, pattern in self._any_version if pattern.fullmatch(path)}
        if not methods:
            raise Refusal(36009009, status=404)
        if method not in methods:
            raise Refusal(INVALID_METHOD, status=405)
        raise Refusal(36009014, status=400)


async def admit(call: Call, endpoint: Endpoint) -> None:
    """Check a call up to and including its body; fills in the shop and the body."""
    _check_caller(call.app, call.request)
    token = call.world.tokens.use(_token_header(call.request))
    if endpoint.scope not in token.scopes:
        raise refusal(105005, status=401, scope=endpoint.scope)
    authorization = token.authorization
    if authorization.app is not call.app or authorization.user_type != SELLER:
        raise Refusal(101000, status=401)
    call.token = token
    call.named_shop = _shop(authorization, endpoint, call.query)
    call.world.traffic.admit(call.app, call.named_shop, endpoint.label, call.world.clock.now())
    raw = b"" if endpoint.multipart else await call.request.body()
    _check_content_type(call.request, endpoint, raw)
    if endpoint.schema is not None:
        call.body = _json(raw)
        check_body(endpoint.schema, call.body)


async def open_call(world: World, request: Request) -> Call:
    """Check app key, timestamp and signature."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    query = dict(pairs)
    app = world.apps.get(query.get("app_key", ""))
    if app is None:
        raise invalid_request("Invalid credentials. Invalid 'app_key' query parameter.")
    _check_timestamp(query.get("timestamp", ""), world.clock.now())
    if "sign" not in query:
        raise invalid_request("Invalid credentials. The 'sign' query parameter is missing.")
    body = b"" if _is_multipart(request) else await request.body()
    if not is_signed(query["sign"], app.app_secret, request.url.path, pairs, body):
        raise Refusal(106001, status=401)
    return Call(world, request, app, query)


def _check_timestamp(timestamp: str, now: float) -> None:
    if (
        not re.fullmatch(r"\d{1,12}", timestamp)
        or not now - OLDEST_SECONDS <= int(timestamp) <= now + AHEAD_SECONDS
    ):
        raise invalid_request("Invalid credentials. The 'timestamp' query parameter is invalid or expired.")


def _token_header(request: Request) -> str:
    token = request.headers.get("x-tts-access-token")
    if not token:
        raise invalid_request("Invalid credentials. The 'x-tts-access-token' header is missing.", status=401)
    return token


def _check_caller(app: App, request: Request) -> None:
    if app.ip_allow_list is None:
        return
    address = ipaddress.ip_address(request.client.host if request.client else "0.0.0.0")  # noqa: S104
    if not any(address in ipaddress.ip_network(network) for network in app.ip_allow_list):
        raise Refusal(36009033, status=403)


def _shop(authorization: Authorization, endpoint: Endpoint, query: dict[str, str]) -> Shop | None:
    cipher = query.get("shop_cipher")
    if not endpoint.cipher:
        if cipher is not None:
            raise invalid_request("Unexpected identifier. The 'shop_cipher' query parameter is not expected.")
        return None
    if not cipher:
        raise Refusal(106013, status=400)
    shop = next((shop for shop in authorization.shops if shop.cipher == cipher), None)
    if shop is None:
        raise Refusal(101000, status=400)
    if shop.disabled:
        raise Refusal(36009043, status=403)
    return shop


def _is_multipart(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


def _check_content_type(request: Request, endpoint: Endpoint, raw: bytes) -> None:
    given = [value.lower() for value in request.headers.getlist("content-type")]
    if endpoint.multipart and not _is_multipart(request):
        raise Refusal(36009023, status=400)
    if raw and (len(given) != 1 or not given[0].startswith("application/json")):
        raise Refusal(36009022, status=400)


def _json(raw: bytes) -> Data:
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise invalid_request("Invalid request body. It is not valid JSON.") from error
    if not isinstance(body, dict):
        raise invalid_request("Invalid request body. It is not a JSON object.")
    return body
