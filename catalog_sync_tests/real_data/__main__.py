"""`python -m catalog_sync_tests.real_data [CATALOGUE ...]`: maps the real catalogues into GB, US, DE and ID and counts."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from catalog_sync.mapping.listing import Severity
from catalog_sync_tests.real_data.catalogues import ABSENT, present
from catalog_sync_tests.real_data.markets import REGIONS
from catalog_sync_tests.real_data.runs import READERS, MappedCatalogue, mapped, mistakes
from catalog_sync_tests.real_data.sampling import sampled_findings, sampled_values

HEADINGS = (
    *("catalogue", "region", "products", "SKUs", "listable", "of it SKUs", "refused"),
    *("products blocked, by finding", "products warned, by finding"),
)
BEGIN, END = "<!-- results -->", "<!-- /results -->"


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(READERS)))
@click.option("--region", "regions", multiple=True, type=click.Choice(REGIONS), help="Only these regions.")
@click.option(
    "--markdown", type=click.Path(path_type=Path), help=f"Write the table into this file after {BEGIN}."
)
@click.option(
    "--sample", type=int, default=0, help="Show so many findings and matched values with their source."
)
@click.option("--seed", type=int, default=5, help="Draws the sample.")
def main(
    names: tuple[str, ...], regions: tuple[str, ...], markdown: Path | None, sample: int, seed: int
) -> None:
    """Map the named catalogues, or both; ends with 1 where rules are wrong or the sandbox refuses a listing."""
    if not present():
        raise click.ClickException(ABSENT)
    console = Console()
    chosen = [(name, region) for name in names or sorted(READERS) for region in regions or REGIONS]
    runs = [mapped(name, region) for name, region in chosen]
    rows = [_row(run) for run in runs]
    console.print(_table(rows))
    wrong = [line for name in dict.fromkeys(name for name, _ in chosen) for line in mistakes(name)]
    refused = [f"{run.market.region} {name}: {why}" for run in runs for name, why in run.refused.items()]
    for line in [*wrong, *refused]:
        console.print(line, markup=False)
    if markdown:
        _write(markdown, rows)
    if sample:
        for line in (*sampled_findings(runs, sample, seed), *sampled_values(runs, sample, seed)):
            console.print(line, markup=False, highlight=False)
    sys.exit(bool(wrong or refused))


def _row(run: MappedCatalogue) -> list[str]:
    return [
        *(run.catalogue.name, run.market.region, f"{len(run.listings):,}", f"{run.catalogue.skus:,}"),
        *(f"{len(run.listable):,}", f"{run.skus:,}", str(len(run.refused))),
        *(_counts(run.products_by_code(severity)) for severity in (Severity.BLOCK, Severity.WARN)),
    ]


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.most_common())


def _table(rows: Iterable[list[str]]) -> Table:
    table = Table(*HEADINGS)
    for row in rows:
        table.add_row(*row)
    return table


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    """Replace what stands between the marks; a file without them is written anew."""
    text = path.read_text("utf-8") if path.exists() else ""
    before, mark, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if mark else "\n"
    lines = [HEADINGS, ["---"] * len(HEADINGS), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    path.write_text(f"{before if mark else text}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
