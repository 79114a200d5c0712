"""The sensor `authorization_watch`: refreshes tokens ahead, and shows what became of every app's authorization."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Self

import dagster as dg
from pydantic import BaseModel, ValidationError

from catalog_sync.assets.authorizations import authorization_evaluation
from catalog_sync.automation.regions_at_work import why_not_ready
from catalog_sync.configuration import Configuration, current_configuration
from catalog_sync.sync.authorization import (
    AuthorizationState,
    authorization_states,
    take_untold,
)
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.sync.refresh_ahead import refresh_ahead

_EVERY = timedelta(minutes=30)
_TICK_SECONDS = 40


class _Memory(BaseModel):
    """What the sensor remembers between ticks: when it last asked TikTok, and what it last showed."""

    asked_at: datetime = datetime.fromtimestamp(0, UTC)
    shown: str = ""

    @classmethod
    def of(cls, cursor: str | None) -> Self:
        """The memory in a cursor; an empty one where it holds anything else."""
        try:
            return cls.model_validate_json(cursor or "{}")
        except ValidationError:
            return cls()


@dg.sensor(
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refreshes tokens ahead of their end, every half hour. Looks at the ledger every minute: whenever an "
    "authorization changes, or a day passes, the check of the asset authorizations shows it; each change is told once, "
    "as an error in the log of the tick. Starts no runs.",
)
def authorization_watch(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One tick; it shows a state only when that says something new."""
    if why := why_not_ready():
        return dg.SensorResult(skip_reason=why)
    configuration, memory, now = current_configuration(), _Memory.of(context.cursor), datetime.now(UTC)
    if now - memory.asked_at >= _EVERY:
        memory.asked_at = now
        _refresh(context, configuration)
    states = authorization_states(configuration, ledger_shops(), now)
    for state in take_untold(ledger_shops(), states):
        context.log.error(state.message)
    evaluation = authorization_evaluation(states)
    is_news, memory.shown = memory.shown != (shown := _digest(evaluation)), shown
    return dg.SensorResult(
        asset_events=[evaluation] if is_news else [],
        skip_reason=_summary(states),
        cursor=memory.model_dump_json(),
    )


def _refresh(context: dg.SensorEvaluationContext, configuration: Configuration) -> None:
    try:
        asyncio.run(asyncio.wait_for(refresh_ahead(configuration), _TICK_SECONDS))
    except TimeoutError:
        context.log.warning("TikTok did not answer within %s s; it is asked again later.", _TICK_SECONDS)


def _digest(evaluation: dg.AssetCheckEvaluation) -> str:
    shown = [evaluation.description, evaluation.severity.value, *map(str, evaluation.metadata.items())]
    return hashlib.sha256("|".join(map(str, shown)).encode()).hexdigest()[:16]


def _summary(states: list[AuthorizationState]) -> str:
    loud = [state.message for state in states if state.loud]
    return (
        " ".join(loud) or f"All is well with the authorizations of {', '.join(s.app_name for s in states)}."
    )
