"""The time a client lives by: wall clock, monotonic clock and sleep, replaced together in tests."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """`now` gives Unix seconds, `monotonic` seconds that never run back; `sleep` waits for seconds."""

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
