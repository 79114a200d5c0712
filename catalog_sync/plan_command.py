"""The commands `plan` and `explain`: what runs would do about products, and where the fields of one come from."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console

from catalog_sync.configuration import Configuration, ConfigurationError, current_configuration, database_url
from catalog_sync.store.database import migrate, open_engine
from catalog_sync.store.holds import DELETION

if TYPE_CHECKING:
    from catalog_sync.sync.preview.region import RegionPlan

_REGION = click.option("--region", metavar="SHOP", help="Only this shop, by its key; all of them by default.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.command()
@_REGION
@click.option("--sku", help="Only the product with this SKU or identifier, also when it is not due.")
@click.option("--hold", type=int, help="What this hold holds (catalog-sync confirm), field by field.")
@click.option("--limit", default=50, show_default=True, help="Listings in a region's table.")
@_JSON
def plan(region: str | None, sku: str | None, hold: int | None, limit: int, as_json: bool) -> None:
    """Show what the next runs would send and why, field by field; nothing is sent, nothing is written down.

    With --sku, pictures that the shop lacks are downloaded from the PIM, to say what each will go through. Ends with
    1 when a shop cannot be asked.
    """
    from catalog_sync.plan_screen import PlanScreen  # noqa: PLC0415

    if sku is not None and hold is not None:
        raise click.UsageError("Plan one product (--sku) or what a hold holds (--hold), not both.")
    screen = PlanScreen(_console(as_json), as_json=as_json, limit=limit)
    if hold is not None:
        region = _shop_of(hold)
    whole = asyncio.run(_each(region, sku, screen.show, look_at_files=sku is not None, hold=hold))
    sys.exit(0 if whole else 1)


@click.command()
@click.argument("sku")
@_REGION
@_JSON
def explain(sku: str, region: str | None, as_json: bool) -> None:
    """Tell where each field of the listing of SKU comes from, what the shop took and when, and where it stands.

    Ends with 1 when a shop cannot be asked.
    """
    from catalog_sync.explain_screen import ExplainScreen  # noqa: PLC0415

    screen = ExplainScreen(_console(as_json), as_json=as_json)
    sys.exit(0 if asyncio.run(_each(region, sku, screen.show_all, look_at_files=False)) else 1)


async def _each(
    region: str | None,
    name: str | None,
    show: Callable[["RegionPlan"], Awaitable[None]],
    *,
    look_at_files: bool,
    hold: int | None = None,
) -> bool:
    """Show the plan of every shop, or of one; a shop that cannot be asked is told, and the others go on."""
    from catalog_sync.sync.preview.opened import opened_plan  # noqa: PLC0415
    from catalog_sync.tiktok.errors import TikTokError  # noqa: PLC0415

    configuration, whole = current_configuration(), True
    migrate(database_url(), configuration.environment)
    for key in _shops(configuration, region):
        try:
            async with opened_plan(
                configuration, key, name, look_at_files=look_at_files, hold=hold
            ) as planned:
                await show(planned)
        except TikTokError as failed:
            whole = False
            click.secho(f"{key} cannot be asked: {failed}", fg="red", err=True)
    return whole


def _shop_of(hold_id: int) -> str:
    """The shop whose changes a hold holds. Raises HoldError."""
    from catalog_sync.sync.holds import HoldError, find_hold  # noqa: PLC0415

    migrate(database_url(), current_configuration().environment)
    hold = find_hold(open_engine(database_url()), hold_id)
    if hold.kind == DELETION:
        raise HoldError(
            f"Hold {hold_id} holds deletions, which change no field: catalog-sync confirm {hold_id}"
        )
    return hold.source


def _shops(configuration: Configuration, region: str | None) -> Sequence[str]:
    if region is not None and region not in configuration.shops:
        known = ", ".join(sorted(configuration.shops)) or "none"
        raise ConfigurationError(f"There is no shop {region!r} in the configuration; known: {known}.")
    return [region] if region else list(configuration.shops)


def _console(as_json: bool) -> Console:
    """A terminal; what is piped on is wide enough for whole tables."""
    console = Console()
    return console if as_json or console.is_terminal else Console(width=200)
