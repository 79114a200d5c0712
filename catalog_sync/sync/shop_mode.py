"""What of a plan a shop's mode lets go: `check` nothing, `draft` no more than drafts and what is on sale already: pure."""

from dataclasses import replace
from typing import Any, Literal

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.looks import State
from catalog_sync.sync.plan import Action, Plan

Mode = Literal["check", "draft", "live"]

SHOP_MODE = "shop mode"
"""What a deferred product waits for while its shop's mode lets it go no further; the mode is part of the look-key."""

_KEPT_IN_DRAFT = (Action.CREATE, Action.DEACTIVATE, Action.STOCK, Action.PRICE)


def in_mode(plan: Plan, mode: Mode, listing: dict[str, Any] | None, content_hash: str) -> Plan:
    """The plan as far as the mode goes.

    In `draft` new products are saved as drafts and drafts are kept up to date; on what is on sale prices, stock and
    deactivations go on, its content waits.
    """
    if mode == "live" or not plan.actions:
        return plan
    rest = () if mode == "check" else _as_drafts(plan, listing, content_hash)
    if rest == plan.actions and not is_draft(listing) and Action.CREATE not in rest:
        return plan
    findings = [_finding(mode, plan.actions), *plan.findings]
    return replace(plan, actions=rest, state=State.DEFERRED, waits_for=SHOP_MODE, findings=findings)


def is_draft(listing: dict[str, Any] | None) -> bool:
    """Whether the listing is a draft in the shop, which going live makes the listing."""
    return listing is not None and Standing(listing["standing"]) is Standing.DRAFT


def _as_drafts(plan: Plan, listing: dict[str, Any] | None, content_hash: str) -> tuple[Action, ...]:
    changed = listing is not None and listing["content_submitted"] != content_hash
    kept = (*_KEPT_IN_DRAFT, Action.EDIT) if is_draft(listing) and changed else _KEPT_IN_DRAFT
    return tuple(action for action in plan.actions if action in kept)


def _finding(mode: Mode, actions: tuple[Action, ...]) -> Finding:
    would = ", ".join(action.value for action in actions)
    what = {
        "check": f"nothing is sent to the shop (else: {would}). Set it to draft or live to go on.",
        "draft": f"it goes no further than a draft (else: {would}). Set it to live to list it.",
    }
    message = f"The mode of the shop is {mode} (configuration, `shops`): {what[mode]}"
    return Finding(code=f"mode_{mode}", severity=Severity.WARN, message=message)
