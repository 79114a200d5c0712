"""Makes a shop hold what was mapped: settles open calls, then does exactly the difference, product by product."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.store.database import LedgerError
from catalog_sync.store.looks import State
from catalog_sync.sync.carry_out import carry_out
from catalog_sync.sync.combined_looks import together
from catalog_sync.sync.decide import decide
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.effect_guard import withheld_of
from catalog_sync.sync.listing_check import check_listing
from catalog_sync.sync.look_at_offers import readings_of
from catalog_sync.sync.mass_effects import Withheld
from catalog_sync.sync.readings import Readings
from catalog_sync.sync.refusals import aftermath
from catalog_sync.sync.settle import settle_open_intents
from catalog_sync.sync.waiting import retry_at
from catalog_sync.sync.work import Work
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    Misconfigured,
    ScopeMissing,
    SellerDisabled,
    TikTokError,
    TokenExpired,
)

_IN_FLIGHT = 32
"""Calls at once: enough for 50 calls a second that take 600 ms (rate times latency), so that pacing sets the speed."""
_ACKNOWLEDGED_AT_ONCE = 50
STOPPING = (AuthorizationLost, Misconfigured, ScopeMissing, SellerDisabled, TokenExpired)


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
    withheld = withheld_of(desk, works, listings)
    held_by = {hold for each in withheld.values() for hold in each.holds}
    gate = asyncio.Semaphore(_IN_FLIGHT)
    done: list[Done] = []
    pending: list[list[Done]] = []
    products: dict[str, list[Work]] = {}
    for work in works:
        products.setdefault(work.desired.pim_key, []).append(work)

    async def handle(parts: list[Work]) -> None:
        outcomes = []
        async with gate:
            for work in parts:
                listing = listings.get(work.product_key)
                others = [part.product_key for part in parts if part is not work]
                waits = withheld.get(work.product_key, Withheld())
                outcomes.append(
                    await _handle(desk, readings, work, listing, others, unsettled, run_id, obstacle, waits)
                )
        done.extend(outcomes)
        pending.append(outcomes)
        if len(pending) >= _ACKNOWLEDGED_AT_ONCE:
            _acknowledge(desk, pending, run_id, held_by)

    try:
        async with asyncio.TaskGroup() as group:
            for parts in products.values():
                group.create_task(handle(parts))
    except* (*STOPPING, LedgerError) as stopped:
        raise stopped.exceptions[0] from None
    finally:
        _acknowledge(desk, pending, run_id, held_by)
    return done


def _acknowledge(desk: Desk, pending: list[list[Done]], run_id: str, held_by: Collection[int]) -> None:
    looks = [together([outcome.look() for outcome in outcomes]) for outcomes in pending]
    changes = {
        change for outcomes in pending for outcome in outcomes for change in outcome.work.desired.form_changes
    }
    desk.looks.acknowledge(looks, run_id, held_by, changes)
    pending.clear()


async def _handle(
    desk: Desk,
    readings: Readings,
    work: Work,
    listing: dict[str, Any] | None,
    others: Sequence[str],
    unsettled: set[str],
    run_id: str,
    obstacle: Finding | None,
    withheld: Withheld,
) -> Done:
    done = Done(work, State.DEFERRED, work.desired.findings)
    try:
        decision = await decide(desk, readings, work, listing, others, unsettled, obstacle, withheld)
        done.follow(decision)
        listing = decision.listing
        if decision.checked and (
            refused := await check_listing(desk, work.desired, work.content, decision.offered)
        ):
            return done.park(refused)
        for action in decision.plan.actions:
            listing = await carry_out(desk, work, action, listing, decision.offered, done, run_id, withheld)
    except STOPPING:
        raise
    except TikTokError as error:
        done.failures.append(error)
    if work.postponed and work.product_key not in unsettled:
        _wait_for_pictures(done)
    for failure in done.failures:
        _note_failure(desk, done, failure)
    done.product_id = listing["product_id"] if listing else None
    return done


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
