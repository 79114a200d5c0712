"""Which shops are paused for want of an authorization: nothing is started for them, and TikTok is not asked."""

from datetime import UTC, datetime

from catalog_sync.configuration import Configuration
from catalog_sync.store.shops import Shops
from catalog_sync.sync.authorization import AuthorizationState, authorization_states


def pauses(configuration: Configuration, shops: Shops) -> dict[str, str]:
    """Partition key -> why the shop is paused and what to do; shops that can be worked on are absent."""
    lost = shops.lost()
    return {
        key: why
        for state in authorization_states(configuration, shops, datetime.now(UTC))
        for key in state.partition_keys
        if (why := _why(state, key, lost.get(configuration.shops[key].shop_id)))
    }


def _why(state: AuthorizationState, partition_key: str, lost: str | None) -> str | None:
    if not state.usable:
        return state.message
    if lost is None:
        return None
    return f"{partition_key} is paused. {lost} Let the seller authorize again: catalog-sync authorize {state.app_name}"
