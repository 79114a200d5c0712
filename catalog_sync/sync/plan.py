"""The difference between what a listing should be and what its shop last took: pure, the heart of every run."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.due import FRESH_OFFER
from catalog_sync.store.looks import State
from catalog_sync.sync.offered import Offered
from catalog_sync.sync.plan_findings import not_ours_to_change, review_finding, would_delete
from catalog_sync.sync.stock import takes_stock

VERDICT = "verdict"
"""What a deferred product waits for while TikTok reviews it."""

SHOP_SETUP = "shop setup"
"""What a deferred product waits for while its shop may not list."""

_NOT_YET_LIVE = (Standing.IN_REVIEW, Standing.PRE_APPROVED)


class Action(StrEnum):
    """The calls that change a listing, in the order they are made: stock right after it was read."""

    DEACTIVATE = "deactivate"
    CREATE = "create"
    ACTIVATE = "activate"
    STOCK = "stock"
    PRICE = "price"
    EDIT = "edit"


BRINGING = (Action.CREATE, Action.EDIT)
"""What may bring SKUs to the shop, each with its price and quantity."""


@dataclass(frozen=True)
class Plan:
    """What to do now, and the state the product is in once that is done.

    `offers_wait`: whatever the state, some price or quantity goes once the source shows it anew.
    """

    actions: tuple[Action, ...] = ()
    state: State = State.ACCEPTED
    waits_for: str | None = None
    findings: list[Finding] = field(default_factory=list)
    offers_wait: bool = False


def plan_listing(
    desired: MappedListing, content_hash: str, listing: dict[str, Any] | None, offered: Offered
) -> Plan:
    """Compare the desired listing with the row of `listings` (none: never listed), and its offers as they may go."""
    if not desired.active:
        return _plan_inactive(listing)
    sells = listing is not None and Standing(listing["standing"]).sells
    if desired.blocked:
        return (
            _plan_blocked(desired, offered) if sells else Plan(state=State.PARKED, findings=desired.findings)
        )
    if listing is None:
        plan = Plan((Action.CREATE,), findings=desired.findings)
    else:
        plan = _plan_active(desired, content_hash, listing, offered)
    return _until_fresh(plan, offered, sells=sells)


def _until_fresh(plan: Plan, offered: Offered, *, sells: bool) -> Plan:
    """What brings new SKUs waits for fresh numbers, and so does what is on sale; what else there is to do goes on."""
    rest = without_content(plan).actions if offered.lacking else plan.actions
    if rest == plan.actions and not (sells and offered.waits):
        return plan
    if rest != plan.actions or plan.state is State.ACCEPTED:
        plan = replace(plan, actions=rest, state=State.DEFERRED, waits_for=FRESH_OFFER)
    return _shown(plan, offered)


def _shown(plan: Plan, offered: Offered) -> Plan:
    return replace(plan, findings=[*plan.findings, *offered.findings], offers_wait=offered.waits)


def without_content(plan: Plan) -> Plan:
    """The plan without what would send content that is not complete yet; prices, stock and the rest go on."""
    return replace(plan, actions=tuple(action for action in plan.actions if action not in BRINGING))


def _plan_blocked(desired: MappedListing, offered: Offered) -> Plan:
    """Its content waits for a person; what is on sale all the same keeps today's price and stock."""
    return _shown(Plan(_offer_actions(offered), State.PARKED, findings=desired.findings), offered)


def _plan_inactive(listing: dict[str, Any] | None) -> Plan:
    if listing is None:
        return Plan()
    standing = Standing(listing["standing"])
    if standing in _NOT_YET_LIVE:
        return Plan(state=State.DEFERRED, waits_for=VERDICT)
    return Plan((Action.DEACTIVATE,)) if standing.sells else Plan()


def _plan_active(
    desired: MappedListing, content_hash: str, listing: dict[str, Any], offered: Offered
) -> Plan:
    standing = Standing(listing["standing"])
    edited = content_hash != listing["content_submitted"]
    offers = _offer_actions(offered)
    if edited and (lost := sorted(set(desired.withheld_skus) & listing["sku_ids"].keys())):
        findings = [would_delete(lost), *desired.findings]
        return Plan(offers if standing.sells else (), State.PARKED, findings=findings)
    if standing.sells:
        return _plan_live(desired, offers, listing, edited=edited)
    if standing is Standing.REJECTED and listing["active"] and not edited:
        return _rejected(listing)
    way = _way_to_sale(standing, listing)
    if way is None:
        return Plan(state=State.PARKED, findings=[not_ours_to_change(standing), *desired.findings])
    stock = tuple(action for action in offers if action is Action.STOCK and takes_stock(standing))
    later = bool(offers) or offered.waits or (edited and Action.EDIT not in way)
    return _then((*stock, *way), desired, waiting=later)


def _way_to_sale(standing: Standing, listing: dict[str, Any]) -> tuple[Action, ...] | None:
    """What brings a listing that does not sell on its way to; none where only the seller can."""
    if not listing["active"]:
        return (Action.ACTIVATE,)
    if standing in _NOT_YET_LIVE:
        return ()
    return (Action.EDIT,) if standing in (Standing.REJECTED, Standing.DRAFT) else None


def _then(actions: tuple[Action, ...], desired: MappedListing, *, waiting: bool) -> Plan:
    """Act, and be done with it unless a difference has to wait until the listing is live."""
    if waiting:
        return Plan(actions, State.DEFERRED, VERDICT, desired.findings)
    return Plan(actions, findings=desired.findings)


def _plan_live(
    desired: MappedListing, offers: tuple[Action, ...], listing: dict[str, Any], *, edited: bool
) -> Plan:
    standing = Standing(listing["standing"])
    if standing is Standing.LIVE_EDIT_IN_REVIEW and edited:
        return Plan(offers, State.DEFERRED, VERDICT, desired.findings)
    if edited:
        return Plan((*offers, Action.EDIT), findings=desired.findings)
    if standing is Standing.LIVE_EDIT_REJECTED:
        return Plan(offers, State.PARKED, findings=_rejected(listing).findings)
    return Plan(offers, findings=desired.findings)


def _offer_actions(offered: Offered) -> tuple[Action, ...]:
    """Price and stock go through their own calls, for the SKUs that the shop already has."""
    differing = ((Action.STOCK, offered.quantities), (Action.PRICE, offered.prices))
    return tuple(action for action, differences in differing if differences)


def _rejected(listing: dict[str, Any]) -> Plan:
    return Plan(
        state=State.PARKED, findings=[review_finding(reason) for reason in listing["reasons"] or [{}]]
    )
