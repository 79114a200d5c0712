"""Counted calls reach the ledger while they are made, not only at the end."""

import asyncio

import sqlalchemy as sa

from catalog_sync.store.calls import calls_of, counting_calls


def test_counts_are_written_while_calls_go_on_and_at_the_end(engine: sa.Engine) -> None:
    async def main() -> None:
        async with counting_calls(engine, "shop", every=0) as count:
            count("Get Product", "ok")
            count("Get Product", "Throttled")
            async with asyncio.timeout(60):
                while calls_of(engine, "shop") != {"Get Product": 2}:  # noqa: ASYNC110
                    await asyncio.sleep(0)
            count("Get Product", "ok")

    asyncio.run(main())
    assert calls_of(engine, "shop") == {"Get Product": 3}


def test_counts_are_written_when_the_work_fails(engine: sa.Engine) -> None:
    async def main() -> None:
        async with counting_calls(engine, "shop") as count:
            count("Get Product", "ok")
            raise ValueError

    try:
        asyncio.run(main())
    except ValueError:
        assert calls_of(engine, "shop") == {"Get Product": 1}
