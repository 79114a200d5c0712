"""What all assets share: their group and owner, and how they show things to people."""

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from catalog_sync.regions import shop_regions

GROUP = "catalog_sync"
OWNERS = ["team:catalog"]
FRAME = dg.Any
"""The Dagster type of assets that hand a DataFrame on; the IO manager takes it, or nothing from a busy run."""


def blocking_check(name: str, asset: str) -> dg.AssetCheckSpec:
    """A check that stops the run."""
    return partitioned_check(name, asset, blocking=True)


def partitioned_check(name: str, asset: str, **spec: Any) -> dg.AssetCheckSpec:
    """A check that shows its partition in the UI (in preview since Dagster 1.13)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(name, asset=asset, partitions_def=shop_regions, **spec)


def markdown_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int = 50, *, of: int = 0
) -> dg.MetadataValue[Any]:
    """A table for the Dagster UI; what lies beyond `limit`, or is not among the rows `of` so many, is counted below."""
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows[:limit]]
    if (more := max(len(rows), of) - len(rows[:limit])) > 0:
        lines.append(f"\n… and {more} more")
    return dg.MetadataValue.md("\n".join(lines) if rows else "none")


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def counts_table(counts: Mapping[str, int] | Counter[str], name: str) -> dg.MetadataValue[Any]:
    """Counts, the largest first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return markdown_table([name, "number"], ordered)


def busy_result(*checks: dg.AssetCheckResult) -> dg.MaterializeResult:
    """The end of an asset whose shop another run is working on: green, nothing was done, `checks` have passed."""
    return dg.MaterializeResult(
        metadata={"busy": "Another run is working on this shop; this one left it alone."},
        check_results=checks,
    )
