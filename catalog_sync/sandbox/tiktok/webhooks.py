"""Notifications: who wants them where, what is made of which event, and how they are signed."""

import hashlib
import hmac
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson

from catalog_sync.sandbox.tiktok.model import App, Product, Shop
from catalog_sync.sandbox.tiktok.webhook_deliveries import Deliveries, Delivery
from catalog_sync.sandbox.tiktok.webhook_events import TYPES, Facts, events, facts_of

SHUFFLED_SECONDS = 5.0
FIRST_ID = 7_327_112_393_057_000_000
NAMES = {number: name for name, number in TYPES.items()}


@dataclass
class Subscription:
    """Where a shop's notifications of one event type go; times in unix milliseconds."""

    address: str
    create_time: int
    update_time: int


class Webhooks:
    """Makes and signs the notifications of all shops; chance comes from `draws`.

    A shop's own address for an event type goes before the one that its app has in Partner Center for all types.
    """

    def __init__(self, draws: random.Random, now: Callable[[], float], apps: Mapping[str, App]) -> None:
        self._draws = draws
        self._now = now
        self._apps = apps
        self._facts: dict[str, Facts] = {}
        self._ids = count(FIRST_ID)
        self.subscriptions: dict[str, dict[str, Subscription]] = defaultdict(dict)
        self.app_addresses: dict[str, str] = {}
        self.deliveries = Deliveries(now)

    def subscribe(self, shop: Shop, event_type: str, address: str) -> None:
        """Send the shop's notifications of this type to `address` from now on."""
        now = int(self._now() * 1000)
        known = self.subscriptions[shop.id].get(event_type)
        created = known.create_time if known else now
        self.subscriptions[shop.id][event_type] = Subscription(address, created, now)

    def product_changed(self, shop: Shop, product: Product) -> None:
        """Tell what changed of a product since the last call."""
        before = self._facts.get(product.id)
        after = self._facts[product.id] = facts_of(product, before)
        if before != after:
            for number, data in events(
                product, before, after, singular=shop.settings.webhook_singular_reason
            ):
                self.tell(shop, number, data)

    def address(self, shop: Shop, number: int) -> str | None:
        """Return where the shop's notifications of this type go, if anywhere."""
        own = self.subscriptions[shop.id].get(NAMES.get(number, ""))
        return own.address if own else self.app_addresses.get(shop.app_key)

    def tell(self, shop: Shop, number: int, data: dict[str, Any], at: float | None = None) -> None:
        """Send a notification where somebody wants it; the shop's settings may lose, double, delay or shuffle it."""
        address = self.address(shop, number)
        if address is None:
            return
        settings, now = shop.settings, self._now()
        body = self.body(shop, number, data, now if at is None else at)
        lost, doubled = (
            self._draws.random() < share for share in (settings.webhook_lost, settings.webhook_doubled)
        )
        for _ in range(2 if doubled else 1):
            shuffled = self._draws.uniform(0, SHUFFLED_SECONDS) * settings.webhook_shuffled
            due = None if lost else now + settings.webhook_late_seconds + shuffled
            self.send(shop, number, body, address, due)

    def body(self, shop: Shop, number: int, data: dict[str, Any], at: float) -> bytes:
        """Return the JSON of a new notification, as the platform writes it."""
        content = {
            "type": number,
            "tts_notification_id": str(next(self._ids)),
            "shop_id": shop.id,
            "timestamp": int(at),
            "data": data,
        }
        return orjson.dumps(content)

    def send(
        self,
        shop: Shop,
        number: int,
        body: bytes,
        address: str,
        due: float | None,
        signature: str | None = None,
    ) -> Delivery:
        """Put a body on its way, signed by the shop's app unless a signature is given; never sent when due is none."""
        signature = self.signature(shop.app_key, body) if signature is None else signature
        outcome = "lost" if due is None else "pending"
        delivery = Delivery(number, shop.id, address, body, signature, due, outcome)
        self.deliveries.add(delivery)
        return delivery

    def signature(self, app_key: str, body: bytes) -> str:
        """Return the lowercase hex HMAC-SHA256 over app key and raw body (Partner API, Webhooks overview)."""
        secret = self._apps[app_key].app_secret.encode()
        return hmac.new(secret, app_key.encode() + body, hashlib.sha256).hexdigest()
