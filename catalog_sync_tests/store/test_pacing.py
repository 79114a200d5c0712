"""Lanes in the ledger: one rate for all who share it, what was learned outlives a process, and the day's budget holds."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from catalog_sync.store.pacing import Budget, LedgerLanes
from catalog_sync.tiktok.errors import BudgetSpent
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.pacing_lanes import Lane, Lease
from catalog_sync.tiktok.pacing_rates import Pace

LANE = Lane("6demoappkey01", "7000000000000000101", "Get Product")
SLOW = Pace(2, 2, 0.01, 10)
CALLER = """
import asyncio, sys, time
from contextlib import closing
from catalog_sync.store.database import open_engine
from catalog_sync.store.pacing import LedgerLanes
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.pacing_lanes import Lane

async def main():
    with closing(LedgerLanes(open_engine(sys.argv[1]), ceiling=40)) as lanes:
        pacer, lane = Pacer(lanes, ceiling=40), Lane(*sys.argv[2:])
        async def call():
            await pacer.turn(lane)
            return time.time()
        print(*await asyncio.gather(*(call() for _ in range(50))))

asyncio.run(main())
"""


def at_lanes(
    engine: sa.Engine, do: Callable[..., Awaitable[Any]], *, of: int = 2, budget: int | None = None
) -> Any:
    """What `do` returns, called with so many keepers of the same ledger."""
    allowed = Budget("7000000000000000101", budget) if budget else None
    several = [LedgerLanes(engine, ceiling=50, budget=allowed) for _ in range(of)]

    async def main() -> Any:
        return await do(*several)

    try:
        return asyncio.run(main())
    finally:
        for lanes in several:
            lanes.close()


def span(lease: Lease) -> tuple[float, float]:
    return lease.at, lease.at + lease.turns / lease.pace.rate


def test_nobody_gets_the_same_turn_twice(engine: sa.Engine) -> None:
    async def do(*several: LedgerLanes) -> list[Lease]:
        return await asyncio.gather(*(lanes.lease(LANE, 5) for _ in range(10) for lanes in several))

    spans = sorted(map(span, at_lanes(engine, do, of=3)))
    assert all(before[1] <= after[0] + 1e-5 for before, after in pairwise(spans))
    assert spans[-1][1] - spans[0][0] == pytest.approx(150 / (0.985 * 50), rel=0.05)


def test_lanes_of_other_shops_are_not_touched(engine: sa.Engine) -> None:
    async def do(lanes: LedgerLanes) -> tuple[Lease, Lease]:
        other = LANE._replace(shop_id="7000000000000000102")
        await lanes.lease(LANE, 100)
        await lanes.lease(other, 1)
        await lanes.fall(LANE, 0, SLOW, 5)
        return await lanes.lease(LANE, 1), await lanes.lease(other, 1)

    slow, other = at_lanes(engine, do, of=1)
    assert slow.pace.rate == 2
    assert other.pace.rate == 0.985 * 50
    assert other.at - other.now < 0.1


def test_what_one_learned_the_next_one_knows(engine: sa.Engine) -> None:
    async def learn(lanes: LedgerLanes) -> None:
        await lanes.lease(LANE, 1)
        await lanes.fall(LANE, 0, SLOW, 0)

    async def look(lanes: LedgerLanes) -> Lease:
        return await lanes.lease(LANE, 1)

    at_lanes(engine, learn, of=1)
    lease = at_lanes(engine, look, of=1)
    assert (lease.pace, lease.falls, lease.given) == (SLOW, 1, 2)


def test_a_burst_that_several_noticed_is_one_fall(engine: sa.Engine) -> None:
    async def do(*several: LedgerLanes) -> Lease:
        await several[0].lease(LANE, 1)
        for rate, lanes in zip((20.0, 10.0), several, strict=True):
            await lanes.fall(LANE, 0, Pace(rate, rate, 0.01, 10), 0)
        return await several[0].lease(LANE, 1)

    lease = at_lanes(engine, do)
    assert (lease.pace.rate, lease.falls) == (20, 1)


def test_growth_that_comes_after_a_fall_is_void(engine: sa.Engine) -> None:
    async def do(first: LedgerLanes, second: LedgerLanes) -> Lease:
        seen = await first.lease(LANE, 1)
        await second.fall(LANE, 0, SLOW, 0)
        await first.grow(LANE, seen, Pace(49.5, 40, 0.02, 10))
        return await first.lease(LANE, 1)

    assert at_lanes(engine, do).pace == SLOW


def test_growth_is_for_all_and_waits_a_while_for_the_next(engine: sa.Engine) -> None:
    async def do(first: LedgerLanes, second: LedgerLanes) -> Lease:
        await first.lease(LANE, 1)
        await first.fall(LANE, 0, SLOW, 0)
        await first.grow(LANE, await first.lease(LANE, 1), Pace(3, 2, 0.02, 10))
        return await second.lease(LANE, 1)

    lease = at_lanes(engine, do)
    assert lease.pace == Pace(3, 2, 0.02, 10)
    assert lease.grows_at - lease.now == pytest.approx(1, abs=0.3)


def test_a_hold_is_for_all(engine: sa.Engine) -> None:
    async def do(first: LedgerLanes, second: LedgerLanes) -> Lease:
        await first.lease(LANE, 1)
        await first.hold(LANE, 7)
        await first.hold(LANE, 2)
        return await second.lease(LANE, 1)

    lease = at_lanes(engine, do)
    assert lease.held_until - lease.now == pytest.approx(7, abs=0.5)
    assert lease.at - lease.now > 6


def test_a_lower_ceiling_holds_for_what_was_learned_before(engine: sa.Engine) -> None:
    async def lease(lanes: LedgerLanes) -> Lease:
        return await lanes.lease(LANE, 1)

    at_lanes(engine, lease, of=1)
    with closing(LedgerLanes(engine, ceiling=10)) as lanes:
        assert asyncio.run(lease(lanes)).pace.rate <= 10


def test_several_processes_share_one_rate(database_url: str, engine: sa.Engine) -> None:
    command = [sys.executable, "-c", CALLER, database_url, *LANE]
    callers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    instants = sorted(float(word) for caller in callers for word in caller.communicate()[0].split())
    assert len(instants) == 100
    shared = [instant for instant in instants if instant - instants[0] >= 0]
    busiest = max(sum(start <= instant < start + 1 for instant in shared) for start in shared)
    assert busiest <= 44  # 40, and what this machine's scheduling shifts


def test_the_days_budget_is_used_to_the_last_call_and_never_exceeded(engine: sa.Engine) -> None:
    async def do(*several: LedgerLanes) -> list[int]:
        leases = await asyncio.gather(*(lanes.lease(LANE, 7) for _ in range(20) for lanes in several))
        return [lease.turns for lease in leases]

    granted = at_lanes(engine, do, of=3, budget=100)
    assert sum(granted) == 100
    assert granted[-1] == 0


def test_a_spent_budget_is_a_typed_error_before_the_call(engine: sa.Engine) -> None:
    async def do(lanes: LedgerLanes) -> None:
        pacer = Pacer(lanes)
        for _ in range(3):
            await pacer.turn(LANE)
        with pytest.raises(BudgetSpent, match="tomorrow"):
            await pacer.turn(LANE)
        await pacer.aclose()

    at_lanes(engine, do, of=1, budget=3)


def test_turns_that_are_given_back_can_be_used_by_all_of_the_shop(engine: sa.Engine) -> None:
    async def do(first: LedgerLanes, second: LedgerLanes) -> list[int]:
        leased = [await first.lease(LANE, 10), await second.lease(LANE, 1)]
        await first.give_back(LANE, 4)
        leased += [await second.lease(LANE, 4), await first.lease(LANE, 1)]
        return [lease.turns for lease in leased]

    assert at_lanes(engine, do, budget=10) == [10, 0, 4, 0]


def test_nobody_gains_calls_by_giving_back_those_of_another_day(engine: sa.Engine) -> None:
    async def do(lanes: LedgerLanes) -> list[int]:
        await lanes.give_back(LANE, 5)
        await lanes.lease(LANE, 1)
        await lanes.give_back(LANE, 5)
        return [(await lanes.lease(LANE, turns)).turns for turns in (3, 1)]

    assert at_lanes(engine, do, of=1, budget=3) == [3, 0]


def test_what_throttling_made_the_pacer_give_up_is_not_charged(engine: sa.Engine) -> None:
    async def do(lanes: LedgerLanes) -> None:
        pacer = Pacer(lanes)
        waiting = [asyncio.create_task(pacer.turn(LANE)) for _ in range(10)]
        pacer.throttled(LANE, await pacer.turn(LANE), 3600)
        for call in waiting[5:]:
            call.cancel()
        await asyncio.wait(waiting)
        await pacer.aclose()
        sent.extend(call for call in waiting if not call.cancelled() and not call.exception())

    sent: list[asyncio.Task[Any]] = []
    at_lanes(engine, do, of=1, budget=100)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select calls from catalog_sync.daily_calls")) == len(sent) + 1


def test_yesterdays_calls_are_not_todays(engine: sa.Engine) -> None:
    async def lease(lanes: LedgerLanes) -> Lease:
        return await lanes.lease(LANE, 3)

    assert at_lanes(engine, lease, of=1, budget=3).turns == 3
    assert at_lanes(engine, lease, of=1, budget=3).turns == 0
    with engine.begin() as connection:
        connection.execute(sa.text("update catalog_sync.daily_calls set day = day - 1"))
    assert at_lanes(engine, lease, of=1, budget=3).turns == 3
