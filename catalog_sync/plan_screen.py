"""`catalog-sync plan`: per shop region what its runs would do, first what it comes to, then the products, most urgent first."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog_sync.field_words import change_words
from catalog_sync.moments import moment
from catalog_sync.sync.preview.content_diff import Change
from catalog_sync.sync.preview.region import RegionPlan, Summary

_CHANGES = 6
_WIDTHS = {"product": 14, "why": 12, "does": 10, "calls": 5, "then": 12}
"""How wide the columns beside the changes get at most in a terminal, which have the rest."""
_TOLD_EACH = 100
"""Listings after which a terminal is told how far the plan is."""
_COLOURS = {"accepted": "green", "parked": "red", "deferred": "yellow"}

Row = dict[str, Any]


class PlanScreen:
    """Plans in a terminal, first what each comes to, then at most `limit` listings; or as JSON lines, all as they come."""

    def __init__(self, console: Console, *, as_json: bool, limit: int) -> None:
        self._console = console
        self._as_json = as_json
        self._limit = limit

    async def show(self, plan: RegionPlan) -> None:
        """Show one region's plan."""
        if self._as_json:
            await self._stream(plan)
            return
        with TemporaryFile() as shown, self._console.status("") as told:
            number = 0
            async for found in plan.foreseen():
                if number < self._limit:
                    shown.write(orjson.dumps(found.preview) + b"\n")
                number += 1
                if number % _TOLD_EACH == 0:
                    told.update(f"{plan.summary.region}: {number} listings of {plan.summary.due} products")
            told.stop()
            shown.seek(0)
            self._print(plan.summary, shown)

    async def _stream(self, plan: RegionPlan) -> None:
        async for found in plan.foreseen():
            self._line({"type": "listing", "region": plan.summary.region} | vars(found.preview))
        self._line({"type": "summary"} | vars(plan.summary))

    def _line(self, row: Row) -> None:
        self._console.file.write(orjson.dumps(row).decode() + "\n")

    def _print(self, summary: Summary, shown: IO[bytes]) -> None:
        self._console.print(_summary(summary))
        if summary.obstacle:
            self._console.print(escape(summary.obstacle), style="yellow", highlight=False)
        if not summary.due:
            self._console.print("Nothing is due: every product is as this shop took it, or waits.\n")
        if not summary.products:
            return
        self._console.print(_products(summary, shown))
        if summary.products > self._limit:
            more = summary.products - self._limit
            self._console.print(f"… and {more} more: --limit shows more of them, --json all.")


def _summary(summary: Summary) -> Table:
    table = Table(title=f"{summary.region}: what the next runs do", title_justify="left", show_header=False)
    for name, told in _facts(summary):
        table.add_row(name, escape(told))
    return table


def _facts(summary: Summary) -> Iterator[tuple[str, str]]:
    as_of = moment(summary.products_as_of) if summary.products_as_of else "never read"
    yield "products as of", as_of
    yield "mapping rules", summary.rules
    yield "products", f"{summary.due}, as {_number(summary.products, 'listing')}"
    yield "to do", _counts(summary.actions)
    yield "go to review", str(summary.reviews)
    yield "calls that change the shop", str(summary.calls)
    yield "afterwards", _counts(summary.states)
    if summary.waits:
        yield "waiting for", _counts(summary.waits)
    if summary.findings:
        yield "findings", _counts(summary.findings)
    if summary.held_creates:
        yield "creates beyond today's limit", _limited(summary)


def _limited(summary: Summary) -> str:
    last = summary.last_create_on
    return f"{summary.held_creates}, the last on {last:%Y-%m-%d}" if last else str(summary.held_creates)


def _counts(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {number}" for name, number in ordered) or "nothing"


def _number(number: int, of: str) -> str:
    return f"{number} {of}{'s' * (number != 1)}"


def _products(summary: Summary, shown: IO[bytes]) -> Table:
    table = Table(title_justify="left")
    for name, width in _WIDTHS.items():
        table.add_column(name, overflow="fold", max_width=width)
    table.add_column("what changes", overflow="fold")
    for row in map(orjson.loads, shown):
        does = ", ".join(row["actions"]) or "nothing"
        review = "\n[yellow]review[/yellow]" if row["causes_review"] else ""
        table.add_row(
            escape(row["identifier"]),
            escape(row["why"]),
            f"{does}{review}",
            str(row["calls"]),
            _then(row),
            escape("\n".join(_told(row))),
        )
    table.title = f"{summary.region}: products, most urgent first"
    return table


def _then(row: Row) -> str:
    waits = f"\nwaits for {row['waits_for']}" if row["waits_for"] else ""
    return f"[{_COLOURS[row['state']]}]{row['state']}[/]{escape(waits)}"


def _told(row: Row) -> Iterator[str]:
    changes = [Change(**change) for change in row["changes"]]
    yield from map(change_words, changes[:_CHANGES])
    if len(changes) > _CHANGES:
        yield f"… and {len(changes) - _CHANGES} more fields"
    for file in row["files"]:
        if file["to_upload"] and file["steps"]:
            yield f"{file['code']}: uploaded after {'; '.join(file['steps'])}"
    for finding in row["findings"]:
        yield f"{finding['severity']} {finding['code']} ({finding['who']}): {finding['message']}"
