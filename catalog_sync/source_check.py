"""`catalog-sync pim check`: what the configured sources say of themselves, line by line as it is found."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, replace

import orjson
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.source import Checked, OfferSource, PimSource
from catalog_sync.sync.sources import open_offers, open_pim

SECONDS = 50
_SIGNS = {True: ("✓", "green"), None: ("!", "yellow"), False: ("✗", "red")}

Opened = AbstractAsyncContextManager[PimSource] | AbstractAsyncContextManager[OfferSource]
Lines = asyncio.Queue[Checked | None]


def check_sources(configuration: Configuration, console: Console, *, as_json: bool) -> bool:
    """Check the sources of products, and of prices and stock, at once; shows each line, returns whether all is well."""
    sources: dict[str, Opened] = {"products": open_pim(configuration.pim)}
    if configuration.offers is not None:
        sources["prices and stock"] = open_offers(configuration.offers)
    found = asyncio.run(_checked(sources, console, as_json=as_json))
    if not as_json:
        if configuration.offers is None:
            console.print("\n[bold]prices and stock[/bold]: none configured")
        console.print(_summary(found))
    return not found[False]


async def _checked(sources: dict[str, Opened], console: Console, *, as_json: bool) -> Counter[bool | None]:
    """Look at all sources at once and show one after the other. Returns how many lines were fine, or not."""
    found, looks = Counter[bool | None](), dict[str, tuple[Lines, asyncio.Task[None]]]()
    for name, opened in sources.items():
        lines = Lines()
        looks[name] = lines, asyncio.create_task(_look(opened, lines))
    for name, (lines, look) in looks.items():
        if not as_json:
            console.print(f"\n[bold]{name}[/bold]")
        while (line := await lines.get()) is not None:
            found[line.ok] += 1
            _show(name, line, console, as_json=as_json)
        await look
    return found


async def _look(opened: Opened, lines: Lines) -> None:
    try:
        async for line in _bounded(opened):
            lines.put_nowait(replace(line, advice="") if line.ok else line)
    finally:
        lines.put_nowait(None)


async def _bounded(opened: Opened) -> AsyncIterator[Checked]:
    """What a source says; one that takes too long, or cannot be opened at all, is not well."""
    try:
        async with asyncio.timeout(SECONDS), opened as source:
            async for line in source.check():
                yield line
    except TimeoutError:
        advice = "Everything above was found in time; look at the network and at the load of the source."
        yield Checked("source", f"it took longer than {SECONDS} s", ok=False, advice=advice)
    except (PimError, ConfigurationError) as told:
        yield Checked("source", str(told), ok=False)
    except sa.exc.OperationalError as failed:
        yield Checked("source", f"the ledger could not be used: {str(failed.orig).strip()}", ok=False)


def _show(name: str, line: Checked, console: Console, *, as_json: bool) -> None:
    if as_json:
        console.file.write(orjson.dumps({"of": name} | asdict(line)).decode() + "\n")
        return
    sign, style = _SIGNS[line.ok]
    row = Table.grid(padding=(0, 1))
    row.add_column(width=2, justify="right")
    row.add_column(width=7)
    row.add_column(overflow="fold")
    row.add_row(Text(sign, style), Text(line.topic, "dim"), Text(line.what))
    if line.advice:
        row.add_row("", "", Text(line.advice, style))
    console.print(row)


def _summary(found: Counter[bool | None]) -> str:
    if found[False]:
        return f"\n[red]{found[False]} not fine[/red], {found[None]} to look at, {found[True]} fine"
    return f"\n[green]Nothing is wrong[/green]: {found[None]} to look at, {found[True]} fine"
