"""Search Products: filters over what the index has seen of the base versions, a window of hits, page tokens that expire."""

from collections.abc import Iterable

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_input
from catalog_sync.sandbox.tiktok.listing.shop_state import require_active
from catalog_sync.sandbox.tiktok.model import Product, Shop
from catalog_sync.sandbox.tiktok.paging import page_size
from catalog_sync.sandbox.tiktok.product_view import product_row
from catalog_sync.sandbox.tiktok.quality import shown_tier
from catalog_sync.sandbox.tiktok.search_index import Seen, seen_of

KEYS = 10
KEPT_CURSORS = 1_000
STATUSES = frozenset(
    {
        *("ALL", "DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"),
        *("PLATFORM_DEACTIVATED", "FREEZE", "DELETED"),
    }
)

AUDITS = frozenset({"AUDITING", "FAILED", "APPROVED"})


def search_products(call: Call) -> Data:
    """Return one page, newest products first; a page token continues the hits of its first page."""
    require_active(call.shop)
    size = page_size(call.query)
    shop, token = call.shop, call.query.get("page_token", "")
    hits, start = _position(call, token) if token else (_hits(call), 0)
    page = [(shop.products[id_], seen) for id_ in hits[start : start + size] if (seen := _seen(call, id_))]
    more = start + size < len(hits)
    return {
        "total_count": len(hits),
        "next_page_token": _cursor(call, hits, start + size) if more else "",
        "products": [product_row(call.world, shop, product, seen) for product, seen in page],
    }


def _seen(call: Call, product_id: str) -> Seen | None:
    """Return what the index shows of a product: its state now, or with a lag that of some time ago."""
    product, lag, now = call.shop.products[product_id], call.shop.settings.search_lag, call.world.clock.now()
    return product.seen.until(now - lag) if lag > 0 else seen_of(product, now)


def _position(call: Call, token: str) -> tuple[list[str], int]:
    made, hits = call.shop.cursors.get(token, (float("-inf"), []))
    if call.world.clock.now() - made > call.shop.settings.page_token_lifetime:
        raise Refusal(12019108)
    return hits, int(token.rpartition(".")[2])


def _cursor(call: Call, hits: list[str], start: int) -> str:
    cursors = call.shop.cursors
    token = f"{call.world.token_hex(16)}.{start}"
    cursors[token] = (call.world.clock.now(), hits)
    while len(cursors) > KEPT_CURSORS:
        del cursors[next(iter(cursors))]
    return token


def _hits(call: Call) -> list[str]:
    status, audits = _states(call)
    seller_skus, sku_ids = _keys(call)
    created, updated = _bounds(call, "create_time", 12019118), _bounds(call, "update_time", 12019119)
    hits = [
        product.id
        for product in _candidates(call.shop, seller_skus, sku_ids)
        if (seen := _seen(call, product.id))
        and status in ("ALL", seen.status)
        and (not audits or seen.audit in audits)
        and created[0] <= product.create_time <= created[1]
        and updated[0] <= seen.update_time <= updated[1]
        and _has_keys(seen, seller_skus, sku_ids)
        and _is_kind(call, product, seen)
    ]
    if len(hits) > call.shop.settings.search_window:
        raise Refusal(12052180)
    return hits


def _states(call: Call) -> tuple[str, set[str]]:
    status, audits = call.body.get("status") or "ALL", set(call.body.get("audit_status") or [])
    if status not in STATUSES:
        raise invalid_input(f"status must be one of {', '.join(sorted(STATUSES))}")
    if status == "ALL" and call.body.get("listing_platforms"):
        raise invalid_input("listing_platforms needs a status other than ALL")
    if audits - AUDITS:
        raise invalid_input(f"audit_status must be among {', '.join(sorted(AUDITS))}")
    return status, audits


def _is_kind(call: Call, product: Product, seen: Seen) -> bool:
    """Tell whether a product has the asked category version, a draft and a quality tier, as far as asked."""
    own, content = call.world.tree(call.shop).version, product.base.content
    version, tiers = call.body.get("category_version"), call.body.get("listing_quality_tiers")
    return (
        (not version or content.get("category_version", own) == version)
        and (seen.has_draft or not call.body.get("return_draft_version"))
        and (not tiers or shown_tier(call.world, call.shop, product, content) in tiers)
    )


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


def _has_keys(seen: Seen, seller_skus: set[str], sku_ids: set[str]) -> bool:
    return (not seller_skus or any(sku.seller_sku in seller_skus for sku in seen.skus)) and (
        not sku_ids or any(sku.id in sku_ids for sku in seen.skus)
    )


def _bounds(call: Call, name: str, code: int) -> tuple[float, float]:
    low, high = call.body.get(f"{name}_ge"), call.body.get(f"{name}_le")
    if any(bound is not None and bound < 0 for bound in (low, high)) or (low and high and low > high):
        raise Refusal(code)
    return low or 0, float("inf") if high is None else high
