"""Makes a shop hold what was mapped: settles open calls, then does exactly the difference, product by product."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.store.database import LedgerError
from catalog_sync.store.listings import Intent
from catalog_sync.store.looks import Look, State
from catalog_sync.sync.actions import perform
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import SHOP_SETUP, Action, Plan, held_back, plan_listing
from catalog_sync.sync.settle import settle_open_intents
from catalog_sync.sync.waiting import next_day, retry_at
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    Intercepted,
    Locked,
    Misconfigured,
    OutcomeUnknown,
    QuotaUsedUp,
    ScopeMissing,
    SellerDisabled,
    TikTokError,
    TokenExpired,
    UnknownAnswer,
)

_IN_FLIGHT = 32
"""Calls at once: enough for 50 calls a second that take 600 ms (rate times latency), so that pacing sets the speed."""
_KEPT_AS_DRAFT = 12052117
"""Create Product: over the limit, and yet the product exists, as a draft; its intent stays open."""
_ACKNOWLEDGED_AT_ONCE = 50
_SHOP_SETUP_CODES = {12052115, 12052402, 12052405, 12052420, 12052535, 12052703, 12052923, 12052995}
"""Create Product: a warehouse, shipping, tax or contact is missing in the shop, or its onboarding is unfinished."""
_STOPPING = (AuthorizationLost, Misconfigured, ScopeMissing, SellerDisabled, TokenExpired)


@dataclass(frozen=True)
class Work:
    """One product of the batch, ready to be compared and sent. `content` has its pictures filled in.

    `postponed` says why a picture could not be had for now: then the product waits, until then or some minutes.
    """

    identifier: str
    look_key: str
    desired: MappedListing
    content: dict[str, Any]
    content_hash: str
    mapped_hash: str
    fingerprint: str | None = None
    postponed: str | None = None
    postponed_until: datetime | None = None

    @property
    def product_key(self) -> str:
        """The product's key in the PIM mirror."""
        return self.desired.product_key


@dataclass
class Done:
    """What became of one product in this run."""

    work: Work
    state: State
    findings: list[Finding]
    waits_for: str | None = None
    due_at: datetime | None = None
    actions: list[Action] = field(default_factory=list)
    product_id: str | None = None
    warnings: list[str] = field(default_factory=list)

    def look(self) -> Look:
        """The look to acknowledge."""
        return Look(
            product_key=self.work.product_key,
            look_key=self.work.look_key,
            state=self.state,
            category_id=self.work.desired.category_id,
            findings=[finding.model_dump(mode="json") for finding in self.findings],
            due_at=self.due_at,
            waits_for=self.waits_for,
        )


async def submit(
    desk: Desk, works: Sequence[Work], run_id: str, obstacle: Finding | None = None
) -> list[Done]:
    """Submit a batch. A product's failure is its own; only a lost authorization or lock stops the run.

    An `obstacle` (the shop may not list now) holds creates and activations back.
    """
    unsettled = await settle_open_intents(desk)
    listings = desk.listings.of([work.product_key for work in works])
    gate = asyncio.Semaphore(_IN_FLIGHT)
    done: list[Done] = []
    pending: list[Done] = []

    async def handle(work: Work) -> None:
        async with gate:
            listing = listings.get(work.product_key)
            outcome = await _handle(desk, work, listing, unsettled, run_id, obstacle)
        done.append(outcome)
        pending.append(outcome)
        if len(pending) >= _ACKNOWLEDGED_AT_ONCE:
            _acknowledge(desk, pending, run_id)

    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(handle(work))
    except* (*_STOPPING, LedgerError) as stopped:
        raise stopped.exceptions[0] from None
    finally:
        _acknowledge(desk, pending, run_id)
    return done


def _acknowledge(desk: Desk, pending: list[Done], run_id: str) -> None:
    desk.looks.acknowledge([outcome.look() for outcome in pending], run_id)
    pending.clear()


async def _handle(
    desk: Desk,
    work: Work,
    listing: dict[str, Any] | None,
    unsettled: set[str],
    run_id: str,
    obstacle: Finding | None,
) -> Done:
    if work.product_key in unsettled:
        return _waiting_for_settlement(desk, work)
    if work.desired.needs_schema:
        return Done(work, State.DEFERRED, [], "schema", datetime.now(UTC))
    if work.postponed:
        return _waiting_for_pictures(work)
    plan = held_back(plan_listing(work.desired, work.content_hash, listing), obstacle)
    done = Done(work, plan.state, plan.findings, plan.waits_for)
    try:
        for action in plan.actions:
            listing = await _do(desk, work, action, listing, done, run_id)
    except _STOPPING:
        raise
    except TikTokError as error:
        _note_failure(desk, done, plan, error)
    done.product_id = listing["product_id"] if listing else None
    return done


