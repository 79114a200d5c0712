"""How many calls each shop spent per day, endpoint and outcome."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import calls

_WRITTEN_EVERY = 5.0  # seconds; so many are not counted when the process is killed


@asynccontextmanager
async def counting_calls(
    engine: sa.Engine, shop_id: str, every: float = _WRITTEN_EVERY
) -> AsyncIterator[Callable[[str, str], None]]:
    """Counts (endpoint, outcome) and adds the counts to the ledger `every` so many seconds and at the end."""
    counted: Counter[tuple[str, str]] = Counter()

    def count(endpoint: str, outcome: str) -> None:
        counted[endpoint, outcome] += 1

    async def write() -> None:
        taken = counted.copy()
        counted.clear()
        await asyncio.to_thread(add_calls, engine, shop_id, taken)

    async def keep_writing() -> None:
        while True:
            await asyncio.sleep(every)
            await write()

    writing = asyncio.create_task(keep_writing())
    try:
        yield count
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        add_calls(engine, shop_id, counted)


def add_calls(engine: sa.Engine, shop_id: str, counted: Counter[tuple[str, str]]) -> None:
    """Add (endpoint, outcome) -> calls to today's counts (UTC)."""
    today = datetime.now(UTC).date()
    rows = [
        {"day": today, "shop_id": shop_id, "endpoint": endpoint, "outcome": outcome, "calls": number}
        for (endpoint, outcome), number in sorted(counted.items())
    ]
    if not rows:
        return
    statement = insert(calls)
    with engine.begin() as connection:
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["day", "shop_id", "endpoint", "outcome"],
                set_={"calls": calls.c.calls + statement.excluded.calls},
            ),
            rows,
        )


def calls_of(engine: sa.Engine, shop_id: str) -> dict[str, int]:
    """Endpoint -> calls made so far for a shop."""
    query = sa.select(calls.c.endpoint, sa.func.sum(calls.c.calls)).where(calls.c.shop_id == shop_id)
    with engine.connect() as connection:
        return {
            endpoint: int(number) for endpoint, number in connection.execute(query.group_by(calls.c.endpoint))
        }
