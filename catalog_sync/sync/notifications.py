"""What a verified webhook means for the authorization it came under."""

from datetime import UTC, datetime

from catalog_sync.store.shops import Shops
from catalog_sync.sync.authorization import hear_deauthorization, hear_upcoming_expiration
from catalog_sync.tiktok.webhook_models import SellerDeauthorization, UpcomingAuthorizationExpiration
from catalog_sync.tiktok.webhooks import SignedNotification


def hear_authorization(shops: Shops, signed: SignedNotification) -> bool:
    """Tell the authorization's clock of webhooks 6 and 7; whether it was one of them and about a shop of ours.

    One that names no shop is taken to be about ours: an app has a single authorization here.
    """
    notification = signed.notification
    if notification.shop_id and not _is_ours(shops, notification.shop_id, signed.app_key):
        return False
    at = notification.timestamp or datetime.now(UTC)
    match notification.data:
        case SellerDeauthorization(message=message):
            hear_deauthorization(shops, signed.app_key, message, at)
        case UpcomingAuthorizationExpiration(expiration_time=datetime() as ends):
            hear_upcoming_expiration(shops, signed.app_key, ends, at)
        case _:
            return False
    return True


def _is_ours(shops: Shops, shop_id: str, app_key: str) -> bool:
    shop = shops.facts(shop_id)
    return shop is not None and shop["app_key"] == app_key
