"""What can go wrong at TikTok Shop, one class per thing to do about it."""

# ruff: noqa: N818 (the names say what happened, not that it is an error)

from typing import Any, ClassVar


class TikTokError(Exception):
    """A call that did not succeed: what is wrong, at which endpoint, and what to do.

    `code` is TikTok's error code (None when the answer had none), `request_id` is what TikTok's support asks for,
    `data` what the answer held beside them, `retry_after` the seconds TikTok asked to wait.
    `retry` says that the same call may succeed in a while, `undecided` that it may have taken effect all the same.
    """

    advice: ClassVar[str] = "Look at the message."
    retry: ClassVar[bool] = False
    undecided: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        endpoint: str,
        code: int | None = None,
        request_id: str = "",
        http_status: int | None = None,
    ) -> None:
        super().__init__(message, endpoint, code, request_id, http_status)
        self.message = message
        self.endpoint = endpoint
        self.code = code
        self.request_id = request_id
        self.http_status = http_status
        self.data: Any = None
        self.retry_after: float | None = None

    def __str__(self) -> str:
        facts = {"code": self.code, "HTTP": self.http_status, "request_id": self.request_id}
        known = ", ".join(f"{name} {value}" for name, value in facts.items() if value)
        return f"{self.endpoint}: {self.message}{f' ({known})' if known else ''} {self.advice}"


class Throttled(TikTokError):
    """Too many calls; `retry_after` holds the seconds TikTok asked for, if it did."""

    advice = "Wait, then call again more slowly."
    retry = True


class Unavailable(TikTokError):
    """TikTok failed inside, was overloaded, or its answer never came."""

    advice = "Call again later."
    retry = True
    undecided = True


class Unreachable(Unavailable):
    """No connection came about, so nothing was sent."""

    advice = "Check network, proxy and host name, then call again."
    undecided = False


class TokenExpired(TikTokError):
    """The access token is no longer valid."""

    advice = "Refresh the access token, then call again."


class AuthorizationLost(TikTokError):
    """The seller's authorization is gone, or it does not cover this shop."""

    advice = "Let the seller authorize the app again."


class WrongShop(AuthorizationLost):
    """The token does not cover the shop of this cipher: another seller's, of another app, or no longer authorized."""

    advice = "Authorize the app again (catalog-sync authorize): that reads the authorized shops anew, each with its cipher."


class ScopeMissing(TikTokError):
    """The app or its authorization lacks the scope of this endpoint."""

    advice = "Enable the scope in Partner Center, then let the seller authorize the app again."


class SellerMustAct(TikTokError):
    """The shop is not allowed or not set up to do this."""

    advice = "The seller has to settle this in Seller Center."


class SellerDisabled(SellerMustAct):
    """TikTok disabled the shop or its seller, or the seller is inactive: every change will fail."""

    advice = "Stop until the seller has settled this with TikTok in Seller Center."


class PayloadRefused(TikTokError):
    """What was sent is wrong: a field, an attribute, a price, a filter."""

    advice = "Mend the product data or its mapping."


class MediaRefused(TikTokError):
    """A picture or file is wrong, or was never uploaded to this shop."""

    advice = "Mend the picture or file, or upload it again."


class Locked(TikTokError):
    """Not now: a promotion, a running task, or a product status forbids the change."""

    advice = "Read the product again and retry once the lock is gone."


class NotFound(TikTokError):
    """The shop does not know this product, SKU or version."""

    advice = "Match the listing with the shop again."


class QuotaUsedUp(TikTokError):
    """A listing limit of the shop is reached; with code 12052117 the product was kept as a draft."""

    advice = "Go on when the quota is renewed (daily limits: tomorrow), or ask TikTok for more."


class BudgetSpent(QuotaUsedUp):
    """The shop's own budget of calls for this day (UTC) is used up; nothing was sent."""

    advice = "Go on tomorrow (UTC), or raise calls_per_day of the shop in the configuration."


class Misconfigured(TikTokError):
    """App key, secret, cipher, clock, allow-listed address or API version is wrong: every call will fail."""

    advice = "Check app key and secret, this machine's clock, the IP allow list and the API version."


class ClockOff(Misconfigured):
    """The timestamp of the call lies outside TikTok's window: five minutes back, 30 seconds ahead."""

    advice = "Set this machine's clock right (NTP), then call again."


class UnknownAnswer(TikTokError):
    """TikTok answered something that is not in its reference."""

    advice = "Look the code up in the Partner API reference; this version does not know it."


class Intercepted(UnknownAnswer):
    """Something in between answered, with a redirect or a page of its own; TikTok never saw the call."""

    advice = "Check the hosts in the settings, the firewall and the proxy."


class Unreadable(UnknownAnswer):
    """The answer is cut off, too large, not JSON, or lacks what it must hold."""

    advice = "Call again later; if it stays so, look for a proxy in between or a changed API."
    retry = True
    undecided = True


class OutcomeUnknown(TikTokError):
    """A change was sent and its answer lost: it may or may not have taken effect."""

    advice = "Look in the shop (by seller SKU or product id) before sending it again."
    undecided = True
