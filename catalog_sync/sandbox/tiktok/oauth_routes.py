"""The authorization page and the two token endpoints; neither is signed."""

from email.utils import formatdate
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from catalog_sync.sandbox.tiktok.answers import refused_token, success
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.faults_played import Answered, play
from catalog_sync.sandbox.tiktok.gateway import METHODS
from catalog_sync.sandbox.tiktok.ledger import refusal_outcome
from catalog_sync.sandbox.tiktok.messages import INVALID_METHOD
from catalog_sync.sandbox.tiktok.model import App
from catalog_sync.sandbox.tiktok.oauth import INVALID_PARAMETER, Token
from catalog_sync.sandbox.tiktok.world import World

REFUSALS = {
    "auth_denied": {"code": "null", "error": "auth_denied"},
    "access_denied": {"error": "access_denied"},
}
TOKEN_LABELS = ("GET /api/v2/token/get", "GET /api/v2/token/refresh")


def oauth_routes(world: World) -> list[Route]:
    """Return the authorize page (by service id, and the older one by app key) and the two token endpoints."""

    async def authorize(request: Request) -> Response:
        service_id, app_key = (request.query_params.get(name, "") for name in ("service_id", "app_key"))
        app = world.app_of_service(service_id) or world.apps.get(app_key)
        if app is None:
            return JSONResponse({"message": "unknown service_id"}, 400)
        return _sent_back(world, app, request)

    async def get(request: Request) -> Response:
        return await _answer(world, request, "authorized_code", "auth_code")

    async def refresh(request: Request) -> Response:
        return await _answer(world, request, "refresh_token", "refresh_token")

    return [
        Route("/open/authorize", authorize),
        Route("/oauth/authorize", authorize),
        Route("/api/v2/token/get", get, methods=METHODS),
        Route("/api/v2/token/refresh", refresh, methods=METHODS),
    ]


def _sent_back(world: World, app: App, request: Request) -> Response:
    settings = world.tokens.settings
    if settings.consent == "grant":
        region = app.shops[0].region
        parameters = {"code": world.tokens.grant_code(app), "app_key": app.app_key, "shop_region": region}
    else:
        parameters = REFUSALS[settings.consent]
    if "state" in request.query_params and settings.send_state:
        parameters = {**parameters, "state": request.query_params["state"]}
    if request.query_params.get("format") == "json":
        return JSONResponse(parameters)
    separator = "&" if "?" in app.redirect_url else "?"
    return RedirectResponse(f"{app.redirect_url}{separator}{urlencode(parameters)}", 302)


async def _answer(world: World, request: Request, grant_type: str, parameter: str) -> Response:
    label, caller = f"{request.method} {request.url.path}", "-"

    async def effect() -> Answered:
        nonlocal caller
        if request.method != "GET":
            raise Refusal(INVALID_METHOD, status=405)
        token = _token(world, request, grant_type, parameter)
        caller = token.authorization.app.name
        return success(world.request_id(), _token_data(token), "success"), "ok"

    try:
        response, outcome = await play(world.faults.take(label), effect)
    except Refusal as refusal:
        response, outcome = refused_token(world.request_id(), refusal), refusal_outcome(refusal.status)
    world.calls.count(caller, label, outcome)
    response.headers["date"] = formatdate(world.clock.now(), usegmt=True)
    return response


def _token(world: World, request: Request, grant_type: str, parameter: str) -> Token:
    query = request.query_params
    app = world.apps.get(query.get("app_key", ""))
    if app is None or query.get("app_secret") != app.app_secret:
        raise Refusal(INVALID_PARAMETER, "Invalid parameter app_key or app_secret: expected those of an app.")
    if query.get("grant_type") != grant_type:
        raise Refusal(INVALID_PARAMETER, f"Invalid parameter grant_type: expected {grant_type}.")
    if not query.get(parameter):
        raise Refusal(INVALID_PARAMETER, f"Invalid parameter {parameter}: expected a value.")
    exchange = world.tokens.exchange if parameter == "auth_code" else world.tokens.refresh
    return exchange(app, query[parameter])


def _token_data(token: Token) -> dict[str, Any]:
    return {
        "access_token": token.access,
        "access_token_expire_in": int(token.access_expires),
        "refresh_token": token.refresh,
        "refresh_token_expire_in": int(token.authorization.expires),
        "open_id": token.authorization.open_id,
        "seller_name": "Demo Seller",
        "seller_base_region": token.authorization.app.shops[0].region,
        "user_type": token.authorization.user_type,
        "granted_scopes": list(token.scopes),
    }
