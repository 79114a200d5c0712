"""What the automation asks about a shop region: is a run unfinished, did the newest ones fail, is the shop paused."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile

import dagster as dg
import sqlalchemy as sa

from catalog_sync.configuration import ConfigurationError, current_configuration
from catalog_sync.store.tables import shop_setup
from catalog_sync.sync.connections import ledger_engine, ledger_shops
from catalog_sync.sync.pauses import pauses
from catalog_sync.sync.readiness import disabled_shops

UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_WITHOUT_PROGRESS = [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_SHORTEST_REST, _LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
_RUNS_LOOKED_AT = 7


def why_not_ready() -> str | None:
    """Why nothing can be told of any region yet; none once there are a configuration and the ledger's tables."""
    try:
        current_configuration()
        has_tables = sa.inspect(ledger_engine()).has_table(shop_setup.name, shop_setup.schema)
    except ConfigurationError as missing:
        return str(missing)
    return None if has_tables else "The ledger has no tables yet; run: catalog-sync migrate"


def paused_regions() -> dict[str, str]:
    """Partition key -> why no run is started for the shop, and what to do."""
    configuration = current_configuration()
    return disabled_shops(configuration, ledger_engine()) | pauses(configuration, ledger_shops())


def unfinished_run(instance: dg.DagsterInstance, partition_key: str) -> bool:
    """Whether a run of this region waits or works."""
    filters = dg.RunsFilter(tags={"dagster/partition": partition_key}, statuses=UNFINISHED)
    return instance.get_runs_count(filters) > 0


def newest_run(instance: dg.DagsterInstance, partition_key: str) -> str:
    """The id of the region's newest run: part of each run key, so that a failed run never blocks the next."""
    runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": partition_key}), limit=1)
    return runs[0].run_id if runs else "none"


def rest_after(times: int) -> timedelta:
    """How long to wait after so many runs in a row without progress: a minute, doubled up to an hour."""
    return min(_SHORTEST_REST * 2 ** min(times - 1, 10), _LONGEST_REST) if times else timedelta(0)


def rests_until(instance: dg.DagsterInstance, partition_key: str) -> datetime:
    """Until when a region whose newest runs failed in a row is left alone; long ago when the newest one did not."""
    newest = instance.get_run_records(
        dg.RunsFilter(tags={"dagster/partition": partition_key}), limit=_RUNS_LOOKED_AT
    )
    failed = list(takewhile(lambda record: record.dagster_run.status in _WITHOUT_PROGRESS, newest))
    ended = failed[0].end_time or 0 if failed else 0
    return datetime.fromtimestamp(ended, UTC) + rest_after(len(failed))
