"""What a person does about held deletions: look at them, and confirm one."""

from collections.abc import Mapping

import sqlalchemy as sa

from catalog_sync.moments import moment
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.holds import Hold, Holds
from catalog_sync.store.mirror_state import MirrorState

Listed = Mapping[int, Mapping[str, int]]
"""Hold -> shop -> listings of held products that are on sale there, or on their way to it."""

_ON_THEIR_WAY = (Standing.IN_REVIEW, Standing.PRE_APPROVED)


class HoldError(Exception):
    """The hold cannot be confirmed; the message says why, and what to do."""


def open_holds(engine: sa.Engine) -> list[Hold]:
    """The holds that wait for a person, or that the next refresh will carry out; the oldest first."""
    return Holds(engine).open()


def find_hold(engine: sa.Engine, hold_id: int) -> Hold:
    """One open hold. Raises HoldError when there is none of that number."""
    held = {hold.hold_id: hold for hold in open_holds(engine)}
    if hold_id not in held:
        raise HoldError(_why_not_open(engine, hold_id, [*held]))
    return held[hold_id]


def confirm_hold(engine: sa.Engine, hold_id: int, by: str) -> Hold:
    """Confirm exactly what the hold holds now, in a person's name; the next refresh within 24 hours deletes it.

    Raises HoldError when there is no such hold, or it was confirmed, carried out or replaced already.
    """
    if not by.strip():
        raise HoldError("Say who confirms it: a name is kept with the hold.")
    confirmed = Holds(engine).confirm(hold_id, by.strip())
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
        return "expired: the next refresh holds the rest under a new number"
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
        return f"Hold {hold.hold_id} was confirmed by {hold.confirmed_by} already; the next refresh carries it out."
    return f"Hold {hold.hold_id} has expired; the next refresh holds what is still gone under a new number."


def _why_not_open(engine: sa.Engine, hold_id: int, known: list[int]) -> str:
    others = f"Open holds: {', '.join(map(str, known)) or 'none'}."
    closed = Holds(engine).closed(hold_id)
    if closed is None:
        return f"There is no open hold {hold_id}, and never was. {others}"
    if closed.used_at is not None:
        return (
            f"{hold_id} is no open hold: {closed.confirmed_by} confirmed it, and it was carried out. {others}"
        )
    return (
        f"{hold_id} is no open hold any more: its products are in the source again, or what was left of them is held "
        f"under a new number. {others}"
    )
