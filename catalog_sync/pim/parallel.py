"""Runs several reads side by side: the client's cap bounds them, the first failure ends the others."""

import asyncio
from collections.abc import Awaitable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


async def in_parallel(reads: Iterable[Awaitable[Result]]) -> list[Result]:
    """Results in the order of the reads."""
    tasks = [asyncio.ensure_future(read) for read in reads]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def chunks(items: Iterable[Item], size: int = 100) -> Iterator[list[Item]]:
    """Cut into lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
