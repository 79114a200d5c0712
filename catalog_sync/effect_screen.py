"""How holds of edits, prices and adoptions are told in a terminal: what would happen, and what confirming one does."""

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from catalog_sync.moments import moment
from catalog_sync.store.holds import Hold
from catalog_sync.sync.holds import command, state, waits

_WHAT = {
    "edit": "content edits",
    "deactivation": "listings off sale",
    "activation": "listings back on sale",
    "price_move": "large price moves",
    "price": "prices beyond the bounds",
    "currency": "prices in another currency",
    "adoption": "adopted listings",
}
_WHY = {
    "edit": "{held} live listings of {shop} would be edited, each with a review: more than may be at once without a "
    "person (shop key `guards`), of {live} live ones.",
    "deactivation": "{held} live listings of {shop} would be taken off sale, though their products are in the PIM: more "
    "than may be at once without a person (shop key `guards`), of {live} live ones.",
    "activation": "{held} listings of {shop} would come back on sale, each with a review: more than may be at once without "
    "a person (shop key `guards`), beside {live} live ones.",
    "price_move": "{held} prices of {shop} would move by much: more than may at once without a person (shop key "
    "`guards`), of {live} live listings.",
    "price": "{held} prices of {shop} would fall or rise beyond the bounds (shop key `guards`).",
    "currency": "{held} prices of {shop} are in another currency than the shop's.",
    "adoption": "{held} listings of {shop} were adopted as the shop has them; we would overwrite their content and "
    "prices, or take them off sale.",
}


def effects_table(holds: Sequence[Hold]) -> Table:
    """The holds of effects, one a row."""
    table = Table(
        "hold", "what", "shop", "held", "since", "state", title="Held changes", title_justify="left"
    )
    for hold in holds:
        style = "yellow" if waits(hold) else "green"
        cells = (str(hold.hold_id), _WHAT[hold.kind], hold.source, f"{hold.held} of {hold.number}")
        table.add_row(*cells, moment(hold.opened_at), f"[{style}]{escape(state(hold))}[/{style}]")
    return table


def effects_story(hold: Hold, changes: Sequence[dict[str, Any]]) -> list[str]:
    """What a hold holds, and why."""
    why = _WHY[hold.kind].format(held=hold.held, shop=hold.source, live=hold.of_living)
    more = (
        [f"  and {hold.held - len(changes)} more (all of them: --json)"] if hold.held > len(changes) else []
    )
    return [
        f"[bold]Hold {hold.hold_id}[/bold], {escape(state(hold))}",
        why,
        *(f"  {escape(_line(change))}" for change in changes),
        *more,
        f"Field by field: [bold]catalog-sync plan --hold {hold.hold_id}[/bold]",
    ]


def effects_to_confirm(hold: Hold) -> list[str]:
    """What a person can do about it."""
    if not waits(hold):
        return [f"The next sync of {hold.source} sends it; there is nothing left to do."]
    if hold.expired:
        return [f"It cannot be confirmed any more; the next sync of {hold.source} holds the rest anew."]
    return [
        f"Nothing was confirmed. Confirming it lets the next sync of {hold.source} send exactly this.",
        "What changes until then is held anew. All else goes on meanwhile.",
        f"  [bold]{command(hold)}[/bold]",
        "If it was not meant, mend the rule or the source: what is no longer so is let go unharmed.",
    ]


def effects_next(hold: Hold) -> list[str]:
    """What happens after a confirmation."""
    return [
        f"The next sync of {hold.source} sends it: start sync_region in Dagster, or wait for the schedule.",
        f"The confirmation counts once, for exactly what was shown, and until {moment(hold.expires_at)}.",
    ]


def _line(row: dict[str, Any]) -> str:
    change = row["change"]
    told = f": {', '.join(change['fields'])}" if change.get("fields") else ""
    moved = f": {change['before']} -> {change['after']}" if "before" in change else told
    return f"{row['sku'] or row['identifier']}{moved}"
