"""Deletes: complete enumerations against the mirror, tombstones, and the guard that holds what is too much at once."""

from catalog_sync.pim.parallel import in_parallel
from catalog_sync.pim.source import PimSource, Problem
from catalog_sync.store.holds import Hold, Holds
from catalog_sync.sync.intake import Intake
from catalog_sync.sync.refresh import ENUMERATION, MASS_DISAPPEARANCE, PIM, Refresh, guarded


async def carry_out_confirmed(source: PimSource, holds: Holds, refresh: Refresh) -> None:
    """Delete what a person confirmed, except what is there again; a confirmed hold is used once."""
    for hold in holds.open():
        if hold.confirmed_at is None or hold.expired:
            continue
        for keys in holds.keys(hold.hold_id):
            gone = await absent_now(source, keys)
            holds.drop([key for key in keys if key not in gone])
            refresh.counts["deleted"] += holds.delete(gone)
        holds.use(hold.hold_id)
    holds.renew_expired()


async def absent_now(source: PimSource, keys: list[str]) -> list[str]:
    """Those of the keys that the source does not have when asked by id."""
    found = await in_parallel(source.exists(key) for key in keys)
    return [key for key, exists in zip(keys, found, strict=True) if not exists]


async def enumerate_products(intake: Intake) -> bool:
    """Compare a complete enumeration with the mirror and read what differs. Returns whether it was complete.

    Problems of products that it does not name are over.
    """
    reading = await intake.source.listed()
    async for batch in reading:
        intake.scratch.add_listed(batch)
    if not reading.complete:
        show(intake, ENUMERATION, _INCOMPLETE)
        return False
    intake.problems.store([], read=[ENUMERATION])
    intake.scratch.forget_unlisted_problems(PIM, before=intake.began)
    intake.scratch.compare()
    await intake.read_pending()
    intake.scratch.miss_unlisted()
    return True


async def delete_absent(intake: Intake) -> None:
    """Delete what is absent, confirmed by id where it was merely not listed; hold it all where that is too much."""
    scratch, refresh = intake.scratch, intake.refresh
    scratch.tell_held()
    absent, living = scratch.absences()
    if guarded(absent, living):
        scratch.hold(PIM, living)
    else:
        for rows in scratch.absent():
            unlisted = await absent_now(intake.source, [key for key, told in rows if not told])
            doomed = [key for key, told in rows if told] + unlisted
            refresh.counts["deleted"] += intake.mirror.delete_products(doomed)
    intake.holds.close_empty()
    _show_holds(intake)


def show(intake: Intake, key: str, message: str) -> None:
    """Show a problem of the source itself."""
    problem = Problem(key, "all products", message)
    intake.problems.store([problem])
    intake.refresh.note([problem])


def _show_holds(intake: Intake) -> None:
    waiting = intake.holds.open()
    if not waiting:
        intake.problems.store([], read=[MASS_DISAPPEARANCE])
        return
    show(intake, MASS_DISAPPEARANCE, " ".join(map(_held, waiting)))


def _held(hold: Hold) -> str:
    what = f"{hold.number} of {hold.of_living} products are gone from the PIM; {hold.held} are held in hold {hold.hold_id}."
    if hold.confirmed_by:
        return f"{what} {hold.confirmed_by} confirmed it; the next refresh deletes those that are still gone."
    return (
        f"{what} Nothing was deactivated for it, and the rest of the catalogue goes on. If the connection lost a "
        f"permission, restore it. If they were meant to go: catalog-sync confirm {hold.hold_id}"
    )


_INCOMPLETE = (
    "The PIM's list of products stopped short of its own count. Deletes are not looked for until a list "
    "is complete; see whether its search index is healthy."
)
