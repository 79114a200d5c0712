"""Carries out one action on one listing: the intent written before the call, its answer after it."""

import uuid
from datetime import UTC, datetime
from typing import Any

from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.listings import Intent
from catalog_sync.sync.actions import perform
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.mass_effects import OF_PRICES, Kind, Withheld
from catalog_sync.sync.offered import Offered
from catalog_sync.sync.placeholders import with_digests
from catalog_sync.sync.plan import Action
from catalog_sync.sync.refusals import is_about_the_offer, may_have_created, note_limit
from catalog_sync.sync.stock import Number, dumped, filled
from catalog_sync.sync.work import Work
from catalog_sync.tiktok.errors import OutcomeUnknown, TikTokError

_LOOKED_AT = {
    Action.EDIT: (Kind.EDIT, Kind.ADOPTION),
    Action.PRICE: OF_PRICES,
    Action.DEACTIVATE: (Kind.DEACTIVATION, Kind.ADOPTION),
    Action.ACTIVATE: (Kind.ACTIVATION,),
}
"""The kinds of effects that a guard looks at, by the action that has them."""


async def carry_out(
    desk: Desk,
    work: Work,
    action: Action,
    listing: dict[str, Any] | None,
    offered: Offered,
    done: Done,
    run_id: str,
    withheld: Withheld,
) -> dict[str, Any]:
    """Make the call and return the listing after it; what it did, warned and failed at is noted in `done`.

    Raises TikTokError, but where a price or a quantity alone was refused; LedgerError without the shop's lock.
    """
    desk.ensure_may_write()
    intent = _intent(work, action, listing or {}, offered, withheld)
    desk.listings.intend(intent, run_id)
    try:
        key = intent.idempotency_key
        answer = await perform(desk, action, work.desired, work.content, listing, offered, key)
    except OutcomeUnknown:
        raise
    except TikTokError as refused:
        note_limit(desk, action, refused)
        if may_have_created(action, refused):
            raise
        desk.listings.settle(intent, "refused", {"error": str(refused), "code": refused.code}, None)
        if not is_about_the_offer(action, refused):
            raise
        if _is_on_sale(listing):
            done.failures.append(refused)
        return listing or {}
    columns = intent.desired | answer.columns
    desk.listings.settle(intent, "accepted", {"warnings": answer.warnings}, columns)
    desk.held_effects.sent(work.product_key, _LOOKED_AT.get(action, ()), but=withheld.skus)
    if action in (Action.CREATE, Action.EDIT) and work.fingerprint:
        desk.reviews.count_attempt(work.product_key, work.fingerprint)
    done.took(action, answer.warnings)
    if answer.failure and _is_on_sale(listing):
        done.failures.append(answer.failure)
    return (listing or {}) | columns


def _intent(
    work: Work, action: Action, listing: dict[str, Any], offered: Offered, withheld: Withheld
) -> Intent:
    """What is about to be done; `unasked` are the guarded kinds of effects that go since they are few."""
    body = {
        "seller_skus": list(work.desired.quantities),
        "numbers": dumped(_numbers(action, offered)),
        "unasked": sorted(withheld.unasked.intersection(_LOOKED_AT.get(action, ()))),
    }
    return Intent(
        idempotency_key=str(uuid.uuid4()),
        product_key=work.product_key,
        action=action.value,
        body=body,
        desired=_desired_columns(work, action, listing, offered),
    )


def _is_on_sale(listing: dict[str, Any] | None) -> bool:
    """Only then has stock that is not taken to be told: else it is sent after the verdict, as was planned."""
    return listing is not None and Standing(listing["standing"]).sells


def _numbers(action: Action, offered: Offered) -> dict[str, Number]:
    """The quantities that the call of an action sets."""
    if action is Action.STOCK:
        return offered.quantities
    return offered.new if action in (Action.CREATE, Action.EDIT) else {}


def _desired_columns(work: Work, action: Action, listing: dict[str, Any], offered: Offered) -> dict[str, Any]:
    """What `listings` holds for the product once the call took effect, as far as it is known before."""
    now = datetime.now(UTC)
    content = {
        "content_submitted": work.content_hash,
        "mapped_submitted": work.mapped_hash,
        "submitted_at": now.isoformat(),
        "reasons": [],
        "skus": {sku["seller_sku"]: sku for sku in work.desired.content.get("skus", [])},
        "content": with_digests(work.desired.content, work.digests),
        "revision": work.revision,
    }
    columns: dict[Action, dict[str, Any]] = {
        Action.CREATE: content
        | {"prices": work.desired.prices, "active": True, "part_of": work.desired.part_of}
        | filled({}, offered.new, now),
        Action.EDIT: content,
        Action.PRICE: {"prices": listing.get("prices", {}) | offered.prices},
        Action.STOCK: filled(offered.shelves, offered.quantities, now),
        Action.DEACTIVATE: {"active": False},
        Action.ACTIVATE: {"active": True, "submitted_at": now.isoformat()},
    }
    return columns[action]
