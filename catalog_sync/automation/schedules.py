"""The schedules: the regular sync, prices and stock at their own pace, and the weekly full re-read of the PIM."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from catalog_sync.automation.jobs import OFFERS_ONLY, REREAD, refresh_catalog, sync_region
from catalog_sync.automation.regions_at_work import paused_regions, unfinished_run, why_not_ready
from catalog_sync.configuration import Configuration, MissingConfigurationError, current_configuration
from catalog_sync.regions import shop_regions
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.due import offers_due
from catalog_sync.sync.refresh import OFFERS

Requests = Iterator[dg.RunRequest | dg.SkipReason]


def _cron(name: str) -> str:
    try:
        return str(getattr(current_configuration(), name))
    except MissingConfigurationError:
        return str(Configuration.model_fields[name].default)


@dg.schedule(
    job=sync_region,
    cron_schedule=_cron("schedule"),
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Syncs every shop region; one whose last run is unfinished is left for the next tick, one "
    "without an authorization until the seller authorized again.",
)
def regular_sync(context: dg.ScheduleEvaluationContext) -> Requests:
    """One run per shop region at each tick."""
    if why := why_not_ready():
        yield dg.SkipReason(why)
        return
    idle, why = _idle_regions(context)
    yield from _runs(context, idle) if idle else [dg.SkipReason(why)]


@dg.schedule(
    job=sync_region,
    cron_schedule=_cron("offers_schedule"),
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Brings new prices and quantities to every shop region where a listed product's changed; asks the "
    "PIM for no products.",
)
def offers_sync(context: dg.ScheduleEvaluationContext) -> Requests:
    """One run per idle region with changed prices or stock; where none is known, one that reads them for all."""
    if why := why_not_ready() or _no_offers():
        yield dg.SkipReason(why)
        return
    idle, why = _idle_regions(context)
    wanted = [key for key in idle if _offers_changed(key)] or (idle[:1] if _offers_are_old() else [])
    why = why or "No listed product's price or stock changed."
    yield from _runs(context, wanted, OFFERS_ONLY, "offers:") if wanted else [dg.SkipReason(why)]


@dg.schedule(
    job=refresh_catalog,
    cron_schedule=_cron("reread_schedule"),
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Reads the whole PIM again and reports how many changes the delta had missed: it must say 0.",
)
def weekly_reread(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run that reads everything again."""
    if why := why_not_ready():
        return dg.SkipReason(why)
    return dg.RunRequest(run_key=f"reread:{_moment(context)}", run_config=REREAD)


def _idle_regions(context: dg.ScheduleEvaluationContext) -> tuple[list[str], str]:
    """The regions that a run may be started for, and why there are none; warns of the paused ones."""
    paused = paused_regions()
    keys = [key for key in shop_regions.get_partition_keys() if key not in paused]
    idle = [key for key in keys if not unfinished_run(context.instance, key)]
    reasons = list(dict.fromkeys(paused.values()))
    if idle:
        for reason in reasons:
            context.log.warning(reason)
        return idle, ""
    at_work = f"Every {'other ' if paused else ''}shop region has an unfinished run." if keys else ""
    return [], " ".join(filter(None, [*reasons, at_work]))


def _runs(
    context: dg.ScheduleEvaluationContext,
    keys: Iterable[str],
    run_config: Mapping[str, Any] | None = None,
    kind: str = "",
) -> Iterator[dg.RunRequest]:
    for key in keys:
        run_key = f"{kind}{_moment(context)}:{key}"
        yield dg.RunRequest(run_key=run_key, partition_key=key, run_config=run_config)


def _moment(context: dg.ScheduleEvaluationContext) -> str:
    return context.scheduled_execution_time.strftime("%Y%m%dT%H%M%S")


def _no_offers() -> str | None:
    return None if current_configuration().offers else "No source of prices and stock is configured."


def _offers_changed(partition_key: str) -> bool:
    """Whether a price or quantity in the mirror is newer than the last look at a listed product."""
    shop = current_configuration().shops[partition_key]
    return offers_due(ledger_engine(), shop.shop_id).due > 0


def _offers_are_old() -> bool:
    offers = current_configuration().offers
    freshness = timedelta(seconds=offers.freshness_seconds if offers else 0)
    return not Mirror(ledger_engine()).refreshed_since(OFFERS, datetime.now(UTC) - freshness)
