"""`catalog-sync confirm`: what waits for a person, what confirming it does, and what happens then."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson
import sqlalchemy as sa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog_sync.effect_screen import effects_next, effects_story, effects_table, effects_to_confirm
from catalog_sync.moments import moment
from catalog_sync.store.held_effects import held_changes
from catalog_sync.store.holds import DELETION, Hold
from catalog_sync.sync.holds import (
    Listed,
    command,
    confirm_hold,
    find_hold,
    held_listings,
    on_sale,
    open_holds,
    state,
    waits,
)

_SHOWN = 20
"""Changes of a hold that are shown in a terminal."""


class HoldScreen:
    """The holds of a ledger in a terminal, or as one JSON object per line."""

    def __init__(self, engine: sa.Engine, console: Console, *, as_json: bool) -> None:
        self._engine = engine
        self._console = console
        self._as_json = as_json

    def show_all(self) -> bool:
        """Show every open hold. Returns whether none waits for a person."""
        holds, listed = open_holds(self._engine), held_listings(self._engine)
        if self._as_json:
            self._write(holds, listed)
        elif holds:
            deletions = [hold for hold in holds if hold.kind == DELETION]
            changes = [hold for hold in holds if hold.kind != DELETION]
            if deletions:
                self._console.print(_table(deletions, listed))
            if changes:
                self._console.print(effects_table(changes))
            self._print(
                "What confirming one does, and its confirmation:",
                "  [bold]catalog-sync confirm HOLD[/bold]",
                "  [bold]catalog-sync confirm HOLD --by NAME[/bold]",
            )
        else:
            self._console.print("Nothing is held: no deletion and no change waits for a person.")
        return not any(map(waits, holds))

    def show_one(self, hold_id: int) -> bool:
        """Show one open hold and what confirming it does. Returns whether it waits for nobody. Raises HoldError."""
        hold, listed = find_hold(self._engine, hold_id), held_listings(self._engine)
        if self._as_json:
            self._write([hold], listed)
        elif hold.kind == DELETION:
            self._print(*_story(hold), "", *_effect(hold, listed), "", *_to_confirm(hold))
        else:
            self._print(*effects_story(hold, self._changes(hold)), "", *effects_to_confirm(hold))
        return not waits(hold)

    def confirm(self, hold_id: int, by: str) -> None:
        """Confirm one in a person's name, and tell what happens next. Raises HoldError."""
        listed = held_listings(self._engine)
        hold = confirm_hold(self._engine, hold_id, by)
        if self._as_json:
            self._write([hold], listed)
        elif hold.kind == DELETION:
            self._print(*_story(hold), "", *_next(hold, listed))
        else:
            self._print(*effects_story(hold, self._changes(hold)), "", *effects_next(hold))

    def _changes(self, hold: Hold) -> list[dict[str, Any]]:
        return held_changes(self._engine, hold.hold_id, limit=_SHOWN)

    def _write(self, holds: list[Hold], listed: Listed) -> None:
        for hold in holds:
            row = asdict(hold) | {"listed": listed.get(hold.hold_id, {}), "command": command(hold)}
            if hold.kind != DELETION:
                row["changes"] = held_changes(self._engine, hold.hold_id)
            self._console.file.write(orjson.dumps(row).decode() + "\n")

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._console.print(line, highlight=False)


def _table(holds: list[Hold], listed: Listed) -> Table:
    table = Table("hold", "gone", "on sale", "since", "state", title="Held deletions", title_justify="left")
    for hold in holds:
        gone = f"{hold.held} of {hold.of_living}"
        style = "yellow" if waits(hold) else "green"
        cells = (str(hold.hold_id), gone, on_sale(hold, listed), moment(hold.opened_at))
        table.add_row(*cells, f"[{style}]{escape(state(hold))}[/{style}]")
    return table


def _story(hold: Hold) -> list[str]:
    more = f" and {hold.held - len(hold.shown)} more" if hold.held > len(hold.shown) else ""
    back = f", {hold.number - hold.held} are back" if hold.number > hold.held else ""
    gone = f"{hold.number} of {hold.of_living} products were gone from the PIM at {moment(hold.opened_at)}{back}."
    return [
        f"[bold]Hold {hold.hold_id}[/bold], {escape(state(hold))}",
        f"{gone} Held: {escape(', '.join(hold.shown))}{more}.",
    ]


def _effect(hold: Hold, listed: Listed) -> list[str]:
    shops = listed.get(hold.hold_id, {})
    first = f"Confirming it deletes {_products(hold.held)} from the mirror"
    where = f" and takes {_listings(shops)} off sale in {_shops(shops)}: {on_sale(hold, listed)}."
    return [
        first + (where if shops else "; none of them is listed in a shop."),
        "What is in the PIM again by then stays. Listings are deactivated, not deleted.",
    ]


def _to_confirm(hold: Hold) -> list[str]:
    if not waits(hold):
        return ["The next refresh of the PIM carries it out; there is nothing left to do."]
    if hold.expired:
        return ["It cannot be confirmed any more; the next refresh of the PIM holds the rest anew."]
    return [
        "Nothing was confirmed. If they were meant to go:",
        f"  [bold]{command(hold)}[/bold]",
        "If not, bring them back in the PIM, or restore what its connection may read: then they are let go unharmed.",
    ]


def _next(hold: Hold, listed: Listed) -> list[str]:
    shops = listed.get(hold.hold_id, {})
    then = f"; the next sync takes {_listings(shops)} off sale ({on_sale(hold, listed)})" if shops else ""
    return [
        f"The next refresh of the PIM deletes those of the {_products(hold.held)} that are still gone then{then}.",
        "A run of any shop region does both. To see to it now, start refresh_catalog, then sync_region, in Dagster.",
        f"The confirmation counts once, and until {moment(hold.expires_at)}.",
    ]


def _products(number: int) -> str:
    return f"{number} product{'s' * (number != 1)}"


def _listings(shops: Mapping[str, int]) -> str:
    number = sum(shops.values())
    return f"{number} listing{'s' * (number != 1)}"


def _shops(shops: Mapping[str, int]) -> str:
    return f"{len(shops)} shop{'s' * (len(shops) != 1)}"
