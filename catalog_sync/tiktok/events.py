"""Calls about a shop's webhook settings: which event goes to which address."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.bodies import Body
from catalog_sync.tiktok.models import Answer, Tolerant
from catalog_sync.tiktok.resource import Resource

EventType = Literal[
    "CANCELLATION_STATUS_CHANGE",
    "INVOICE_STATUS_CHANGE",
    "NEW_CONVERSATION",
    "NEW_MESSAGE",
    "NEW_MESSAGE_LISTENER",
    "ORDER_STATUS_CHANGE",
    "PACKAGE_UPDATE",
    "PRODUCT_AUDIT_STATUS_CHANGE",
    "PRODUCT_CATEGORY_CHANGE",
    "PRODUCT_CREATION",
    "PRODUCT_INFORMATION_CHANGE",
    "PRODUCT_STATUS_CHANGE",
    "RECIPIENT_ADDRESS_UPDATE",
    "RETURN_STATUS_CHANGE",
    "REVERSE_STATUS_UPDATE",
    "SELLER_DEAUTHORIZATION",
    "UPCOMING_AUTHORIZATION_EXPIRATION",
]


class UpdateShopWebhookRequest(Body):
    """Where an event shall go: https, a domain name, no port."""

    address: Annotated[str, Field(min_length=1, max_length=255)]
    event_type: EventType


class DeleteShopWebhookRequest(Body):
    """The event that shall go nowhere any more."""

    event_type: EventType


class Webhook(Tolerant):
    """Where an event goes; times are Unix milliseconds."""

    event_type: str
    address: str = ""
    create_time: int = 0
    update_time: int = 0


class Webhooks(Answer):
    """Answer of Get Shop Webhooks."""

    webhooks: tuple[Webhook, ...] = ()
    total_count: int = 0


class Events(Resource):
    """Webhook settings; setting and deleting may be repeated, as they set one value."""

    async def webhooks(self) -> tuple[Webhook, ...]:
        """All webhooks that are set for the shop."""
        return (await self._read(Ask(endpoints.WEBHOOKS), Webhooks)).webhooks

    async def update_webhook(self, event_type: EventType, address: str) -> None:
        """Send an event to this address from now on."""
        body = UpdateShopWebhookRequest(address=address, event_type=event_type)
        await self._read(Ask(endpoints.UPDATE_WEBHOOK, body=body), Answer)

    async def delete_webhook(self, event_type: EventType) -> None:
        """Send an event nowhere any more; it does not matter whether it went anywhere."""
        body = DeleteShopWebhookRequest(event_type=event_type)
        await self._read(Ask(endpoints.DELETE_WEBHOOK, body=body), Answer)
