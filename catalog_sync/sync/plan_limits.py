"""What of a plan can go now: nothing that the shop would refuse, and no SKU that another listing may still sell: pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.looks import State
from catalog_sync.sync.plan import BRINGING, SHOP_SETUP, VERDICT, Action, Plan


def held_back(plan: Plan, obstacle: Finding | None) -> Plan:
    """The plan without what TikTok would refuse while the shop may not list; prices, stock and the rest go on."""
    rest = tuple(action for action in plan.actions if action not in (Action.CREATE, Action.ACTIVATE))
    if obstacle is None or rest == plan.actions:
        return plan
    return Plan(rest, State.DEFERRED, SHOP_SETUP, [obstacle, *plan.findings], plan.offers_wait)


def after_others(
    plan: Plan,
    desired: MappedListing,
    listing: dict[str, Any] | None,
    others: Iterable[dict[str, Any]],
) -> Plan:
    """The plan of one of a product's listings: it takes no SKU while another one of them may sell it still."""
    known = set(listing["sku_ids"]) if listing else set()
    wanted = {sku["seller_sku"] for sku in desired.content.get("skus", [])}
    brings = known | wanted if Action.ACTIVATE in plan.actions else wanted - known
    still = any(
        brings & row["sku_ids"].keys() or Standing(row["standing"]) is Standing.LIVE_EDIT_IN_REVIEW
        for row in others
        if Standing(row["standing"]).sells
    )
    rest = tuple(action for action in plan.actions if action not in (*BRINGING, Action.ACTIVATE))
    if not (brings and still) or rest == plan.actions:
        return plan
    return replace(plan, actions=rest, state=State.DEFERRED, waits_for=VERDICT)
