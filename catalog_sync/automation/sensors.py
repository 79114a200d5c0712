"""The sensors: `follow_up` goes on while work is left over, one `review_<region>` per shop watches TikTok's review."""

import asyncio
import hashlib
from datetime import UTC, datetime

import dagster as dg

from catalog_sync.automation.jobs import OFFERS_ONLY, refresh_review, sync_region
from catalog_sync.automation.regions_at_work import (
    newest_run,
    paused_regions,
    rest_after,
    rests_until,
    unfinished_run,
    why_not_ready,
)
from catalog_sync.configuration import MissingConfigurationError, current_configuration
from catalog_sync.regions import shop_regions
from catalog_sync.store.drains import Drains
from catalog_sync.sync.connections import ledger_engine, open_desk
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.due import count_due, only_offers
from catalog_sync.sync.review import Sweep, look_for_changes
from catalog_sync.tiktok.errors import TikTokError

_TICK_SECONDS, _CALL_SECONDS = 20, 5


@dg.sensor(
    job=sync_region,
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts the next run of each region that has work left over; backs off without progress.",
)
def follow_up(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Starts the next run of each region whose drain is open, and backs off while runs make no progress."""
    keys = shop_regions.get_partition_keys()
    if keys and (why := why_not_ready()):
        return dg.SensorResult(skip_reason=why)
    goes_on = [key for key in keys if _goes_on(context.instance, key)]
    paused = paused_regions() if goes_on else {}
    requests = [_next_of_drain(context.instance, key) for key in goes_on if key not in paused]
    reasons = dict.fromkeys(paused[key] for key in goes_on if key in paused)
    return dg.SensorResult(
        run_requests=requests,
        skip_reason=None if requests else " ".join(reasons) or "Nothing is to be done now.",
    )


def _next_of_drain(instance: dg.DagsterInstance, partition_key: str) -> dg.RunRequest:
    """The drain's next run; one of prices and stock alone stays so."""
    drain = _drain(partition_key).open()
    return dg.RunRequest(
        partition_key=partition_key,
        run_key=f"follow_up:{partition_key}:{newest_run(instance, partition_key)}",
        run_config=OFFERS_ONLY if drain and only_offers(drain["configuration"]) else None,
    )


def _drain(partition_key: str) -> Drains:
    return Drains(ledger_engine(), current_configuration().shops[partition_key].shop_id)


def _goes_on(instance: dg.DagsterInstance, partition_key: str) -> bool:
    """Whether the region's drain is open, no run is at it, and the runs before made progress or are long ago."""
    drain = _drain(partition_key)
    return (
        drain.open() is not None
        and not unfinished_run(instance, partition_key)
        and max(rests_until(instance, partition_key), _stalls_until(drain)) <= datetime.now(UTC)
    )


def _stalls_until(drain: Drains) -> datetime:
    """Until when an open drain whose last runs left as much as they found is left alone."""
    row = drain.open()
    return row["progressed_at"] + rest_after(row["stalled"]) if row else datetime.fromtimestamp(0, UTC)


def review_sensor(partition_key: str, interval_seconds: int) -> dg.SensorDefinition:
    """The sensor of one shop region: a due correction starts a sync, a new verdict starts a look at the review."""

    @dg.sensor(
        name=f"review_{partition_key.lower().replace('-', '_')}",
        jobs=[sync_region, refresh_review],
        minimum_interval_seconds=interval_seconds,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=f"Watches TikTok's review of {partition_key}: a new verdict starts refresh_review, a due "
        "correction starts sync_region. Reads only.",
    )
    def review(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if why := why_not_ready() or paused_regions().get(partition_key):
            return dg.SkipReason(why)
        if unfinished_run(context.instance, partition_key):
            return dg.SkipReason(f"{partition_key} is being worked on.")
        if (rest := rests_until(context.instance, partition_key)) > datetime.now(UTC):
            return dg.SkipReason(
                f"The last runs of {partition_key} failed; the next is tried after {rest:%H:%M}."
            )
        try:
            return asyncio.run(asyncio.wait_for(_next_run(context.instance, partition_key), _TICK_SECONDS))
        except (TikTokError, TimeoutError) as failed:
            return dg.SkipReason(f"TikTok could not be asked: {str(failed) or 'no answer in time'}")

    return review


async def _next_run(instance: dg.DagsterInstance, partition_key: str) -> dg.RunRequest | dg.SkipReason:
    configuration = current_configuration()
    newest = newest_run(instance, partition_key)
    async with open_desk(configuration, partition_key, call_seconds=_CALL_SECONDS) as desk:
        due = _due_now(desk)
        if due:
            run_key = f"due:{partition_key}:{due}:{newest}"
            return dg.RunRequest(job_name=sync_region.name, partition_key=partition_key, run_key=run_key)
        waiting = desk.listings.awaiting_verdict()
        sweep = await look_for_changes(desk) if waiting else Sweep(0, 0, [])
    if sweep.changes:
        run_key = f"verdicts:{partition_key}:{_facts(sweep)}:{newest}"
        return dg.RunRequest(job_name=refresh_review.name, partition_key=partition_key, run_key=run_key)
    return dg.SkipReason(f"{waiting} products are in review, none has a new verdict.")


def _due_now(desk: Desk) -> int:
    """How much is due, none while the region's drain stalls: then `follow_up` decides when to go on."""
    if _stalls_until(desk.drains) > datetime.now(UTC):
        return 0
    return count_due(desk, current_configuration().mapping).due


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
