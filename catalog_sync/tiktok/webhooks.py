"""Webhooks as they come in: whose signature a body carries, and what it says."""

# ruff: noqa: N818 (the names say what happened, not that it is an error)

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import orjson
from pydantic import ValidationError

from catalog_sync.tiktok.oauth import App
from catalog_sync.tiktok.webhook_models import Notification

MAX_BODY_BYTES = 262_144


class WebhookRefused(Exception):
    """A request that is no usable webhook; `http_status` is what to answer it with."""

    http_status: ClassVar[int] = 400


class NotSigned(WebhookRefused):
    """The signature is missing, or that of none of the configured apps."""

    http_status = 401


class TooLarge(WebhookRefused):
    """The body is larger than any webhook."""

    http_status = 413


class NotANotification(WebhookRefused):
    """The body is not JSON, or lacks what every webhook has; the message names the fields, never their values."""


@dataclass(frozen=True)
class SignedNotification:
    """A notification, and the key of the app whose secret signed it."""

    app_key: str
    notification: Notification


def receive(apps: Iterable[App], body: bytes, signature: str | None) -> SignedNotification:
    """The notification in a webhook's raw body, once its `Authorization` header proves true. Raises WebhookRefused."""
    return SignedNotification(verify(apps, body, signature), parse(body))


def verify(apps: Iterable[App], body: bytes, signature: str | None) -> str:
    """The key of the app that signed the raw body; raises TooLarge or NotSigned.

    The signature is the lowercase hex HMAC-SHA256, keyed with the app secret, over app key and raw body (Partner API,
    Webhooks overview). It is compared in constant time with that of every app.
    """
    _check_size(body)
    given = (signature or "").encode("utf-8", "replace")
    signers = [app.app_key for app in apps if hmac.compare_digest(_signature(app, body), given)]
    if not signers:
        raise NotSigned("No configured app signed this. Check app key and secret, or whoever sends it.")
    return signers[0]


def parse(body: bytes) -> Notification:
    """The notification in a body that was verified before; raises TooLarge or NotANotification."""
    _check_size(body)
    try:
        return Notification.model_validate(orjson.loads(body))
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['type']}" for e in error.errors()[:5]
        )
        raise NotANotification(f"The body does not fit the reference: {places}.") from None
    except orjson.JSONDecodeError:
        raise NotANotification("The body is not valid JSON.") from None


def _signature(app: App, body: bytes) -> bytes:
    secret = app.app_secret.get_secret_value().encode()
    return hmac.new(secret, app.app_key.encode() + body, hashlib.sha256).hexdigest().encode()


def _check_size(body: bytes) -> None:
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"The body has {len(body)} bytes; webhooks have at most {MAX_BODY_BYTES}.")
