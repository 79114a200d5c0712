"""The webhook settings of a shop: one address per event type."""

import re

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import invalid_request
from catalog_sync.sandbox.tiktok.webhook_courier import is_here
from catalog_sync.sandbox.tiktok.webhook_events import TYPES

ADDRESS_LENGTH = 255


def get_webhooks(call: Call) -> Data:
    """Get Shop Webhooks; times in milliseconds."""
    rows = [
        {
            "event_type": event_type,
            "address": subscription.address,
            "create_time": subscription.create_time,
            "update_time": subscription.update_time,
        }
        for event_type, subscription in call.world.webhooks.subscriptions[call.shop.id].items()
    ]
    return {"webhooks": rows, "total_count": len(rows)}


def update_webhook(call: Call) -> Data:
    """Update Shop Webhook: sets or replaces the address of one event type."""
    event_type = _event_type(call)
    _check_address(call.body["address"])
    call.world.webhooks.subscribe(call.shop, event_type, call.body["address"])
    return {}


def delete_webhook(call: Call) -> Data:
    """Delete Webhook for an Event; succeeds also when none is set."""
    call.world.webhooks.subscriptions[call.shop.id].pop(_event_type(call), None)
    return {}


def _event_type(call: Call) -> str:
    event_type: str = call.body["event_type"]
    if event_type not in TYPES:
        raise invalid_request(f"EventType {event_type} is invalid.")
    return event_type


def _check_address(address: str) -> None:
    """A receiver is https at a domain without port (Webhooks configuration guide); plain HTTP only on this machine."""
    if not 0 < len(address) <= ADDRESS_LENGTH:
        raise invalid_request(f"Address must have 1 to {ADDRESS_LENGTH} characters.")
    if not is_here(address) and not _is_public(address):
        raise invalid_request("Address must be an https URL with a domain name and without a port.")


def _is_public(address: str) -> bool:
    return re.match(r"https://([a-z0-9-]+\.)+[a-z][a-z0-9-]*(?=[/?#]|$)", address, re.IGNORECASE) is not None
