"""The process whose time and memory the benchmark `delta` measures: one refresh of the mirror, with Dagster in it.

`first` reads a PIM for the first time by the job `refresh_catalog`; `again` reads all of it once more, without its list.
"""

import asyncio
import json
import logging
import resource
import sys
import time
from datetime import timedelta

import sqlalchemy as sa

from catalog_sync.configuration import current_configuration
from catalog_sync.definitions import defs
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.refresh import Refresh
from catalog_sync.sync.refresh_catalog import refresh_if_older
from catalog_sync.sync.sources import open_pim

_NEVER = timedelta(days=36_500)


def main(act: str) -> None:
    """Do it, and print one line of JSON."""
    logging.disable(logging.WARNING)
    cpu, wall = time.process_time(), time.monotonic()
    told = {"first": _first, "again": _again}[act]()
    told |= {
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "seconds": round(time.monotonic() - wall, 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(told))  # noqa: T201


def _first() -> dict[str, int]:
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    result = defs.resolve_job_def("refresh_catalog").execute_in_process(run_config=quiet)
    metadata = result.asset_materializations_for_node("pim_catalog")[0].metadata
    return {
        "read": int(metadata["products_read"].value),  # type: ignore[arg-type]
        "changed": int(metadata["products_changed"].value),  # type: ignore[arg-type]
    }


def _again() -> dict[str, int]:
    with ledger_engine().begin() as connection:
        connection.execute(sa.text("update catalog_sync.pim_bounds set bound = null"))
    refresh = asyncio.run(_refreshed())
    if refresh is None or refresh.unread:
        raise RuntimeError(f"the source could not be read: {refresh and refresh.unread}")
    return {name: refresh.counts[name] for name in ("read", "changed")}


async def _refreshed() -> Refresh | None:
    async with open_pim(current_configuration().pim) as source:
        return await refresh_if_older(
            source, None, ledger_engine(), freshness=-_NEVER, enumerate_every=_NEVER
        )


if __name__ == "__main__":
    main(sys.argv[1])
