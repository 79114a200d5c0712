"""Brings the mirror up to date with its sources, once for all shops: each source under a lock and a pace of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

import sqlalchemy as sa

from catalog_sync.pim.errors import PimError
from catalog_sync.pim.source import OfferSource, PimSource
from catalog_sync.store.database import Lock, advisory_lock
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.collector import spared_collector
from catalog_sync.sync.refresh import OFFERS, PIM, Refresh
from catalog_sync.sync.refresh_offers import refresh_offers
from catalog_sync.sync.refresh_products import refresh_products
from catalog_sync.sync.reread import reread_products

LONGEST_WAIT = timedelta(minutes=10)
_LOOK_AGAIN = 0.2

_Work = Callable[[Lock], Awaitable[None]]


async def refresh_if_older(
    source: PimSource | None,
    offers: OfferSource | None,
    engine: sa.Engine,
    *,
    freshness: timedelta,
    enumerate_every: timedelta,
    offers_freshness: timedelta | None = None,
    longest_wait: timedelta = LONGEST_WAIT,
) -> Refresh | None:
    """Refresh each source unless the mirror of it is younger than its freshness; None when there was nothing to do.

    Single-flight: others wait, and use the mirror as it stands when that takes too long. A source that cannot be read
    does not keep the other from being read; it is named in `unread`, and the next refresh takes up where it was.
    """
    asked, refresh, done = datetime.now(UTC), Refresh(), False
    if source is not None:
        work = _products(source, engine, refresh, asked - enumerate_every)
        done |= await _refresh_one(PIM, work, engine, asked - freshness, longest_wait, refresh)
    if offers is not None:
        since = asked - (freshness if offers_freshness is None else offers_freshness)
        work = _offers(offers, engine, refresh)
        done |= await _refresh_one(OFFERS, work, engine, since, longest_wait, refresh)
    return refresh if done else None


async def reread(
    source: PimSource, engine: sa.Engine, *, longest_wait: timedelta = LONGEST_WAIT
) -> Refresh | None:
    """Read all products again and count what the delta had missed in `missed_by_delta`.

    None when another's refresh does not end in time. A source that cannot be read is named in `unread`.
    """
    refresh = Refresh()

    async def work(lock: Lock) -> None:
        await reread_products(source, engine, refresh, lock)

    never = datetime.max.replace(tzinfo=UTC)
    done = await _refresh_one(PIM, work, engine, never, longest_wait, refresh)
    return refresh if done else None


async def _refresh_one(
    name: str,
    work: _Work,
    engine: sa.Engine,
    since: datetime,
    longest_wait: timedelta,
    refresh: Refresh,
) -> bool:
    """Do the work under the source's lock unless another did it meanwhile. Returns whether it was tried."""
    async with _lock(engine, name, longest_wait) as lock:
        if lock is None or Mirror(engine).refreshed_since(name, since):
            return False
        try:
            with spared_collector():
                await work(lock)
        except PimError as error:
            refresh.unread[name] = error
        return True


@asynccontextmanager
async def _lock(engine: sa.Engine, name: str, longest_wait: timedelta) -> AsyncIterator[Lock | None]:
    """Hold the source's lock; none when it stays taken. Whatever else this process does goes on meanwhile."""
    give_up = monotonic() + longest_wait.total_seconds()
    while True:
        with advisory_lock(engine, name, wait=0) as lock:
            if lock is not None or monotonic() >= give_up:
                yield lock
                return
        await asyncio.sleep(_LOOK_AGAIN)


def _products(source: PimSource, engine: sa.Engine, refresh: Refresh, enumerated_before: datetime) -> _Work:
    return lambda lock: refresh_products(source, engine, refresh, lock, enumerated_before=enumerated_before)


def _offers(offers: OfferSource, engine: sa.Engine, refresh: Refresh) -> _Work:
    return lambda lock: refresh_offers(offers, engine, refresh, lock)
