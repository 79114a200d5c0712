"""Activate, deactivate, delete and recover: up to 20 products at once, failures per product."""

from collections.abc import Callable
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.listing.shop_state import require_unlocked
from catalog_sync.sandbox.tiktok.messages import MESSAGES
from catalog_sync.sandbox.tiktok.model import Product
from catalog_sync.sandbox.tiktok.review import submit, withdraw

PRODUCT_IDS = 20
DEACTIVATED = frozenset({"SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"})

Change = Callable[[Call, Product], None]


def activate_products(call: Call) -> Data:
    """Activate Product: a deactivated product goes through the review again."""
    errors = [_with_extra(error) for error in _change_all(call, _activate)]
    return {"errors": errors} if errors else {}


def deactivate_products(call: Call) -> Data:
    """Deactivate Products: only live ones."""
    return _errors(_change_all(call, _deactivate))


def delete_products(call: Call) -> Data:
    """Delete Products: all but frozen ones."""
    return _errors(_change_all(call, _delete))


def recover_products(call: Call) -> Data:
    """Recover Products: a deleted product comes back deactivated."""
    return _errors(_change_all(call, _recover))


def _change_all(call: Call, change: Change) -> list[dict[str, Any]]:
    require_unlocked(call.shop)
    ids = call.body["product_ids"]
    if not 0 < len(ids) <= PRODUCT_IDS:
        raise Refusal(12019120)
    return [error for product_id in dict.fromkeys(ids) if (error := _change(call, product_id, change))]


def _change(call: Call, product_id: str, change: Change) -> dict[str, Any] | None:
    try:
        change(call, _product(call, product_id))
    except Refusal as refused:
        return {"code": refused.code, "message": str(refused), "detail": {"product_id": product_id}}
    return None


def _product(call: Call, product_id: str) -> Product:
    if product_id not in call.shop.products:
        raise Refusal(12052048)
    return call.shop.products[product_id]


def _activate(call: Call, product: Product) -> None:
    _require(product.status in DEACTIVATED)
    _check_platforms(call)
    submit(call.world, call.shop, product, product.base)


def _deactivate(call: Call, product: Product) -> None:
    _require(product.status == "ACTIVATE")
    _check_platforms(call)
    _move(call, product, "SELLER_DEACTIVATED", "deactivated")


def _delete(call: Call, product: Product) -> None:
    _require(product.status not in {"FREEZE", "DELETED"})
    _move(call, product, "DELETED", "deleted")


def _recover(call: Call, product: Product) -> None:
    _require(product.status == "DELETED")
    _move(call, product, "SELLER_DEACTIVATED", "recovered")


def _check_platforms(call: Call) -> None:
    if set(call.body.get("listing_platforms") or []) - set(limits_of(call.shop.region).platforms):
        raise Refusal(12052330)


def _require(allowed: bool) -> None:
    if not allowed:
        raise Refusal(12052901)


def _move(call: Call, product: Product, product_status: str, event: str) -> None:
    withdraw(product)
    product.product_status, product.draft = product_status, None
    product.note(event, call.world.clock.now())


def _errors(errors: list[dict[str, Any]]) -> Data:
    return {"errors": errors} if errors else {}


def _with_extra(error: dict[str, Any]) -> dict[str, Any]:
    """Wrap an error as activate does: a check failed, the real code is an extra error."""
    extra = {"code": error["code"], "message": error["message"]}
    detail = {**error["detail"], "extra_errors": [extra]}
    return {"code": 12052990, "message": MESSAGES[12052990], "detail": detail}
