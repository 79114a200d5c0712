"""What people see of a refresh of the mirror: what it changed, how the mirror stands, and what waits for them."""

from datetime import datetime, timedelta
from typing import Any

import dagster as dg

from catalog_sync.assets.common import markdown_table
from catalog_sync.configuration import Configuration
from catalog_sync.moments import moment, span
from catalog_sync.pim.errors import PimError
from catalog_sync.source_configuration import OffersConfiguration
from catalog_sync.store.mirror_state import MirrorState, SourceState
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.holds import command, held_listings, on_sale, open_holds, state, waits
from catalog_sync.sync.refresh import MISSED_BY_DELTA, OFFERS, PIM, Refresh

CATALOG = "pim_catalog"
MISSED_NOTHING, NOTHING_HELD = "delta_missed_nothing", "no_deletion_waits"
CHECKS = {
    MISSED_NOTHING: "The last full re-read found nothing that the delta had missed.",
    NOTHING_HELD: "No mass disappearance waits for a person. Until one confirms it, nothing is deleted for it.",
}
_NAMES = {PIM: "The PIM", OFFERS: "The source of prices and stock"}
_WARN = dg.AssetCheckSeverity.WARN
_SHOWN, _NAMED = 50, 20
"""Rows of tables: of problems, and of what Dagster shall not fold away."""
_NEVER = "not yet"


def refresh_metadata(configuration: Configuration, refresh: Refresh, since: int) -> dict[str, Any]:
    """What the refresh did, and how the mirror stands now; `since` is the last revision before it."""
    counts = refresh.counts
    metadata: dict[str, Any] = {
        "products_read": counts["read"],
        "products_changed": counts["changed"],
        "products_deleted": counts["deleted"],
        "offers_changed": counts["offers_changed"],
    }
    if MISSED_BY_DELTA in counts:
        metadata[MISSED_BY_DELTA] = counts[MISSED_BY_DELTA]
    if refresh.unread:
        metadata["not_read"] = " ".join(why_unread(refresh.unread))
    return metadata | {"what_changed": _changed(refresh, since)} | mirror_metadata(configuration)


def mirror_metadata(configuration: Configuration) -> dict[str, Any]:
    """How the mirror stands: what it holds, how fresh it is, what cannot be read, what waits for a person."""
    mirror = MirrorState(ledger_engine())
    number, newest = mirror.problems(_SHOWN)
    rows = [(_kind(source), name, message, moment(seen)) for source, name, message, seen in newest]
    return {
        "products": mirror.living(),
        "sources": markdown_table(["source", "state"], _sources(mirror, configuration.offers)),
        "held_deletions": _held(),
        "problems_now": number,
        "problems": markdown_table(["source", "about", "problem", "seen"], rows, of=number),
    }


def why_unread(unread: dict[str, PimError]) -> list[str]:
    """Why each source could not be read, and what to do."""
    return [
        f"{_NAMES[name]} could not be read: {error} Nothing is lost: the next refresh takes up where this one "
        "began. To see what is wrong: catalog-sync pim check"
        for name, error in unread.items()
    ]


def catalog_outcomes() -> dict[str, dict[str, Any]]:
    """Check of `pim_catalog` -> its outcome right now."""
    return {MISSED_NOTHING: _missed_nothing(), NOTHING_HELD: _nothing_held()}


def _changed(refresh: Refresh, since: int) -> dg.MetadataValue[Any]:
    rows = [
        (identifier, family or "none", "deleted" if deleted else "changed")
        for identifier, family, deleted in MirrorState(ledger_engine()).changed_after(since, _NAMED)
    ]
    number = refresh.counts["changed"] + refresh.counts["deleted"]
    return markdown_table(["product", "family", "what"], rows, of=max(number, len(rows)))


def _sources(mirror: MirrorState, configured: OffersConfiguration | None) -> list[tuple[str, Any]]:
    pim, prices = mirror.source(PIM), mirror.source(OFFERS)
    rows: list[tuple[str, Any]] = [
        ("products from", pim.origin if pim else _NEVER),
        ("products last read", _when(pim)),
    ]
    if pim:
        rows += [
            ("all products last listed, to find deleted ones", _at(pim.enumerated_at)),
            ("all products last read again", f"{_at(pim.reread_at)}{_found(pim)}"),
        ]
    if configured is None:
        return [*rows, ("prices and stock", "no source is configured")]
    limit = timedelta(seconds=configured.max_age_seconds)
    offers = mirror.offers(limit)
    return [
        *rows,
        ("prices and stock from", prices.origin if prices else _NEVER),
        ("prices and stock last read", _when(prices)),
        ("SKUs with price or stock", f"{offers.number}, the newest as of {_at(offers.newest)}"),
        (f"older than {span(limit)}, so never sent", offers.too_old),
    ]


def _held() -> dg.MetadataValue[Any]:
    listed = held_listings(ledger_engine())
    rows = [
        (
            hold.hold_id,
            f"{hold.held} of {hold.of_living}: {', '.join(hold.shown[:5])}{' …' * (hold.held > 5)}",
            on_sale(hold, listed),
            state(hold),
            f"`{command(hold)}`" if waits(hold) and not hold.expired else "nothing",
        )
        for hold in open_holds(ledger_engine())
    ]
    return markdown_table(["hold", "gone", "on sale", "state", "if they were meant to go"], rows)


def _missed_nothing() -> dict[str, Any]:
    mirror = MirrorState(ledger_engine())
    pim = mirror.source(PIM)
    if pim is None or pim.reread_at is None:
        told = "All products were not read again yet; switch on the schedule weekly_reread."
        return {"passed": True, "description": told}
    shown = mirror.problem(PIM, MISSED_BY_DELTA)
    told = f"The full re-read of {moment(pim.reread_at)} found nothing that the delta had missed."
    return {"passed": not shown, "severity": _WARN, "description": shown or told}


def _nothing_held() -> dict[str, Any]:
    waiting = [hold for hold in open_holds(ledger_engine()) if waits(hold)]
    told = [
        f"{hold.held} of {hold.of_living} products are gone from the PIM, and nothing was deleted for it. Look at it "
        f"with: catalog-sync confirm {hold.hold_id}"
        for hold in waiting
    ]
    return {"passed": not waiting, "severity": _WARN, "description": " ".join(told) or "No deletion waits."}


def _kind(source: str) -> str:
    return {PIM: "products", OFFERS: "prices and stock"}[source]


def _when(source: SourceState | None) -> str:
    return _at(source.refreshed_at) if source else _NEVER


def _found(source: SourceState) -> str:
    return "" if source.reread_at is None else f", the delta had missed {source.missed_by_delta}"


def _at(at: datetime | None) -> str:
    return moment(at) if at else _NEVER
