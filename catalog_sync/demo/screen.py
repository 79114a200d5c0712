"""What the demo shows in the terminal: progress while it runs, tables at the end."""

from collections.abc import Iterable, Iterator
from threading import Event, Thread
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Column, Table

from catalog_sync.demo.report import Outcome, RegionReport, Report
from catalog_sync.demo.rounds import Told
from catalog_sync.store.overview import Overview

_REFRESH_SECONDS = 0.5
_SHOWN_ONE_BY_ONE = 30
_OUTCOMES = ("live", "parked", "deactivated", "not for sale", "unfinished")
_ACTIONS = ("create", "edit", "price", "stock", "deactivate", "activate")


class Progress:
    """A live table of all regions, read from the ledger while the runs work."""

    def __init__(self, console: Console, title: str, overviews: dict[str, Overview], told: Told) -> None:
        self._title = title
        self._told = told
        self._overviews = overviews
        self._doing = dict.fromkeys(overviews, "waiting")
        self._live = Live(self._table(), console=console, auto_refresh=False)
        self._over = Event()
        self._thread = Thread(target=self._keep_drawing, daemon=True)

    def __enter__(self) -> Self:
        self._live.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._live.update(self._table(), refresh=True)
        self._live.stop()
        self._live.console.print()

    def _keep_drawing(self) -> None:
        while not self._over.wait(_REFRESH_SECONDS):
            self._live.update(self._table(), refresh=True)

    def _table(self) -> Table:
        while not self._told.empty():
            region, doing = self._told.get()
            self._doing[region] = doing
        table = Table(
            "region", "now", "uploads", "changes sent", "in review", "live", "parked", title=self._title
        )
        for region, overview in self._overviews.items():
            rows = overview.products()
            standings = [str(row["standing"]) for row in rows]
            table.add_row(
                region,
                self._doing[region],
                str(sum(overview.uploads().values())),
                str(sum(overview.actions().values())),
                str(sum("in_review" in standing for standing in standings)),
                str(sum(standing.startswith("live") for standing in standings)),
                str(sum(row["state"] == "parked" for row in rows)),
            )
        return table


def show_report(console: Console, report: Report) -> None:
    """The report as tables: what was done, where it ended, what was parked and why, and what it cost."""
    for table in (
        _changes(report),
        _done(report),
        _ends(report),
        _corrected(report),
        *_parked(report),
        _calls(report),
    ):
        console.print(table)
    for problem in report.input_problems:
        console.print(f"[yellow]![/] {escape(problem)}")
    if report.faults:
        console.print("\n".join(f"[red]✗[/] {escape(fault)}" for fault in report.faults))
    else:
        console.print(
            f"[green]✓[/] Every product is live or parked with its cause, and the second sync did exactly the "
            f"difference. {report.seconds:.0f} s."
        )


def _changes(report: Report) -> Table:
    table = Table("product", "change", title="Changed in the PIM before the second sync")
    for identifier, change in report.changes:
        table.add_row(identifier, change)
    return table


def _done(report: Report) -> Table:
    actions = (Column(action, no_wrap=True) for action in _ACTIONS)
    table = Table("region", *actions, "left alone", title="What each sync did")
    for key, region in report.regions.items():
        for name, phase in (("first", region.first_sync), ("second", region.second_sync)):
            counts = (str(phase.actions.get(action, 0)) for action in _ACTIONS)
            table.add_row(f"{key} {name}", *counts, str(phase.left_alone))
    return table


def _ends(report: Report) -> Table:
    table = Table("region", *_OUTCOMES, title="Where the products ended")
    for key, region in report.regions.items():
        table.add_row(key, *(str(region.outcomes[outcome]) for outcome in _OUTCOMES))
    return table


def _parked(report: Report) -> Iterator[Table]:
    """One table a region, a line for each parked product; catalogues of hundreds show their causes instead."""
    for key, region in report.regions.items():
        parked = {name: end for name, end in region.products.items() if end.outcome == "parked"}
        if len(parked) > _SHOWN_ONE_BY_ONE:
            table = Table("cause", "products", "for example", title=f"Parked in {key}")
            for cause, names in _by_cause(parked).items():
                table.add_row(cause, str(len(names)), f"{names[0]}: {escape(parked[names[0]].messages[0])}")
        else:
            table = Table("product", "why", title=f"Parked in {key}")
            for name, end in parked.items():
                table.add_row(name, escape("\n".join(end.messages)))
        yield table


def _by_cause(parked: dict[str, Outcome]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, end in parked.items():
        for cause in end.causes:
            names.setdefault(cause, []).append(name)
    return dict(sorted(names.items(), key=lambda item: -len(item[1])))


def _corrected(report: Report) -> Table:
    table = Table("region", "correction", "products now live", title="Corrected on the way")
    for key, region in report.regions.items():
        products: dict[str, list[str]] = {}
        for name, end in region.products.items():
            for corrector in end.corrected if end.outcome == "live" else ():
                products.setdefault(corrector, []).append(name)
        for corrector, names in sorted(products.items()):
            table.add_row(key, corrector.replace("_", " "), ", ".join(names))
    return table


def _calls(report: Report) -> Table:
    table = Table("endpoint", title="Calls made / the least possible")
    for key in report.regions:
        table.add_column(key, justify="right")
    for endpoint in sorted(_endpoints(report.regions.values())):
        cells = (_beside(region, endpoint) for region in report.regions.values())
        table.add_row(endpoint, *cells)
    return table


def _endpoints(regions: Iterable[RegionReport]) -> set[str]:
    return {endpoint for region in regions for endpoint in region.calls.keys() | region.least_calls.keys()}


def _beside(region: RegionReport, endpoint: str) -> str:
    return f"{region.calls.get(endpoint, 0)} / {region.least_calls.get(endpoint, 0)}"
