"""What a person does about held deletions: look at them, and confirm one."""

import sqlalchemy as sa

from catalog_sync.store.holds import Hold, Holds


class HoldError(Exception):
    """The hold cannot be confirmed; the message says why, and what to do."""


def open_holds(engine: sa.Engine) -> list[Hold]:
    """The holds that wait for a person, or that the next refresh will carry out; the oldest first."""
    return Holds(engine).open()


def confirm_hold(engine: sa.Engine, hold_id: int, by: str) -> Hold:
    """Confirm exactly what the hold holds now, in a person's name; the next refresh within 24 hours deletes it.

    Raises HoldError when there is no such hold, or it was confirmed, carried out or replaced already.
    """
    if not by.strip():
        raise HoldError("Say who confirms it: a name is kept with the hold.")
    confirmed = Holds(engine).confirm(hold_id, by.strip())
    held = {hold.hold_id: hold for hold in open_holds(engine)}
    if not confirmed:
        raise HoldError(_why_not(hold_id, held))
    return held[hold_id]


def _why_not(hold_id: int, held: dict[int, Hold]) -> str:
    hold = held.get(hold_id)
    if hold is None:
        known = ", ".join(str(each) for each in held) or "none"
        return f"There is no open hold {hold_id}; it may have been carried out, or replaced. Open holds: {known}."
    if hold.confirmed_by:
        return (
            f"Hold {hold_id} was confirmed by {hold.confirmed_by} already; the next refresh carries it out."
        )
    return f"Hold {hold_id} has expired; the next refresh holds what is still gone under a new number."
