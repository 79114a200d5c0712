"""The sandbox's own controls under `/_sandbox/`: for this machine only, unsigned, never part of the platform's API."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from catalog_sync.sandbox.tiktok.control_commands import (
    Advance,
    FaultOrder,
    ForcedStatus,
    Redirect,
    Settings,
    Verdict,
)
from catalog_sync.sandbox.tiktok.control_views import duplicates, product_state, world_summary
from catalog_sync.sandbox.tiktok.ledger import FAULT_KINDS, Fault
from catalog_sync.sandbox.tiktok.model import REVIEW_RULES, Shop, ShopSettings
from catalog_sync.sandbox.tiktok.review import settle, withdraw
from catalog_sync.sandbox.tiktok.world import World

Answer = dict[str, Any] | list[Any]


class Controls:
    """The control calls over one world; a ValueError becomes a 400 that says why."""

    def __init__(self, world: World, labels: set[str]) -> None:
        self._world = world
        self._labels = labels

    async def world(self, request: Request) -> Answer:
        """Tell where the world is reached, its apps and shops."""
        return world_summary(self._world, str(request.base_url).rstrip("/").removesuffix("/_sandbox"))

    async def clock(self, request: Request) -> Answer:
        """Tell the time, after moving it when asked to."""
        if request.method == "POST":
            self._world.clock.advance(Advance.model_validate_json(await request.body()).advance_seconds)
        return {"now": self._world.clock.now()}

    async def calls(self, _request: Request) -> Answer:
        """Tell how many calls came in."""
        return self._world.calls.counts()

    async def reset_calls(self, _request: Request) -> Answer:
        """Forget the calls."""
        self._world.calls.reset()
        return {}

    async def products(self, request: Request) -> Answer:
        """Tell everything about every product, after the verdicts that are due."""
        wanted = request.query_params.get("shop_id")
        shops = [shop for shop in self._world.shops.values() if wanted in (None, shop.id)]
        for shop in shops:
            settle(self._world, shop)
        return {"products": [product_state(shop, p) for shop in shops for p in shop.products.values()]}

    async def duplicates(self, _request: Request) -> Answer:
        """Tell which seller SKUs are listed twice."""
        return {"duplicates": [row for shop in self._world.shops.values() for row in duplicates(shop)]}

    async def verdicts(self, request: Request) -> Answer:
        """Queue one verdict."""
        verdict = Verdict.model_validate_json(await request.body())
        reasons = [reason.model_dump() for reason in verdict.reasons]
        self._shop(verdict.region).verdicts[verdict.seller_sku].append(reasons)
        return {}

    async def settings(self, request: Request) -> Answer:
        """Change settings of one shop or of all."""
        wanted = Settings.model_validate_json(await request.body())
        unknown = wanted.review_rules.keys() - REVIEW_RULES
        if unknown:
            raise ValueError(f"unknown review rules: {', '.join(sorted(unknown))}")
        shops = [self._shop(wanted.region)] if wanted.region else [*self._world.shops.values()]
        apps = [] if wanted.region else [*self._world.apps.values()]
        for settings in [*(shop.settings for shop in shops), *(app.settings for app in apps)]:
            _change(settings, wanted)
        return {shop.region: _plain(asdict(shop.settings)) for shop in shops}

    async def faults(self, request: Request) -> Answer:
        """Queue a fault."""
        order = FaultOrder.model_validate_json(await request.body())
        if order.endpoint not in self._labels:
            raise ValueError(f"unknown endpoint {order.endpoint}; known: {', '.join(sorted(self._labels))}")
        if order.kind not in FAULT_KINDS:
            raise ValueError(f"unknown kind {order.kind}; known: {', '.join(FAULT_KINDS)}")
        self._world.faults.add(Fault(**order.model_dump()))
        return {}

    async def statuses(self, request: Request) -> Answer:
        """Play a platform action."""
        forced = ForcedStatus.model_validate_json(await request.body())
        if forced.product_status not in {"FREEZE", "PLATFORM_DEACTIVATED"}:
            raise ValueError("product_status must be FREEZE or PLATFORM_DEACTIVATED")
        shop = self._shop(forced.region)
        ids = sorted(shop.by_seller_sku.get(forced.seller_sku, ()))
        for product in (shop.products[product_id] for product_id in ids):
            withdraw(product)
            product.product_status = forced.product_status
            product.note("platform_action", self._world.clock.now())
        return {"product_ids": ids}

    async def redirects(self, request: Request) -> Answer:
        """Set where sellers are sent after authorizing an app."""
        wanted = Redirect.model_validate_json(await request.body())
        app = self._world.app_of_service(wanted.service_id)
        if app is None:
            raise ValueError(f"no app with service_id {wanted.service_id}")
        app.redirect_url = wanted.redirect_url
        return {}

    def _shop(self, region: str | None) -> Shop:
        shop = self._world.shop_in(region or "")
        if shop is None:
            raise ValueError(f"no shop in region {region}")
        return shop


def control_routes(world: World, labels: set[str]) -> list[Route]:
    """Return the routes to mount; `labels` names the endpoints that faults may hit."""
    controls = Controls(world, labels)
    return [
        Route("/world", _guarded(controls.world)),
        Route("/clock", _guarded(controls.clock), methods=["GET", "POST"]),
        Route("/calls", _guarded(controls.calls)),
        Route("/calls/reset", _guarded(controls.reset_calls), methods=["POST"]),
        Route("/products", _guarded(controls.products)),
        Route("/duplicates", _guarded(controls.duplicates)),
        Route("/verdicts", _guarded(controls.verdicts), methods=["POST"]),
        Route("/settings", _guarded(controls.settings), methods=["POST"]),
        Route("/faults", _guarded(controls.faults), methods=["POST"]),
        Route("/redirects", _guarded(controls.redirects), methods=["POST"]),
        Route("/statuses", _guarded(controls.statuses), methods=["POST"]),
    ]


def _guarded(handle: Callable[[Request], Awaitable[Answer]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if not _is_local(request):
            return JSONResponse({"error": "only for this machine"}, 403)
        try:
            return JSONResponse(await handle(request))
        except (ValidationError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _change(settings: ShopSettings, wanted: Settings) -> None:
    for name in wanted.model_fields_set - {"region", "review_rules"}:
        setattr(settings, name, getattr(wanted, name))
    for rule, on in wanted.review_rules.items():
        (settings.review_rules.add if on else settings.review_rules.discard)(rule)


def _plain(settings: dict[str, Any]) -> dict[str, Any]:
    return {**settings, "review_rules": sorted(settings["review_rules"])}
