"""catalog-sync: the terminal's way in."""

import asyncio
import json
import signal
import sys
import tempfile
from pathlib import Path

import click
import sqlalchemy as sa
from cryptography.fernet import Fernet
from rich.console import Console

from catalog_sync.categories_command import categories
from catalog_sync.configuration import current_configuration, database_url
from catalog_sync.demo.failures import DemoError
from catalog_sync.mapping_command import export_command, import_command
from catalog_sync.plan_command import explain, plan
from catalog_sync.store.database import migrate, open_engine
from catalog_sync.told import Commands

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(cls=Commands)
def cli() -> None:
    """Keep every TikTok Shop true to the PIM."""


@cli.command()
@click.option("--catalog", type=_FOLDER, help="Another catalogue: api/*.jsonl, media/, offers.jsonl.")
@click.option("--mapping", type=_FOLDER, help="The mapping rules for it.")
@click.option("--taxonomy", type=_FOLDER, help="Captured category trees and rules for the sandbox.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON.")
def demo(catalog: Path | None, mapping: Path | None, taxonomy: Path | None, report: Path | None) -> None:
    """Run the whole main job here: four shops, review, corrections, and a second sync."""
    from catalog_sync.demo.demo import run_demo  # noqa: PLC0415
    from catalog_sync.demo.screen import show_report  # noqa: PLC0415
    from catalog_sync.demo.services import Inputs  # noqa: PLC0415

    console = Console()
    with tempfile.TemporaryDirectory(prefix="catalog_sync_demo_", ignore_cleanup_errors=True) as directory:
        result = run_demo(console, Path(directory), Inputs(catalog, mapping, taxonomy))
    if report:
        report.write_text(result.model_dump_json(indent=2))
    show_report(console, result)
    sys.exit(1 if result.faults else 0)


@cli.command()
@click.option("--port", default=3000, show_default=True, help="Port of the Dagster UI.")
@click.option("--catalog", type=_FOLDER, help="Another catalogue: api/*.jsonl, media/, offers.jsonl.")
@click.option("--mapping", type=_FOLDER, help="The mapping rules for it.")
@click.option("--taxonomy", type=_FOLDER, help="Captured category trees and rules for the sandbox.")
def dev(port: int, catalog: Path | None, mapping: Path | None, taxonomy: Path | None) -> None:
    """Keep the demo's services running, with the Dagster UI."""
    from catalog_sync.demo.dev import run_dev  # noqa: PLC0415
    from catalog_sync.demo.services import Inputs  # noqa: PLC0415

    run_dev(Console(), port, Inputs(catalog, mapping, taxonomy))


