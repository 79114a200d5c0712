"""The pace of lanes in the ledger, shared by all processes that call for a shop, and what is left of its day's calls."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import daily_calls, pacing
from catalog_sync.tiktok.pacing_lanes import SAVED, Lane, Lease
from catalog_sync.tiktok.pacing_rates import Pace, first_pace

T = TypeVar("T")

_NOW = sa.func.clock_timestamp()
_TODAY = sa.func.date(sa.func.timezone("UTC", _NOW))
_FEWEST = 1


@dataclass(frozen=True)
class Budget:
    """How many calls a shop may make per day (UTC), over all endpoints and processes."""

    shop_id: str
    calls_per_day: int


class LedgerLanes:
    """Keeps lanes on the database's clock; a thread of its own asks the database, so that no call waits for it."""

    def __init__(
        self, engine: sa.Engine, *, ceiling: float | None = None, budget: Budget | None = None
    ) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._ceiling = ceiling
        self._budget = budget
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pacing")

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    async def lease(self, lane: Lane, turns: int) -> Lease:
        """The next turns, or fewer as the budget ends."""
        return await self._apart(lambda connection: self._lease(connection, lane, turns))

    async def give_back(self, lane: Lane, turns: int) -> None:  # noqa: ARG002 (the budget is the shop's)
        """Take the turns off the calls that the budget counts today."""
        if self._budget:
            statement = _unspend_statement(self._budget, turns)
            await self._apart(lambda connection: connection.execute(statement))

    async def grow(self, lane: Lane, seen: Lease, pace: Pace) -> None:
        """Take the higher pace."""
        unchanged = sa.and_(pacing.c.falls == seen.falls, pacing.c.rate == seen.pace.rate)
        values = _of(pace) | {"grows_at": _NOW + _seconds(pace.tick)}
        await self._change(lane, unchanged, values)

    async def fall(self, lane: Lane, falls: int, pace: Pace, rest: float) -> None:
        """Take the lower pace."""
        due = sa.func.greatest(pacing.c.due_at, _NOW + _seconds(rest))
        values = _of(pace) | {
            "falls": falls + 1,
            "due_at": due,
            "grows_at": sa.func.greatest(due, pacing.c.held_until) + _seconds(pace.patience),
        }
        await self._change(lane, pacing.c.falls == falls, values)

    async def hold(self, lane: Lane, seconds: float) -> None:
        """Hold the lane."""
        values = {
            "held_until": sa.func.greatest(pacing.c.held_until, _NOW + _seconds(seconds)),
            "due_at": sa.func.greatest(pacing.c.due_at, _NOW + _seconds(seconds - SAVED)),
        }
        await self._change(lane, sa.true(), values)

    async def _apart(self, work: Callable[[sa.Connection], T]) -> T:
        def connected() -> T:
            with self._engine.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._thread, connected)

    async def _change(self, lane: Lane, condition: sa.ColumnElement[bool], values: dict[str, Any]) -> None:
        statement = sa.update(pacing).where(_is(lane), condition).values(values)
        await self._apart(lambda connection: connection.execute(statement))

    def _lease(self, connection: sa.Connection, lane: Lane, turns: int) -> Lease:
        granted = self._granted(connection, turns)
        row = connection.execute(
            _lease_statement(lane, granted, first_pace(self._ceiling), self._ceiling)
        ).one()
        return Lease(
            turns=granted,
            at=row.due - granted / row.rate,
            now=row.now,
            pace=Pace(row.rate, row.safe, row.step, row.patience),
            falls=row.falls,
            given=row.turns,
            held_until=row.held,
            grows_at=row.grows,
        )

    def _granted(self, connection: sa.Connection, turns: int) -> int:
        if self._budget is None:
            return turns
        for wanted in (turns, _FEWEST):
            if connection.scalar(_spend_statement(self._budget, wanted)) is not None:
                return wanted
        return 0


def _spend_statement(budget: Budget, turns: int) -> sa.Executable:
    first = sa.select(sa.literal(budget.shop_id), _TODAY, sa.literal(turns)).where(
        sa.literal(turns) <= budget.calls_per_day
    )
    statement = insert(daily_calls).from_select(["shop_id", "day", "calls"], first)
    spent = daily_calls.c.calls + turns
    return statement.on_conflict_do_update(
        index_elements=["shop_id", "day"], set_={"calls": spent}, where=spent <= budget.calls_per_day
    ).returning(daily_calls.c.calls)


def _unspend_statement(budget: Budget, turns: int) -> sa.Executable:
    today = sa.and_(daily_calls.c.shop_id == budget.shop_id, daily_calls.c.day == _TODAY)
    return sa.update(daily_calls).where(today).values(calls=sa.func.greatest(daily_calls.c.calls - turns, 0))


def _lease_statement(lane: Lane, turns: int, first: Pace, ceiling: float | None) -> sa.Executable:
    rate: Any = pacing.c.rate if ceiling is None else sa.func.least(pacing.c.rate, first.rate)
    start = sa.case((pacing.c.due_at > _NOW - _seconds(SAVED), pacing.c.due_at), else_=_NOW)
    statement = insert(pacing).values(
        **lane._asdict(),
        **_of(first),
        falls=0,
        turns=turns,
        due_at=_NOW + _seconds(turns / first.rate),
        held_until=_NOW,
        grows_at=_NOW + _seconds(first.tick),
    )
    return statement.on_conflict_do_update(
        index_elements=["app_key", "shop_id", "endpoint"],
        set_={"rate": rate, "turns": pacing.c.turns + turns, "due_at": start + _seconds(turns / rate)},
    ).returning(
        *(pacing.c[name] for name in ("rate", "safe", "step", "patience", "falls", "turns")),
        _epoch(pacing.c.due_at).label("due"),
        _epoch(pacing.c.held_until).label("held"),
        _epoch(pacing.c.grows_at).label("grows"),
        _epoch(_NOW).label("now"),
    )


def _of(pace: Pace) -> dict[str, float]:
    return {"rate": pace.rate, "safe": pace.safe, "step": pace.step, "patience": pace.patience}


def _is(lane: Lane) -> sa.ColumnElement[bool]:
    return sa.and_(*(pacing.c[name] == value for name, value in lane._asdict().items()))


def _seconds(seconds: Any) -> sa.ColumnElement[Any]:
    return sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def _epoch(instant: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    return sa.cast(sa.extract("epoch", instant), sa.Double)
