"""Benchmark `delta`: what it costs to find that nothing changed, to write what did, and in how much memory.

The demo PIM serves generated catalogues over HTTP from a process of its own, so that its time is not ours; a worker
process with Dagster in it reads them into a real ledger. The floor of a bulk write is the same rows by COPY into a
temporary table; its peer COPY and INSERT .. ON CONFLICT, which is the fastest way measured.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from catalog_sync_tests.benchmarks.big_catalogue import write_big_catalogue
from catalog_sync_tests.benchmarks.bulk_writes import bulk_writes
from catalog_sync_tests.benchmarks.figure import Figure
from catalog_sync_tests.benchmarks.services import progress, running_ledger, running_pim

RESYNCED, SMALL, LARGE = 100_000, 10_000, 1_000_000
_ABOUT_EQUAL = 1.5


def figures() -> Iterator[Figure]:
    """Time of a resync without changes, of bulk writes, and peak memory at two sizes."""
    yield _resync()
    yield from bulk_writes()
    small, large = _peak(SMALL), _peak(LARGE)
    yield Figure("peak_rss_mb_at_10k", small["peak_rss_mb"], "MB", small, at_most=400)
    yield Figure("peak_rss_mb_at_1m", large["peak_rss_mb"], "MB", large, at_most=400)
    ratio = large["peak_rss_mb"] / small["peak_rss_mb"]
    yield Figure("peak_rss_1m_over_10k", ratio, "ratio", {}, at_most=_ABOUT_EQUAL)


def _resync() -> Figure:
    with _world(RESYNCED) as environment:
        first = _work("first", environment)
        again = _work("again", environment)
    if again["changed"] or again["read"] != first["read"]:
        raise RuntimeError(f"it should have read all and found no change: {again}")
    detail = {name: again[name] for name in ("read", "seconds", "peak_rss_mb")} | {
        "first_cpu": first["cpu_seconds"]
    }
    return Figure("noop_resync_100k_cpu_seconds", again["cpu_seconds"], "s", detail, at_most=5)


def _peak(products: int) -> dict[str, Any]:
    with _world(products) as environment:
        return _work("first", environment)


@contextmanager
def _world(products: int) -> Iterator[dict[str, str]]:
    """The environment of a worker: a PIM with so many products, an empty ledger, a configuration."""
    with tempfile.TemporaryDirectory() as directory, running_ledger() as engine:
        progress(f"{products:,} products are made and loaded into the demo PIM")
        catalogue = write_big_catalogue(Path(directory) / "catalogue", products)
        with running_pim(catalogue) as pim:
            yield _environment(Path(directory), engine, pim)


def _environment(directory: Path, engine: sa.Engine, pim: dict[str, Any]) -> dict[str, str]:
    configuration = directory / "catalog_sync.yaml"
    connection = {"url": pim["url"], "client_id": pim["client_id"], "username": pim["username"]}
    content = {
        "environment": "benchmark",
        "apps": {},
        "shops": {},
        "pim": {"akeneo": connection},
        "mapping": "none",
    }
    configuration.write_text(yaml.safe_dump(content))
    return {
        "CATALOG_SYNC_CONFIG": str(configuration),
        "CATALOG_SYNC_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "CATALOG_SYNC_PIM_SECRET": pim["secret"],
        "CATALOG_SYNC_PIM_PASSWORD": pim["password"],
    }


def _work(act: str, environment: dict[str, str]) -> dict[str, Any]:
    progress(f"a worker reads them: {act}")
    command = [sys.executable, "-m", "catalog_sync_tests.benchmarks.delta_worker", act]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
