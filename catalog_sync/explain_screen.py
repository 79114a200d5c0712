"""`catalog-sync explain SKU`: each field back to its rule and to the PIM, what the shop took and when, and where it stands."""

from collections.abc import Iterator, Sequence

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog_sync.field_words import change_words, field_name, words
from catalog_sync.mapping.lineage import Read
from catalog_sync.mapping.origins import Origin
from catalog_sync.moments import moment
from catalog_sync.sync.preview.explain import Explanation, explanations
from catalog_sync.sync.preview.region import RegionPlan


class ExplainScreen:
    """Explanations in a terminal, or as one JSON object per listing and line."""

    def __init__(self, console: Console, *, as_json: bool) -> None:
        self._console = console
        self._as_json = as_json

    async def show_all(self, plan: RegionPlan) -> None:
        """Show every listing of a plan's products."""
        for explained in await explanations(plan):
            self.show(explained)

    def show(self, explained: Explanation) -> None:
        """Show one listing of a product in one shop."""
        if self._as_json:
            self._console.file.write(orjson.dumps(explained).decode() + "\n")
            return
        self._console.print(f"[bold]{escape(explained.identifier)} in {explained.region}[/bold]")
        for line in _standing(explained):
            self._console.print(line, highlight=False, markup=False)
        if explained.origins:
            self._console.print(_origins(explained.origins, explained.mapping))
        for line in (*_pending(explained), *_findings(explained)):
            self._console.print(line, highlight=False, markup=False)


def _standing(explained: Explanation) -> Iterator[str]:
    since = f", changed {moment(explained.changed_at)}" if explained.changed_at else ""
    yield f"In the PIM: revision {explained.revision}{since}. Mapping rules: {explained.rules}."
    yield f"In the shop: {_accepted(explained)}"
    look = explained.last_look
    if look:
        waits = f", waits for {look['waits_for']}" if look["waits_for"] else ""
        again = f", looked at again {moment(look['due_at'])}" if look["due_at"] else ""
        yield f"Last look: {look['state']}{waits}{again} ({moment(look['looked_at'])})."
    else:
        yield "Last look: none yet."
    yield f"Next run: {', '.join(explained.preview.actions) or 'nothing'} ({explained.preview.why})."


def _accepted(explained: Explanation) -> str:
    accepted = explained.accepted
    if accepted is None:
        return "never listed."
    when = f"submitted {moment(accepted.submitted_at)}" if accepted.submitted_at else "taken as it was"
    revision = f" of revision {accepted.revision}" if accepted.revision is not None else ""
    live = "is live" if accepted.is_live else "is not live (yet)"
    standing = accepted.standing.replace("_", " ")
    return f"product {accepted.product_id}, {standing}. Its content{revision} was {when} and {live}."


def _origins(origins: Sequence[Origin], mapping: str) -> Table:
    table = Table(title="Where each field comes from", title_justify="left")
    for name in ("field", "value", "from the PIM", "rule"):
        table.add_column(name, overflow="fold")
    for origin in origins:
        cells = (field_name(origin.field, origin.name, origin.sku), words(origin.value), _read(origin))
        table.add_row(*map(escape, cells), escape((origin.rule or "-").removeprefix(f"{mapping}/")))
    return table


def _read(origin: Origin) -> str:
    asked = f"where {', '.join(map(_where, origin.asked))} says so" if origin.asked else ""
    read = ", ".join(map(_where, origin.reads)) or ("" if origin.note else "a constant")
    return "\n".join(filter(None, (read, asked, origin.note)))


def _where(read: Read) -> str:
    place = " ".join(filter(None, (read.locale, read.channel)))
    return f"{read.attribute} ({place})" if place else read.attribute


def _pending(explained: Explanation) -> Iterator[str]:
    changes = explained.preview.changes
    if changes and explained.accepted:
        yield "Differs from what the shop took:"
        yield from (f"  {change_words(change)}" for change in changes)
    for made in explained.corrections:
        yield f"Corrected: {made['corrector']}, because of {made['reason']}"


def _findings(explained: Explanation) -> Iterator[str]:
    if explained.findings:
        yield "Findings:"
    for finding in explained.findings:
        place = f" [{finding['rule']}]" if finding["rule"] else ""
        yield f"  {finding['severity']} {finding['code']}, {finding['title']}: {finding['message']}{place}"
        yield f"    {finding['who']}, in: {finding['where']}"
