"""The authorization page and the two token endpoints; neither is signed."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from catalog_sync.sandbox.tiktok.answers import refused, success
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.model import App
from catalog_sync.sandbox.tiktok.oauth import INVALID_PARAMETER, Token
from catalog_sync.sandbox.tiktok.world import World


def oauth_routes(world: World) -> list[Route]:
    """Return the routes `/open/authorize`, `/api/v2/token/get` and `/api/v2/token/refresh`."""

    def authorize(request: Request) -> Response:
        app = world.app_of_service(request.query_params.get("service_id", ""))
        if app is None:
            return JSONResponse({"message": "unknown service_id"}, 400)
        return _granted(app, world.tokens.grant_code(app), request)

    def get(request: Request) -> Response:
        return _answer(world, request, "authorized_code", "auth_code")

    def refresh(request: Request) -> Response:
        return _answer(world, request, "refresh_token", "refresh_token")

    return [
        Route("/open/authorize", authorize),
        Route("/api/v2/token/get", get),
        Route("/api/v2/token/refresh", refresh),
    ]


def _granted(app: App, code: str, request: Request) -> Response:
    parameters = {"code": code, "app_key": app.app_key, "shop_region": app.shops[0].region}
    if "state" in request.query_params:
        parameters["state"] = request.query_params["state"]
    if request.query_params.get("format") == "json":
        return JSONResponse(parameters)
    return RedirectResponse(f"{app.redirect_url}?{urlencode(parameters)}", 302)


def _answer(world: World, request: Request, grant_type: str, parameter: str) -> Response:
    try:
        token = _token(world, request, grant_type, parameter)
    except Refusal as refusal:
        world.calls.count("-", f"GET {request.url.path}", "refused")
        return refused(world.request_id(), refusal)
    world.calls.count(token.app.name, f"GET {request.url.path}", "ok")
    return success(world.request_id(), _token_data(token), "success")


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
        "refresh_token_expire_in": int(token.refresh_expires),
        "open_id": f"{token.app.service_id}-seller",
        "seller_name": "Demo Seller",
        "seller_base_region": token.app.shops[0].region,
        "user_type": 0,
        "granted_scopes": list(token.scopes),
    }