async def _do(
    desk: Desk,
    work: Work,
    action: Action,
    listing: dict[str, Any] | None,
    done: Done,
    run_id: str,
) -> dict[str, Any]:
    desk.ensure_may_write()
    intent = Intent(
        idempotency_key=str(uuid.uuid4()),
        product_key=work.product_key,
        action=action.value,
        body={"seller_skus": list(work.desired.prices)},
        desired=_desired_columns(work, action),
    )
    desk.listings.intend(intent, run_id)
    try:
        answer = await perform(desk, action, work.desired, work.content, listing, intent.idempotency_key)
    except OutcomeUnknown:
        raise
    except TikTokError as refused:
        if action is Action.CREATE and _may_have_created(refused):
            raise
        desk.listings.settle(intent, "refused", {"error": str(refused), "code": refused.code}, None)
        raise
    columns = intent.desired | answer.columns
    desk.listings.settle(intent, "accepted", {"warnings": answer.warnings}, columns)
    if action in (Action.CREATE, Action.EDIT) and work.fingerprint:
        desk.reviews.count_attempt(work.product_key, work.fingerprint)
    done.actions.append(action)
    done.warnings += answer.warnings
    done.findings = [*done.findings, *map(_warning, answer.warnings)]
    return (listing or {}) | columns


def _may_have_created(refused: TikTokError) -> bool:
    """Whether the product may be in the shop all the same: its intent stays open until it was looked for."""
    unheard_of = isinstance(refused, UnknownAnswer) and not isinstance(refused, Intercepted)
    return unheard_of or refused.code == _KEPT_AS_DRAFT


def _desired_columns(work: Work, action: Action) -> dict[str, Any]:
    """What `listings` holds for the product once the call took effect, as far as it is known before."""
    now = datetime.now(UTC).isoformat()
    content = {
        "content_submitted": work.content_hash,
        "mapped_submitted": work.mapped_hash,
        "submitted_at": now,
        "reasons": [],
    }
    columns: dict[Action, dict[str, Any]] = {
        Action.CREATE: content
        | {"prices": work.desired.prices, "quantities": work.desired.quantities, "active": True},
        Action.EDIT: content,
        Action.PRICE: {"prices": work.desired.prices},
        Action.STOCK: {"quantities": work.desired.quantities},
        Action.DEACTIVATE: {"active": False},
        Action.ACTIVATE: {"active": True, "submitted_at": now},
    }
    return columns[action]


def _waiting_for_settlement(desk: Desk, work: Work) -> Done:
    later = datetime.now(UTC) + timedelta(seconds=desk.settle_seconds)
    return Done(work, State.DEFERRED, [], "settlement", later)


def _waiting_for_pictures(work: Work) -> Done:
    finding = Finding(code="image_postponed", severity=Severity.WARN, message=work.postponed or "")
    return Done(work, State.DEFERRED, [finding], "retry", work.postponed_until or retry_at())


def _note_failure(desk: Desk, done: Done, plan: Plan, error: TikTokError) -> None:
    finding = Finding(
        code=f"tiktok_{error.code}" if error.code else type(error).__name__.lower(),
        severity=Severity.BLOCK,
        message=str(error),
    )
    done.findings = [*plan.findings, finding]
    now = datetime.now(UTC)
    if isinstance(error, OutcomeUnknown):
        done.state, done.waits_for = State.DEFERRED, "settlement"
        done.due_at = now + timedelta(seconds=desk.settle_seconds)
    elif isinstance(error, QuotaUsedUp):
        done.state, done.waits_for = State.DEFERRED, "daily limit"
        done.due_at = next_day()
    elif error.code in _SHOP_SETUP_CODES:
        done.state, done.waits_for, done.due_at = State.DEFERRED, SHOP_SETUP, now + timedelta(hours=1)
        desk.setup.forget()
    elif isinstance(error, Locked):
        done.state, done.waits_for, done.due_at = State.DEFERRED, "lock", now + timedelta(hours=1)
    elif error.retry or isinstance(error, Intercepted):
        done.state, done.waits_for, done.due_at = State.DEFERRED, "retry", retry_at(error.retry_after)
    else:
        done.state, done.waits_for = State.PARKED, None


def _warning(text: str) -> Finding:
    return Finding(code="tiktok_warning", severity=Severity.WARN, message=text)
