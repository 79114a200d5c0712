"""Search Products: filters over the base versions, a window of 10,000 hits, opaque page tokens."""

from collections.abc import Iterable

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.model import Product, Shop
from catalog_sync.sandbox.tiktok.paging import page_size
from catalog_sync.sandbox.tiktok.product_view import product_row

WINDOW = 10_000
KEYS = 10
KEPT_CURSORS = 1_000
STATUSES = frozenset(
    {
        *("ALL", "DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"),
        *("PLATFORM_DEACTIVATED", "FREEZE", "DELETED"),
    }
)


def search_products(call: Call) -> Data:
    """Return one page, newest products first; a page token continues the hits of its first page."""
    size = page_size(call.query)
    shop, token = call.shop, call.query.get("page_token", "")
    if token and token not in shop.cursors:
        raise Refusal(12019108)
    hits, start = _position(shop, token) if token else (_hits(call), 0)
    page = hits[start : start + size]
    more = start + size < len(hits)
    return {
        "total_count": len(hits),
        "next_page_token": _cursor(call, hits, start + size) if more else "",
        "products": [product_row(shop, shop.products[product_id]) for product_id in page],
    }


def _position(shop: Shop, token: str) -> tuple[list[str], int]:
    return shop.cursors[token], int(token.rpartition(".")[2])


def _cursor(call: Call, hits: list[str], start: int) -> str:
    cursors = call.shop.cursors
    token = f"{call.world.token_hex(16)}.{start}"
    cursors[token] = hits
    while len(cursors) > KEPT_CURSORS:
        del cursors[next(iter(cursors))]
    return token


def _hits(call: Call) -> list[str]:
    status = call.body.get("status") or "ALL"
    if status not in STATUSES:
        raise Refusal(12052910)
    seller_skus, sku_ids = _keys(call)
    audits = set(call.body.get("audit_status") or [])
    created, updated = _bounds(call, "create_time", 12019118), _bounds(call, "update_time", 12019119)
    hits = [
        product.id
        for product in _candidates(call.shop, seller_skus, sku_ids)
        if status in ("ALL", product.status)
        and (not audits or product.audit in audits)
        and created[0] <= product.create_time <= created[1]
        and updated[0] <= product.update_time <= updated[1]
        and _has_keys(product, seller_skus, sku_ids)
    ]
    if len(hits) > WINDOW:
        raise Refusal(12052180)
    return hits


def _keys(call: Call) -> tuple[set[str], set[str]]:
    seller_skus, sku_ids = set(call.body.get("seller_skus") or []), set(call.body.get("sku_ids") or [])
    if len(seller_skus) > KEYS:
        raise Refusal(12019027)
    if len(sku_ids) > KEYS:
        raise Refusal(12019087)
    return seller_skus, sku_ids


def _candidates(shop: Shop, seller_skus: set[str], sku_ids: set[str]) -> Iterable[Product]:
    if sku_ids:
        ids: Iterable[str] = {shop.by_sku_id[sku_id] for sku_id in sku_ids if sku_id in shop.by_sku_id}
    elif seller_skus:
        ids = {id_ for seller_sku in seller_skus for id_ in shop.by_seller_sku.get(seller_sku, ())}
    else:
        ids = reversed(shop.products)
        return (shop.products[product_id] for product_id in ids)
    return (shop.products[product_id] for product_id in sorted(ids, reverse=True))


def _has_keys(product: Product, seller_skus: set[str], sku_ids: set[str]) -> bool:
    skus = product.base.skus
    return (not seller_skus or any(sku.seller_sku in seller_skus for sku in skus)) and (
        not sku_ids or any(sku.id in sku_ids for sku in skus)
    )


def _bounds(call: Call, name: str, code: int) -> tuple[float, float]:
    low, high = call.body.get(f"{name}_ge"), call.body.get(f"{name}_le")
    if any(bound is not None and bound < 0 for bound in (low, high)) or (low and high and low > high):
        raise Refusal(code)
    return low or 0, float("inf") if high is None else high
