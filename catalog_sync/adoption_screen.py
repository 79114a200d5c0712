"""`catalog-sync adopt`: what is in a shop already, which product each listing is, and what we would change in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog_sync.configuration import Configuration
from catalog_sync.store.database import advisory_lock
from catalog_sync.sync.adoption import (
    Adoption,
    AdoptionError,
    adopt,
    adoptions_of,
    call_foreign,
    find_listings,
)
from catalog_sync.sync.connections import ledger_engine, open_desk
from catalog_sync.sync.rulebook import open_rulebook

_ROWS = 20


@dataclass(frozen=True)
class Wish:
    """What a person asked for: to link or not, which listing is which product, and which are none of ours."""

    region: str
    apply: bool = False
    links: Mapping[str, str] | None = None
    foreign: Sequence[str] = ()


async def run_adopt(configuration: Configuration, wish: Wish, console: Console, *, as_json: bool) -> bool:
    """Show what can be adopted and, where asked, do it. Returns whether nothing is left to a person."""
    links = wish.links or {}
    with ExitStack() as stack:
        lock = None
        if wish.apply:
            name = (
                f"shop:{configuration.shops[wish.region].shop_id}"
                if wish.region in configuration.shops
                else ""
            )
            lock = stack.enter_context(advisory_lock(ledger_engine(), name, wait=0))
            if lock is None:
                raise AdoptionError(f"A run works on {wish.region} right now: try again when it has ended.")
        async with open_desk(configuration, wish.region, lock) as desk:
            rulebook = open_rulebook(configuration.mapping, desk.facts, desk.mirror, desk.taxonomy)
            if wish.apply:
                call_foreign(desk, wish.foreign)
            listings = await find_listings(desk, links)
            found = adoptions_of(desk, rulebook, listings)
            if wish.apply:
                adopt(desk, listings)
    if as_json:
        for each in found:
            console.file.write(orjson.dumps(asdict(each) | {"ambiguous": each.ambiguous}).decode() + "\n")
    else:
        _show(console, wish, found)
    return not any(each.ambiguous for each in found)


def _show(console: Console, wish: Wish, found: Sequence[Adoption]) -> None:
    linked = [each for each in found if each.product_key]
    ambiguous = [each for each in found if each.ambiguous]
    others = len(found) - len(linked) - len(ambiguous)
    verb = "were" if wish.apply else "can be"
    console.print(
        f"{len(linked)} listings {verb} linked, {len(ambiguous)} go to a person, {others} are none of ours."
    )
    if linked:
        console.print(_linked_table(linked))
        fields = Counter(change.field.partition(".")[0] for each in linked for change in each.changes)
        told = ", ".join(f"{field} {number}" for field, number in fields.most_common())
        console.print(
            f"Fields that differ from what we would send: {told or 'none known yet'}.", highlight=False
        )
    if ambiguous:
        console.print(_ambiguous_table(ambiguous))
        console.print(
            "  [bold]--link LISTING=PRODUCT[/bold] or [bold]--foreign LISTING[/bold] with --apply decides one."
        )
    console.print(
        "Nothing was linked: --apply links them, and sends nothing."
        if not wish.apply
        else "Linked only. Their stock is kept from now on; content and prices stay the shop's until a person "
        "confirms the hold that the next sync opens: catalog-sync confirm lists it, catalog-sync plan --hold HOLD shows "
        "what differs, field by field."
    )


def _linked_table(linked: Sequence[Adoption]) -> Table:
    more = f" (the first {_ROWS} of {len(linked)}; all: --json)" if len(linked) > _ROWS else ""
    table = Table("listing", "product", "differs in", title=f"Linked as they are{more}", title_justify="left")
    for each in linked[:_ROWS]:
        fields = dict.fromkeys(change.field.partition(".")[0] for change in each.changes)
        table.add_row(each.product_id, escape(each.identifier or ""), ", ".join(fields))
    return table


def _ambiguous_table(ambiguous: Sequence[Adoption]) -> Table:
    table = Table("listing", "title", "seller SKUs", "why", title="For a person", title_justify="left")
    for each in ambiguous:
        cells = (each.title, ", ".join(each.seller_skus), each.reason or "")
        table.add_row(each.product_id, *map(escape, cells))
    return table
