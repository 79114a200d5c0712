"""Controls of notifications: who gets them, how each delivery went, and sending one by hand."""

from typing import Any

from pydantic import Field

from catalog_sync.sandbox.tiktok.control_call import Answer, Command, Control, Nothing, apps_named, shop_named
from catalog_sync.sandbox.tiktok.webhook_courier import catch_up
from catalog_sync.sandbox.tiktok.webhook_deliveries import Delivery
from catalog_sync.sandbox.tiktok.world import World


class Receiver(Command):
    """The address that Partner Center holds for all notifications of an app, or of all apps; none removes it."""

    app: str | None = None
    address: str | None


class Notification(Command):
    """A notification by hand: of any type, or any text as its `body`; a `signature` of one's own makes it a forgery.

    It goes to `address` when one is given, else where the shop or its app has notifications of the type go.
    """

    region: str
    type: int = 0
    data: dict[str, Any] = Field(default_factory=dict)
    body: str | None = None
    signature: str | None = None
    address: str | None = None


async def tell_webhooks(world: World, _command: Nothing) -> Answer:
    """Tell every delivery with its attempts, after those that are due."""
    await catch_up(world)
    return {"deliveries": [_delivery(delivery) for delivery in world.webhooks.deliveries.latest]}


def set_receiver(world: World, command: Receiver) -> Answer:
    """Set the address in Partner Center."""
    addresses = world.webhooks.app_addresses
    for app in apps_named(world, command.app):
        if command.address is None:
            addresses.pop(app.app_key, None)
        else:
            addresses[app.app_key] = command.address
    return {}


async def send_webhook(world: World, command: Notification) -> Answer:
    """Send a notification at once, and tell how the first attempt went."""
    shop, webhooks = shop_named(world, command.region), world.webhooks
    address = command.address or webhooks.address(shop, command.type)
    if address is None:
        raise ValueError(f"nobody gets type {command.type} of {command.region}; give an address")
    now = world.clock.now()
    body = (
        webhooks.body(shop, command.type, command.data, now)
        if command.body is None
        else command.body.encode()
    )
    delivery = webhooks.send(shop, command.type, body, address, now, command.signature)
    await catch_up(world)
    return _delivery(delivery)


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "type": delivery.type,
        "shop_id": delivery.shop_id,
        "address": delivery.address,
        "body": delivery.body.decode(),
        "signature": delivery.signature,
        "due": delivery.due,
        "outcome": delivery.outcome,
        "attempts": delivery.attempts,
    }


WEBHOOK_CONTROLS = (
    Control("GET", "/webhooks", Nothing, tell_webhooks),
    Control("POST", "/webhooks", Notification, send_webhook),
    Control("POST", "/webhooks/receiver", Receiver, set_receiver),
)
