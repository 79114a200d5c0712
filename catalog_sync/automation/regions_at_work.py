"""What the automation asks the Dagster instance about a shop region: is a run unfinished, which finished last."""

import dagster as dg

UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def unfinished_run(instance: dg.DagsterInstance, partition_key: str) -> bool:
    """Whether a run of this region waits or works."""
    filters = dg.RunsFilter(tags={"dagster/partition": partition_key}, statuses=UNFINISHED)
    return instance.get_runs_count(filters) > 0


def last_finished_run(instance: dg.DagsterInstance, partition_key: str) -> str:
    """The id of the region's newest run: part of each run key, so that a failed run never blocks the next."""
    runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": partition_key}), limit=1)
    return runs[0].run_id if runs else "none"
