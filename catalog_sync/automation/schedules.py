"""The regular sync: one run per shop region, none where one is still unfinished."""

from collections.abc import Iterator

import dagster as dg

from catalog_sync.automation.jobs import sync_region
from catalog_sync.automation.regions_at_work import unfinished_run
from catalog_sync.configuration import MissingConfigurationError, current_configuration
from catalog_sync.regions import shop_regions


def _cron() -> str:
    try:
        return current_configuration().schedule
    except MissingConfigurationError:
        return "*/15 * * * *"


@dg.schedule(
    job=sync_region,
    cron_schedule=_cron(),
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Syncs every shop region; one whose last run is unfinished is left for the next tick.",
)
def regular_sync(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One run per shop region at each tick."""
    due = [key for key in shop_regions.get_partition_keys() if not unfinished_run(context.instance, key)]
    if not due:
        yield dg.SkipReason("Every shop region has an unfinished run.")
    for partition_key in due:
        moment = context.scheduled_execution_time.strftime("%Y%m%dT%H%M%S")
        yield dg.RunRequest(run_key=f"{moment}:{partition_key}", partition_key=partition_key)
