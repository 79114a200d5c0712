"""What is to be done about one listing right now, all told: what a run does and what a preview shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_sync.mapping.listing import Finding
from catalog_sync.store.due import DAILY_LIMIT, FRESH_OFFER
from catalog_sync.store.looks import State
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.look_at_offers import look_at_offers
from catalog_sync.sync.mass_effects import Withheld
from catalog_sync.sync.offered import Offered
from catalog_sync.sync.plan import Action, Plan, plan_listing, without_content
from catalog_sync.sync.plan_limits import after_others, held_back
from catalog_sync.sync.platform_warnings import standing_warnings
from catalog_sync.sync.readings import Readings
from catalog_sync.sync.shop_mode import in_mode
from catalog_sync.sync.waiting import next_day
from catalog_sync.sync.work import Work

SETTLEMENT = "settlement"
"""What a product waits for while it is being found out what became of a call."""

SCHEMA = "schema"
"""What a product waits for until its leaf's attributes and rules are fetched."""

_NOTHING = Withheld()


@dataclass(frozen=True)
class Decision:
    """The plan, the offers that may go, the listing as it was read, and until when the plan waits.

    `checked`: TikTok's listing check is asked first, and its refusal parks the product.
    """

    plan: Plan
    offered: Offered = field(default_factory=Offered)
    listing: dict[str, Any] | None = None
    until: datetime | None = None
    checked: bool = False

    @property
    def waits_for(self) -> str | None:
        """What the product waits for, if anything."""
        return self.plan.waits_for or (FRESH_OFFER if self.plan.offers_wait else None)

    @property
    def due_at(self) -> datetime | None:
        """When it is looked at again: where an offer waits, in an hour at the latest."""
        return self.until or (datetime.now(UTC) + timedelta(hours=1) if self.plan.offers_wait else None)


async def decide(
    desk: Desk,
    readings: Readings,
    work: Work,
    listing: dict[str, Any] | None,
    others: Sequence[str],
    unsettled: Collection[str],
    obstacle: Finding | None,
    withheld: Withheld = _NOTHING,
) -> Decision:
    """Decide about one listing; `others` are the product's other listings, `withheld` waits for a person. Raises TikTokError, from reading the stock.

    Nothing is changed in the shop, and in the ledger only where the desk holds the shop's lock.
    """
    if work.product_key in unsettled:
        later = datetime.now(UTC) + timedelta(seconds=desk.settle_seconds)
        return Decision(Plan(state=State.DEFERRED, waits_for=SETTLEMENT), listing=listing, until=later)
    if work.desired.needs_schema:
        plan = Plan(state=State.DEFERRED, waits_for=SCHEMA)
        return Decision(plan, listing=listing, until=datetime.now(UTC))
    offered, listing = await look_at_offers(desk, readings, work.desired, listing)
    offered = withheld.offers(offered)
    plan = held_back(plan_listing(work.desired, work.content_hash, listing, offered), obstacle)
    if others and plan.actions:
        plan = after_others(plan, work.desired, listing, desk.listings.of(others).values())
    plan = without_content(plan) if work.postponed else plan
    plan = _with_warnings(withheld.plan(plan), listing)
    checked = Action.CREATE in plan.actions and (desk.facts.mode == "check" or desk.listing_check == "gate")
    plan = in_mode(plan, desk.facts.mode, listing, work.content_hash)
    if Action.CREATE in plan.actions and (until := _no_creates_until(desk)):
        plan = Plan(state=State.DEFERRED, waits_for=DAILY_LIMIT, findings=plan.findings)
        return Decision(plan, offered, listing, until)
    return Decision(plan, offered, listing, checked=checked)


def _no_creates_until(desk: Desk) -> datetime | None:
    """Until when the shop takes no more creates: TikTok said so, or those of a parted product were the last of today."""
    if until := desk.limits.until(Action.CREATE):
        return until
    left = desk.creates_per_day is None or desk.limits.done_today(Action.CREATE) < desk.creates_per_day
    return None if left else next_day()


def _with_warnings(plan: Plan, listing: dict[str, Any] | None) -> Plan:
    warned = [found for found in standing_warnings(listing, plan.actions) if found not in plan.findings]
    return replace(plan, findings=[*plan.findings, *warned]) if warned else plan
