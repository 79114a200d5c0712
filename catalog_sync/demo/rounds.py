"""Runs the real Dagster jobs of all shop regions side by side, round after round, until nothing moves any more."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.pool import Pool
from multiprocessing.queues import SimpleQueue
from typing import Any

from catalog_sync.configuration import current_configuration
from catalog_sync.demo.failures import DemoError
from catalog_sync.sync.connections import open_desk
from catalog_sync.sync.due import count_due

Told = SimpleQueue[tuple[str, str]]

SYNC, REVIEW = "sync_region", "refresh_review"
_DOING = {SYNC: "syncing", REVIEW: "following the review"}
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_MOST_ROUNDS = 40
_BETWEEN_ROUNDS = 0.5


class RunFailedError(DemoError):
    """A Dagster run of the demo failed; the message names region, step and error."""


class Rounds:
    """A worker process per region, as Dagster gives each run; `told` says what each is doing."""

    def __init__(self, pool: Pool, told: Told, regions: list[str]) -> None:
        self._pool = pool
        self._regions = regions
        self.told = told

    def sync_until_settled(self) -> None:
        """Sync every region, follow its review, correct and submit again, until every product has its end."""
        self._pool.map(_settle, self._regions, chunksize=1)


@contextmanager
def worker_processes() -> Iterator[Rounds]:
    """The workers, started with this process's environment and ended with it."""
    regions = sorted(current_configuration().shops)
    context = multiprocessing.get_context("spawn")
    told: Told = context.SimpleQueue()
    with context.Pool(len(regions), _begin, (told,)) as pool:
        yield Rounds(pool, told, regions)
        pool.close()
        pool.join()


class _Worker:
    """What a worker process was begun with."""

    told: Told


def _begin(told: Told) -> None:
    _Worker.told = told


def _settle(region: str) -> None:
    _run(SYNC, region)
    for _ in range(_MOST_ROUNDS):
        due, waiting = asyncio.run(_outstanding(region))
        if due:
            _run(SYNC, region)
        elif waiting:
            time.sleep(_BETWEEN_ROUNDS)
            _run(REVIEW, region)
        else:
            _tell(region, "settled")
            return
    raise RunFailedError(f"{region}: products are still due or in review after {_MOST_ROUNDS} rounds.")


def _tell(region: str, doing: str) -> None:
    _Worker.told.put((region, doing))


def _run(job_name: str, region: str) -> None:
    import dagster as dg  # noqa: PLC0415

    from catalog_sync.definitions import defs  # noqa: PLC0415

    _tell(region, _DOING[job_name])
    result = defs.resolve_job_def(job_name).execute_in_process(
        instance=dg.DagsterInstance.get(), partition_key=region, run_config=_QUIET, raise_on_error=False
    )
    if not result.success:
        raise RunFailedError(f"{region}: {job_name} failed. {_first_failure(result)}")


async def _outstanding(region: str) -> tuple[int, int]:
    """How many products are due, and how many are in review."""
    configuration = current_configuration()
    async with open_desk(configuration, region) as desk:
        return count_due(desk, configuration.mapping).due, desk.listings.awaiting_verdict()


def _first_failure(result: Any) -> str:
    failures = [event for event in result.all_events if event.is_step_failure]
    if not failures:
        return "No step failed; see the run's log."
    error = failures[0].step_failure_data.error
    cause = error.cause or error if error else None
    return f"{failures[0].step_key}: {cause.message.strip() if cause else 'unknown error'}"
