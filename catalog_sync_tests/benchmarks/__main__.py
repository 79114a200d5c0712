"""`python -m catalog_sync_tests.benchmarks [NAME ...] [--json]`: measures, and says whether the goals are met."""

import logging
import sys
from collections.abc import Callable, Iterable

import click
from rich.console import Console
from rich.table import Table

from catalog_sync_tests.benchmarks import delta, mapping, pacing
from catalog_sync_tests.benchmarks.figure import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "delta": delta.figures,
    "mapping": mapping.figures,
    "pacing": pacing.figures,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(BENCHMARKS)))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per figure, a line each.")
def main(names: tuple[str, ...], as_json: bool) -> None:
    """Run the named benchmarks, or all; ends with 1 when a goal is missed. Progress goes to standard error."""
    logging.disable(logging.WARNING)
    figures = []
    for name in names or sorted(BENCHMARKS):
        for figure in BENCHMARKS[name]():
            figures.append(figure)
            if as_json:
                click.echo(figure.line())
    if not as_json:
        Console().print(_table(figures))
    sys.exit(not all(figure.holds for figure in figures))


def _table(figures: Iterable[Figure]) -> Table:
    table = Table("figure", "value", "unit", "goal", "holds", "detail")
    for figure in figures:
        detail = ", ".join(f"{name} {value}" for name, value in figure.detail.items())
        holds = "[green]yes" if figure.holds else "[red]no"
        table.add_row(figure.name, f"{figure.value:.4g}", figure.unit, figure.goal, holds, detail)
    return table


if __name__ == "__main__":
    main()
