"""`catalog-sync confirm --change`: changes of a listing's form that wait for a person, and the confirmation of one."""

from dataclasses import asdict

import orjson
import sqlalchemy as sa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog_sync.moments import moment
from catalog_sync.store.form_changes import FormChange, confirm_change, open_changes
from catalog_sync.sync.holds import HoldError


class ChangeScreen:
    """The changes of form of a ledger in a terminal, or as one JSON object per line."""

    def __init__(self, engine: sa.Engine, console: Console, *, as_json: bool) -> None:
        self._engine = engine
        self._console = console
        self._as_json = as_json

    def show_all(self) -> bool:
        """Show every change that was not made yet. Returns whether none waits for a person."""
        changes = open_changes(self._engine)
        if self._as_json:
            for shop, change in changes:
                self._console.file.write(orjson.dumps({"shop": shop} | asdict(change)).decode() + "\n")
        elif changes:
            self._console.print(_table(changes))
            self._console.print("To confirm one: [bold]catalog-sync confirm --change CHANGE --by NAME[/bold]")
        return all(change.confirmed for _, change in changes)

    def confirm(self, change_id: int, by: str) -> None:
        """Confirm one in a person's name. Raises HoldError."""
        if not by.strip():
            raise HoldError("Say who confirms it: a name is kept with the change.")
        if not confirm_change(self._engine, change_id, by.strip()):
            waiting = [change.change_id for _, change in open_changes(self._engine) if not change.confirmed]
            others = ", ".join(map(str, waiting)) or "none"
            raise HoldError(f"There is no change {change_id} that waits. Waiting: {others}.")
        self._console.print(
            f"Change {change_id} is confirmed, for 24 hours and for exactly what was shown. The next run of the shop "
            "makes it.",
            highlight=False,
        )


def _table(changes: list[tuple[str, FormChange]]) -> Table:
    table = Table(
        "change", "shop", "listing", "what", "since", "state", title="Changes of form", title_justify="left"
    )
    for shop, change in changes:
        state = f"confirmed by {change.confirmed_by}" if change.confirmed else "waits"
        cells = (
            str(change.change_id),
            shop,
            change.listing_key,
            change.message,
            moment(change.seen_at),
            state,
        )
        table.add_row(*map(escape, cells))
    return table