@cli.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8787,
    show_default=True,
    help="Port on this machine; 0 picks a free one.",
)
@click.option(
    "--seed", default=0, show_default=True, help="Decides keys, ids and everything drawn by chance."
)
@click.option("--taxonomy", type=_FOLDER, help="Captured category trees and rules.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting, such as rate_limit=10."
)
@click.option("--json", "as_json", is_flag=True, help="Say where it is as one line of JSON.")
def sandbox(port: int, seed: int, taxonomy: Path | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Serve a strict local TikTok Shop to any HTTP client, until interrupted."""
    try:
        import python_multipart  # noqa: F401, PLC0415

        from catalog_sync.sandbox.tiktok.server import serve  # noqa: PLC0415
    except ImportError as missing:
        raise DemoError("The sandbox needs its extra: pip install 'catalog-sync[demo]'.") from missing
    values = dict(setting.partition("=")[::2] for setting in settings)
    serve(port, seed, taxonomy, values, as_json=as_json)


@cli.command()
def check() -> None:
    """Check the configuration and the mapping rules of every shop, also against what PIM and shops know.

    Ends with 1 when anything is wrong.
    """
    from catalog_sync.rules_screen import show_rules  # noqa: PLC0415

    sys.exit(0 if show_rules(current_configuration(), _ledger) else 1)


@cli.group()
def mapping() -> None:
    """Work on the mapping rules."""


@mapping.command("schema")
def mapping_schema() -> None:
    """Print the JSON schema of the rules files, for editors that complete and check YAML."""
    from catalog_sync.mapping.rule_schema import rules_schema  # noqa: PLC0415

    click.echo(json.dumps(rules_schema(), indent=2))


mapping.add_command(export_command)
mapping.add_command(import_command)


@cli.group()
def pim() -> None:
    """Look at where products, prices and stock come from."""


@pim.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def pim_check(as_json: bool) -> None:
    """Tell within a minute whether sources, rights, clocks and sample records are fine; ends with 1 when not."""
    from catalog_sync.source_check import check_sources  # noqa: PLC0415

    sys.exit(0 if check_sources(current_configuration(), Console(), as_json=as_json) else 1)


@cli.command()
@click.argument("hold", type=int, required=False)
@click.option("--change", type=int, help="Confirm this change of a listing's form instead.")
@click.option("--by", metavar="NAME", help="Confirm HOLD in this name, which is kept with it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per hold and line.")
def confirm(hold: int | None, change: int | None, by: str | None, as_json: bool) -> None:
    """Show what waits for a person, deletions and changes on a large scale, or what HOLD holds; confirm it with --by.

    Ends with 1 while a hold waits for a person.
    """
    from catalog_sync.change_screen import ChangeScreen  # noqa: PLC0415
    from catalog_sync.hold_screen import HoldScreen  # noqa: PLC0415

    migrate(database_url(), current_configuration().environment)
    engine = open_engine(database_url())
    screen = HoldScreen(engine, Console(), as_json=as_json)
    changes = ChangeScreen(engine, Console(), as_json=as_json)
    if change is not None:
        changes.confirm(change, by or "")
        return
    if by is not None and hold is None:
        raise click.UsageError("Say which HOLD to confirm; without --by they are listed.")
    if hold is None:
        settled = [screen.show_all(), changes.show_all()]
        sys.exit(0 if all(settled) else 1)
    if by is None:
        sys.exit(0 if screen.show_one(hold) else 1)
    screen.confirm(hold, by)


@cli.command()
@click.option("--region", required=True, metavar="SHOP", help="The shop, by its partition key.")
@click.option("--apply", "apply_", is_flag=True, help="Link what is clear; without it nothing is written.")
@click.option(
    "--link", "links", multiple=True, metavar="LISTING=PRODUCT", help="Say which product a listing is."
)
@click.option("--foreign", multiple=True, metavar="LISTING", help="Say that a listing is none of ours.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per listing and line.")
def adopt(
    region: str, *, apply_: bool, links: tuple[str, ...], foreign: tuple[str, ...], as_json: bool
) -> None:
    """Link listings that are in the shop already to their products, as they are; nothing is sent to the shop.

    Ends with 1 while a listing waits for a person.
    """
    from catalog_sync.adoption_screen import Wish, run_adopt  # noqa: PLC0415

    migrate(database_url(), current_configuration().environment)
    wish = Wish(region, apply_, dict(link.partition("=")[::2] for link in links), foreign)
    settled = asyncio.run(run_adopt(current_configuration(), wish, Console(), as_json=as_json))
    sys.exit(0 if settled else 1)


@cli.command()
@click.argument("app")
@click.option(
    "--listen",
    metavar="HOST:PORT",
    help="Wait here for the redirect too (the app's redirect URL leads here).",
)
@click.option("--minutes", default=30.0, show_default=True, help="How long to wait for the seller.")
def authorize(app: str, listen: str | None, minutes: float) -> None:
    """Authorize APP (a key of `apps`): follow the link, then come back by redirect, or paste code or address."""
    from catalog_sync.web.terminal import run_authorize  # noqa: PLC0415

    run_authorize(app, listen, minutes * 60)


cli.add_command(categories)
cli.add_command(plan)
cli.add_command(explain)


@cli.command("rotate-key")
def rotate_key() -> None:
    """Encrypt all tokens and ciphers anew with the first key of CATALOG_SYNC_ENCRYPTION_KEY."""
    from catalog_sync.sync.connections import ledger_shops  # noqa: PLC0415

    migrate(database_url(), current_configuration().environment)
    click.echo(
        f"{ledger_shops().reseal()} rows are encrypted with the first key; the others are not needed any more."
    )


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the ledger's tables in the database to this version."""
    migrate(database_url(), current_configuration().environment)
    click.echo("The ledger is up to date.")


@cli.command("new-key")
def new_key() -> None:
    """Print a new key for CATALOG_SYNC_ENCRYPTION_KEY."""
    click.echo(Fernet.generate_key().decode())


def _ledger() -> sa.Engine:
    """The engine of the ledger, brought to this version."""
    migrate(database_url(), current_configuration().environment)
    return open_engine(database_url())


def main() -> None:
    """Run the command; what a person can mend ends in one clear message, a termination like Ctrl-C.

    Shells start background programs with Ctrl-C ignored; both signals are heard here all the same.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    cli()
