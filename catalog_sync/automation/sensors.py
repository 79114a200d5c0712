"""The sensors: `follow_up` goes on while work is left over, one `review_<region>` per shop watches TikTok's review."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import dagster as dg

from catalog_sync.automation.jobs import refresh_review, sync_region
from catalog_sync.automation.regions_at_work import last_finished_run, unfinished_run
from catalog_sync.configuration import MissingConfigurationError, current_configuration
from catalog_sync.regions import shop_regions
from catalog_sync.store.drains import Drains
from catalog_sync.sync.connections import ledger_engine, open_desk
from catalog_sync.sync.due import count_due
from catalog_sync.sync.review import Sweep, look_for_changes
from catalog_sync.tiktok.errors import TikTokError

_TICK_SECONDS, _CALL_SECONDS = 20, 5
_LONGEST_BACKOFF = timedelta(hours=1)


@dg.sensor(job=sync_region, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
def follow_up(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Starts the next run of each region whose drain is open, and backs off while runs make no progress."""
    requests = [
        dg.RunRequest(
            partition_key=key, run_key=f"follow_up:{key}:{last_finished_run(context.instance, key)}"
        )
        for key in shop_regions.get_partition_keys()
        if _drain_goes_on(key) and not unfinished_run(context.instance, key)
    ]
    return dg.SensorResult(run_requests=requests, skip_reason=None if requests else "Nothing is left over.")


def _drain_goes_on(partition_key: str) -> bool:
    shop = current_configuration().shops[partition_key]
    drain = Drains(ledger_engine(), shop.shop_id).open()
    if drain is None:
        return False
    wait = min(timedelta(seconds=30) * 2 ** min(drain["stalled"], 10), _LONGEST_BACKOFF)
    return not drain["stalled"] or datetime.now(UTC) >= drain["progressed_at"] + wait


def review_sensor(partition_key: str, interval_seconds: int) -> dg.SensorDefinition:
    """The sensor of one shop region: a due correction starts a sync, a new verdict starts a look at the review."""

    @dg.sensor(
        name=f"review_{partition_key.lower().replace('-', '_')}",
        jobs=[sync_region, refresh_review],
        minimum_interval_seconds=interval_seconds,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=f"Watches TikTok's review of {partition_key}; reads only.",
    )
    def review(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if unfinished_run(context.instance, partition_key):
            return dg.SkipReason(f"{partition_key} is being worked on.")
        try:
            return asyncio.run(asyncio.wait_for(_next_run(context.instance, partition_key), _TICK_SECONDS))
        except (TikTokError, TimeoutError) as failed:
            return dg.SkipReason(f"TikTok could not be asked: {failed or 'no answer in time'}")

    return review


async def _next_run(instance: dg.DagsterInstance, partition_key: str) -> dg.RunRequest | dg.SkipReason:
    configuration = current_configuration()
    last = last_finished_run(instance, partition_key)
    async with open_desk(configuration, partition_key, call_seconds=_CALL_SECONDS) as desk:
        if due := count_due(desk, configuration.mapping):
            run_key = f"review_due:{partition_key}:{due}:{last}"
            return dg.RunRequest(job_name=sync_region.name, partition_key=partition_key, run_key=run_key)
        waiting = desk.listings.awaiting_verdict()
        sweep = await look_for_changes(desk) if waiting else Sweep(0, 0, [])
    if sweep.changes:
        run_key = f"verdicts:{partition_key}:{_facts(sweep)}:{last}"
        return dg.RunRequest(job_name=refresh_review.name, partition_key=partition_key, run_key=run_key)
    return dg.SkipReason(f"{waiting} products are in review, none has a new verdict.")


def _facts(sweep: Sweep) -> str:
    facts = sorted(f"{change.product.id}:{change.standing}" for change in sweep.changes)
    return hashlib.sha256("|".join(facts).encode()).hexdigest()[:16]


def review_sensors() -> list[dg.SensorDefinition]:
    """One sensor per configured shop."""
    try:
        interval = current_configuration().review_interval_seconds
    except MissingConfigurationError:
        return []
    return [review_sensor(key, interval) for key in shop_regions.get_partition_keys()]
