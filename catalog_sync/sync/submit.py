"""Makes a shop hold what was mapped: settles open calls, then does exactly the difference, product by product."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.database import LedgerError
from catalog_sync.store.due import DAILY_LIMIT, FRESH_OFFER
from catalog_sync.store.listings import Intent
from catalog_sync.store.looks import Look, State
from catalog_sync.sync.actions import perform
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.look_at_offers import look_at_offers, readings_of
from catalog_sync.sync.offered import Offered
from catalog_sync.sync.plan import Action, Plan, held_back, plan_listing, without_content
from catalog_sync.sync.readings import Readings
from catalog_sync.sync.refusals import aftermath, is_about_the_offer, may_have_created, note_limit
from catalog_sync.sync.settle import settle_open_intents
from catalog_sync.sync.stock import Number, dumped, filled
from catalog_sync.sync.waiting import retry_at
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    Misconfigured,
    OutcomeUnknown,
    ScopeMissing,
    SellerDisabled,
    TikTokError,
    TokenExpired,
)

_IN_FLIGHT = 32
"""Calls at once: enough for 50 calls a second that take 600 ms (rate times latency), so that pacing sets the speed."""
_ACKNOWLEDGED_AT_ONCE = 50
_STOPPING = (AuthorizationLost, Misconfigured, ScopeMissing, SellerDisabled, TokenExpired)


@dataclass(frozen=True)
class Work:
    """One product of the batch, ready to be compared and sent. `content` has its pictures filled in.

    `postponed` says why a picture could not be had for now: then the content waits, until then or some minutes.
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
    failures: list[TikTokError] = field(default_factory=list)

    def follow(self, plan: Plan) -> None:
        """Take over what is planned; where an offer waits, it is looked at again in an hour at the latest."""
        self.state, self.findings = plan.state, plan.findings
        self.waits_for = plan.waits_for or (FRESH_OFFER if plan.offers_wait else None)
        self.due_at = datetime.now(UTC) + timedelta(hours=1) if plan.offers_wait else None

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
    readings = readings_of(
        desk, [listings[work.product_key] for work in works if work.product_key in listings]
    )
    gate = asyncio.Semaphore(_IN_FLIGHT)
    done: list[Done] = []
    pending: list[Done] = []

    async def handle(work: Work) -> None:
        async with gate:
            listing = listings.get(work.product_key)
            outcome = await _handle(desk, readings, work, listing, unsettled, run_id, obstacle)
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
    readings: Readings,
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
    done = Done(work, State.DEFERRED, work.desired.findings)
    try:
        offered, listing = await look_at_offers(desk, readings, work.desired, listing)
        plan = held_back(plan_listing(work.desired, work.content_hash, listing, offered), obstacle)
        if work.postponed:
            plan = without_content(plan)
        if Action.CREATE in plan.actions and (until := desk.limits.until(Action.CREATE)):
            return Done(work, State.DEFERRED, plan.findings, DAILY_LIMIT, until)
        done.follow(plan)
        for action in plan.actions:
            listing = await _do(desk, work, action, listing, offered, done, run_id)
    except _STOPPING:
        raise
    except TikTokError as error:
        done.failures.append(error)
    if work.postponed:
        _wait_for_pictures(done)
    for failure in done.failures:
        _note_failure(desk, done, failure)
    done.product_id = listing["product_id"] if listing else None
    return done


async def _do(
    desk: Desk,
    work: Work,
    action: Action,
    listing: dict[str, Any] | None,
    offered: Offered,
    done: Done,
    run_id: str,
) -> dict[str, Any]:
    desk.ensure_may_write()
    intent = Intent(
        idempotency_key=str(uuid.uuid4()),
        product_key=work.product_key,
        action=action.value,
        body={"seller_skus": list(work.desired.quantities), "numbers": dumped(_numbers(action, offered))},
        desired=_desired_columns(work, action, listing or {}, offered),
    )
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
    if action in (Action.CREATE, Action.EDIT) and work.fingerprint:
        desk.reviews.count_attempt(work.product_key, work.fingerprint)
    done.actions.append(action)
    done.warnings += answer.warnings
    done.findings = [*done.findings, *map(_warning, answer.warnings)]
    if answer.failure and _is_on_sale(listing):
        done.failures.append(answer.failure)
    return (listing or {}) | columns


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
    }
    columns: dict[Action, dict[str, Any]] = {
        Action.CREATE: content
        | {"prices": work.desired.prices, "active": True}
        | filled({}, offered.new, now),
        Action.EDIT: content,
        Action.PRICE: {"prices": listing.get("prices", {}) | offered.prices},
        Action.STOCK: filled(offered.shelves, offered.quantities, now),
        Action.DEACTIVATE: {"active": False},
        Action.ACTIVATE: {"active": True, "submitted_at": now.isoformat()},
    }
    return columns[action]


def _waiting_for_settlement(desk: Desk, work: Work) -> Done:
    later = datetime.now(UTC) + timedelta(seconds=desk.settle_seconds)
    return Done(work, State.DEFERRED, [], "settlement", later)


def _wait_for_pictures(done: Done) -> None:
    finding = Finding(code="image_postponed", severity=Severity.WARN, message=done.work.postponed or "")
    of_offers = [found for found in done.findings if found not in done.work.desired.findings]
    done.findings = [*of_offers, finding]
    done.state, done.waits_for = State.DEFERRED, "retry"
    done.due_at = done.work.postponed_until or retry_at()


def _note_failure(desk: Desk, done: Done, error: TikTokError) -> None:
    finding = Finding(
        code=f"tiktok_{error.code}" if error.code else type(error).__name__.lower(),
        severity=Severity.BLOCK,
        message=str(error),
    )
    done.findings = [*done.findings, finding]
    done.state, done.waits_for, due_at = aftermath(desk, error)
    done.due_at = due_at or done.due_at


def _warning(text: str) -> Finding:
    return Finding(code="tiktok_warning", severity=Severity.WARN, message=text)
