"""`catalog-sync pim check`: what the configured sources say of themselves, line by line as it is found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict

import orjson
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.source import Checked, OfferSource, PimSource
from catalog_sync.sync.sources import open_offers, open_pim

_SECONDS = 60
_SIGNS = {True: ("✓", "green"), None: ("!", "yellow"), False: ("✗", "red")}

Opened = AbstractAsyncContextManager[PimSource] | AbstractAsyncContextManager[OfferSource]


def check_sources(configuration: Configuration, console: Console, *, as_json: bool) -> bool:
    """Check the source of products, then that of prices and stock; shows each line, returns whether all is well."""
    found = [asyncio.run(_shown("products", open_pim(configuration.pim), console, as_json=as_json))]
    if configuration.offers is not None:
        opened = open_offers(configuration.offers)
        found.append(asyncio.run(_shown("prices and stock", opened, console, as_json=as_json)))
    elif not as_json:
        console.print("\n[bold]prices and stock[/bold]: none configured")
    return all(found)


async def _shown(name: str, opened: Opened, console: Console, *, as_json: bool) -> bool:
    """Show one source; one that takes over a minute, or cannot be opened at all, is not well."""
    if not as_json:
        console.print(f"\n[bold]{name}[/bold]")
    well = True
    async for line in _bounded(opened):
        well = well and line.ok is not False
        _show(name, line, console, as_json=as_json)
    return well


async def _bounded(opened: Opened) -> AsyncIterator[Checked]:
    try:
        async with asyncio.timeout(_SECONDS), opened as source:
            async for line in source.check():
                yield line
    except TimeoutError:
        advice = "Everything above was found in time; look at the network and at the load of the source."
        yield Checked("source", f"it took longer than {_SECONDS} s", ok=False, advice=advice)
    except (PimError, ConfigurationError) as told:
        yield Checked("source", str(told), ok=False)


def _show(name: str, line: Checked, console: Console, *, as_json: bool) -> None:
    if as_json:
        console.file.write(orjson.dumps({"of": name} | asdict(line)).decode() + "\n")
        return
    sign, style = _SIGNS[line.ok]
    console.print(Text.assemble((f" {sign} ", style), (f"{line.topic:8}", "dim"), line.what))
    if line.advice:
        console.print(Padding(Text(line.advice, style="dim" if line.ok else style), (0, 0, 0, 11)))
