"""The terminal's commands about categories."""

import sys
from typing import TYPE_CHECKING

import click
from rich.console import Console

from catalog_sync.configuration import current_configuration, database_url
from catalog_sync.store.database import migrate, open_engine

if TYPE_CHECKING:
    from catalog_sync.category_screen import CategoryScreen

_REGION = click.option(
    "--region", "regions", multiple=True, metavar="REGION", help="Only this region or shop; may be repeated."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.group()
def categories() -> None:
    """Look at the shops' categories: leaves for unmapped families, and what changed."""


@categories.command()
@_REGION
@click.option(
    "--family", "families", multiple=True, metavar="CODE", help="Only this family; may be repeated."
)
@click.option("--anew", is_flag=True, help="Ask again what the ledger holds.")
@click.option("--offline", is_flag=True, help="Do not ask TikTok; use the tree that the ledger holds.")
@_JSON
def suggest(
    regions: tuple[str, ...], families: tuple[str, ...], anew: bool, offline: bool, as_json: bool
) -> None:
    """Propose leaves for families that no rule maps, with reasons; ends with 1 while there are such families."""
    screen = _screen(as_json)
    sys.exit(0 if screen.suggest(regions, families, anew=anew, offline=offline) else 1)


@categories.command()
@_REGION
@click.option("--days", default=30, show_default=True, type=click.IntRange(1), help="How far to look back.")
@click.option("--all", "everything", is_flag=True, help="Also what touches no product.")
@_JSON
def changes(regions: tuple[str, ...], days: int, everything: bool, as_json: bool) -> None:
    """Show what changed in the shops' trees and whom it touches; ends with 1 when it touches products."""
    sys.exit(0 if _screen(as_json).changes(regions, days, everything=everything) else 1)


def _screen(as_json: bool) -> "CategoryScreen":
    from catalog_sync.category_screen import CategoryScreen  # noqa: PLC0415

    configuration = current_configuration()
    migrate(database_url(), configuration.environment)
    return CategoryScreen(configuration, open_engine(database_url()), Console(), as_json=as_json)
