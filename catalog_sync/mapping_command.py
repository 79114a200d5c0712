"""The terminal's commands for rules without YAML: a workbook for each region, out and in."""

import sys
from pathlib import Path

import click
import sqlalchemy as sa

from catalog_sync.configuration import Configuration, ConfigurationError, current_configuration, database_url
from catalog_sync.mapping.normal import nearest
from catalog_sync.store.database import migrate, open_engine


@click.command("export")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--region", "regions", multiple=True, metavar="REGION", help="Only this region; may be repeated."
)
@click.option("--overwrite", is_flag=True, help="Replace workbooks that are there already.")
def export_command(directory: Path, regions: tuple[str, ...], *, overwrite: bool) -> None:
    """Write a workbook per region to DIRECTORY: what the rules lack, with leaves and values to choose from."""
    from catalog_sync.mapping.workbook import workbook_of  # noqa: PLC0415
    from catalog_sync.sync.mapping_workbook import gaps_of  # noqa: PLC0415

    configuration, engine = current_configuration(), _ledger()
    directory.mkdir(parents=True, exist_ok=True)
    for region in _regions(configuration, regions):
        file = directory / f"{region}.xlsx"
        if file.exists() and not overwrite:
            raise click.UsageError(f"{file} is there already and may be filled: move it, or say --overwrite.")
        gaps = gaps_of(configuration, engine, region)
        file.write_bytes(workbook_of(gaps))
        lacking = sum(1 for gap in gaps.attributes if gap.lacking)
        click.echo(
            f"{file}: families without a leaf: {len(gaps.families)}, values without one of TikTok's: "
            f"{len(gaps.values)}, required attributes that products lack: {lacking}"
        )


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "apply_", is_flag=True, help="Write it to the rules; without it nothing is written.")
def import_command(file: Path, *, apply_: bool) -> None:
    """Check a filled workbook and tell what is wrong by sheet and cell; ends with 1 when anything is.

    With --apply it becomes CSV files beside the region's YAML file; nothing is written while anything is wrong.
    """
    from catalog_sync.sync.mapping_import import read_filled  # noqa: PLC0415

    imported = read_filled(current_configuration(), _ledger(), file)
    for line in imported.wrong:
        click.secho(line, fg="yellow")
    if imported.wrong:
        click.echo(f"{imported.region}: nothing is written; correct these cells and import it again.")
        sys.exit(1)
    if apply_:
        imported.write()
    for line in imported.removed:
        click.echo(line)
    if not imported.files:
        click.echo(f"{imported.region}: nothing to write: no row says anything new")
        return
    told = f"{imported.rows} new or changed rows, {len(imported.removed)} taken away"
    done = "written to" if apply_ else "fine, --apply writes them to"
    click.echo(f"{imported.region}: {told}: {done} {', '.join(map(str, imported.files))}")


def _regions(configuration: Configuration, wanted: tuple[str, ...]) -> list[str]:
    known = sorted({shop.region for shop in configuration.shops.values()})
    for region in wanted:
        if region not in known:
            raise ConfigurationError(
                f"No shop is in the region {region}{nearest(region, known)}; known: {', '.join(known)}."
            )
    return list(wanted) or known


def _ledger() -> sa.Engine:
    migrate(database_url(), current_configuration().environment)
    return open_engine(database_url())
