"""The regular sync: one run per shop region, none where one is still unfinished."""

from collections.abc import Iterator

import dagster as dg

from catalog_sync.automation.jobs import sync_region
from catalog_sync.automation.regions_at_work import paused_regions, unfinished_run, why_not_ready
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
    description="Syncs every shop region; one whose last run is unfinished is left for the next tick, one "
    "without an authorization until the seller authorized again.",
)
def regular_sync(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One run per shop region at each tick."""
    if why := why_not_ready():
        yield dg.SkipReason(why)
        return
    paused = paused_regions()
    keys = [key for key in shop_regions.get_partition_keys() if key not in paused]
    due = [key for key in keys if not unfinished_run(context.instance, key)]
    reasons = list(dict.fromkeys(paused.values()))
    if not due:
        at_work = f"Every {'other ' if paused else ''}shop region has an unfinished run." if keys else ""
        yield dg.SkipReason(" ".join(filter(None, [*reasons, at_work])))
        return
    for reason in reasons:
        context.log.warning(reason)
    for partition_key in due:
        moment = context.scheduled_execution_time.strftime("%Y%m%dT%H%M%S")
        yield dg.RunRequest(run_key=f"{moment}:{partition_key}", partition_key=partition_key)
