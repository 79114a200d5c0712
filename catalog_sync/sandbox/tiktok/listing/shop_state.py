"""What the shop itself must have in order before anything is listed or changed."""

from collections.abc import Iterator

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.model import Shop

UNMET_CODES = {
    "SHOP_TAX": 12052703,
    "PICKUP_WAREHOUSE": 12052115,
    "RETURN_WAREHOUSE": 12052535,
    "DELIVERY_OPTION": 12052420,
    "SHIPPING_TEMPLATE": 12052402,
    "CONTACT_INFO": 12052923,
    "PRODUCT_QUANTITY_LIMIT": 12052093,
}
NOT_SUBMITTED = {"BANk_ACCOUNT": "PAYMENT_ACCOUNT_NOT_LINKED"}


def unmet(shop: Shop) -> list[str]:
    """Return the check items of Check Listing Prerequisites that the shop does not meet."""
    without_returns = [] if shop.return_warehouse else ["RETURN_WAREHOUSE"]
    return list(dict.fromkeys([*shop.settings.unmet_prerequisites, *without_returns]))


def not_submitted_reasons(shop: Shop) -> list[str]:
    """Return why the shop's products are stored but not sent to review (Partner API, Check Listing Prerequisites)."""
    return [NOT_SUBMITTED[item] for item in unmet(shop) if item in NOT_SUBMITTED]


def require_active(shop: Shop) -> None:
    """Refuse the calls of an inactive seller."""
    if "SHOP_STATUS" in shop.settings.unmet_prerequisites:
        raise refusal(12052700)


def require_unlocked(shop: Shop) -> None:
    """Refuse what an inactive seller may not do, and all but price and stock while the shop migrates."""
    require_active(shop)
    if shop.settings.migrating:
        raise refusal(12052332)


def check_shop(shop: Shop) -> Iterator[Refusal]:
    """Name the prerequisites without which a listing is refused."""
    yield from (refusal(UNMET_CODES[item]) for item in unmet(shop) if item in UNMET_CODES)
