"""What a person does about what is held, deletions and changes of shops: look at it, and confirm it."""

from collections.abc import Mapping

import sqlalchemy as sa

from catalog_sync.moments import moment
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.held_effects import confirm_effects, open_effect_holds
from catalog_sync.store.holds import DELETION, Hold, Holds
from catalog_sync.store.mirror_state import MirrorState

Listed = Mapping[int, Mapping[str, int]]
"""Hold -> shop -> listings of held products that are on sale there, or on their way to it."""

_ON_THEIR_WAY = (Standing.IN_REVIEW, Standing.PRE_APPROVED)


class HoldError(Exception):
    """The hold cannot be confirmed; the message says why, and what to do."""


def open_holds(engine: sa.Engine) -> list[Hold]:
    """The holds that wait for a person, or that the next refresh or sync will carry out; the oldest first."""
    holds = [*Holds(engine).open(), *open_effect_holds(engine)]
    return sorted(holds, key=lambda hold: hold.hold_id)


def find_hold(engine: sa.Engine, hold_id: int) -> Hold:
    """One open hold. Raises HoldError when there is none of that number."""
    held = {hold.hold_id: hold for hold in open_holds(engine)}
    if hold_id not in held:
        raise HoldError(_why_not_open(engine, hold_id, [*held]))
    return held[hold_id]


def confirm_hold(engine: sa.Engine, hold_id: int, by: str) -> Hold:
    """Confirm exactly what the hold holds now, in a person's name; the next refresh or sync within 24 hours does it.

    Raises HoldError when there is no such hold, or it was confirmed, carried out or replaced already.
    """
    if not by.strip():
        raise HoldError("Say who confirms it: a name is kept with the hold.")
    confirmed = Holds(engine).confirm(hold_id, by.strip()) or confirm_effects(engine, hold_id, by.strip())
    hold = find_hold(engine, hold_id)
    if not confirmed:
        raise HoldError(_why_not(hold))
    return hold


def waits(hold: Hold) -> bool:
    """Whether a person has to decide on it; one that has expired is held again under a new number first."""
    return hold.confirmed_at is None or hold.expired


def command(hold: Hold) -> str:
    """What confirms the hold."""
    return f"catalog-sync confirm {hold.hold_id} --by NAME"


def state(hold: Hold) -> str:
    """Where the hold stands, in a few words."""
    if hold.expired:
        return f"expired: the next {_carried_out_by(hold)} holds the rest under a new number"
    if hold.confirmed_by:
        return f"confirmed by {hold.confirmed_by}, counts until {moment(hold.expires_at)}"
    return f"waits until {moment(hold.expires_at)}"


def on_sale(hold: Hold, listed: Listed) -> str:
    """In which shops how many held products are listed."""
    shops = listed.get(hold.hold_id, {})
    return ", ".join(f"{number} in {shop}" for shop, number in shops.items()) or "none listed"


def held_listings(engine: sa.Engine) -> Listed:
    """What is on sale of all that is held, or on its way to it."""
    standings = [standing.value for standing in Standing if standing.sells or standing in _ON_THEIR_WAY]
    return MirrorState(engine).held_listings(standings)


def _why_not(hold: Hold) -> str:
    if hold.confirmed_by and not hold.expired:
        by = f"by {hold.confirmed_by} already; the next {_carried_out_by(hold)}"
        return f"Hold {hold.hold_id} was confirmed {by} carries it out."
    rest = "what is still gone" if hold.kind == DELETION else "the rest"
    return (
        f"Hold {hold.hold_id} has expired; the next {_carried_out_by(hold)} holds {rest} under a new number."
    )


def _carried_out_by(hold: Hold) -> str:
    return "refresh" if hold.kind == DELETION else f"sync of {hold.source}"


def _why_not_open(engine: sa.Engine, hold_id: int, known: list[int]) -> str:
    others = f"Open holds: {', '.join(map(str, known)) or 'none'}."
    closed = Holds(engine).closed(hold_id)
    if closed is None:
        return f"There is no open hold {hold_id}, and never was. {others}"
    if closed.used_at is not None:
        return (
            f"{hold_id} is no open hold: {closed.confirmed_by} confirmed it, and it was carried out. {others}"
        )
    over = "its products are in the source again" if closed.kind == DELETION else "it is no longer so"
    return f"{hold_id} is no open hold any more: {over}, or what was left of it is held under a new number. {others}"
