"""What a call that did not succeed means for its product, and for what else is to be done."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from catalog_sync.store.due import DAILY_LIMIT
from catalog_sync.store.looks import State
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import SHOP_SETUP, Action
from catalog_sync.sync.waiting import next_day, retry_at
from catalog_sync.tiktok.errors import (
    Intercepted,
    Locked,
    OutcomeUnknown,
    QuotaUsedUp,
    TikTokError,
    UnknownAnswer,
)

_KEPT_AS_DRAFT = 12052117
"""Create Product: over the limit, and yet the product exists, as a draft; its intent stays open."""
_SHOP_SETUP_CODES = {12052115, 12052402, 12052405, 12052420, 12052535, 12052703, 12052923, 12052995}
"""Create Product: a warehouse, shipping, tax or contact is missing in the shop, or its onboarding is unfinished."""


class Aftermath(NamedTuple):
    """The state of a product after a failed call; without `due_at` the failure says nothing about a time."""

    state: State
    waits_for: str | None = None
    due_at: datetime | None = None


def aftermath(desk: Desk, error: TikTokError) -> Aftermath:
    """What becomes of the product of a call that failed with this error."""
    now = datetime.now(UTC)
    if isinstance(error, OutcomeUnknown):
        return Aftermath(State.DEFERRED, "settlement", now + timedelta(seconds=desk.settle_seconds))
    if isinstance(error, QuotaUsedUp):
        return Aftermath(State.DEFERRED, DAILY_LIMIT, next_day())
    if error.code in _SHOP_SETUP_CODES:
        desk.setup.forget()
        return Aftermath(State.DEFERRED, SHOP_SETUP, now + timedelta(hours=1))
    if isinstance(error, Locked):
        return Aftermath(State.DEFERRED, "lock", now + timedelta(hours=1))
    if error.retry or isinstance(error, Intercepted):
        return Aftermath(State.DEFERRED, "retry", retry_at(error.retry_after))
    return Aftermath(State.PARKED)


def note_limit(desk: Desk, action: Action, refused: TikTokError) -> None:
    """Remember that TikTok takes no more creates today; a budget of our own has no code, and is counted elsewhere."""
    if action is Action.CREATE and isinstance(refused, QuotaUsedUp) and refused.code:
        desk.limits.reach(action, until=next_day(), code=refused.code, message=str(refused))


def may_have_created(action: Action, refused: TikTokError) -> bool:
    """Whether the product may be in the shop all the same: its intent stays open until it was looked for."""
    unheard_of = isinstance(refused, UnknownAnswer) and not isinstance(refused, Intercepted)
    return action is Action.CREATE and (unheard_of or refused.code == _KEPT_AS_DRAFT)


def is_about_the_offer(action: Action, refused: TikTokError) -> bool:
    """Whether the refusal is about the price or stock alone, as during a promotion: content does not wait for them."""
    passing = refused.retry or isinstance(refused, QuotaUsedUp | Intercepted | UnknownAnswer)
    return action in (Action.STOCK, Action.PRICE) and not passing
