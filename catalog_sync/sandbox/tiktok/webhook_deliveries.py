"""Deliveries of notifications: when each is due, how its attempts went, and when the platform gives up."""

import asyncio
import heapq
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

RETRY_SECONDS = (120, 1800, 10_800, 43_200)
KEPT = 20_000


@dataclass
class Delivery:
    """One notification to one address; `outcome` is pending, delivered, dropped or lost.

    `due` is when the next attempt is made, in unix seconds of the world's clock; none once it is settled.
    """

    type: int
    shop_id: str
    address: str
    body: bytes
    signature: str
    due: float | None
    outcome: str = "pending"
    attempts: list[dict[str, Any]] = field(default_factory=list)


class Deliveries:
    """The latest deliveries, a queue of those that are not settled, and a lane per address to keep them in order."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queue: list[tuple[float, int, Delivery]] = []
        self._queued = 0
        self.lanes: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.latest: deque[Delivery] = deque(maxlen=KEPT)

    def add(self, delivery: Delivery) -> None:
        """Keep a delivery; one without a `due` time is never made."""
        self.latest.append(delivery)
        self._enqueue(delivery)

    def take_due(self) -> list[Delivery]:
        """Return the deliveries whose next attempt is due, earliest first."""
        due, now = [], self._now()
        while self._queue and self._queue[0][0] <= now:
            due.append(heapq.heappop(self._queue)[2])
        return due

    def attempted(self, delivery: Delivery, answer: int | str) -> None:
        """Take down how an attempt went; all but a 200 is repeated on the schedule (Webhooks configuration guide)."""
        now = self._now()
        delivery.attempts.append({"at": now, "answer": answer})
        tries = len(delivery.attempts)
        delivery.due = None
        if answer == 200:
            delivery.outcome = "delivered"
        elif tries > len(RETRY_SECONDS):
            delivery.outcome = "dropped"
        else:
            delivery.due = now + RETRY_SECONDS[tries - 1]
            self._enqueue(delivery)

    def _enqueue(self, delivery: Delivery) -> None:
        if delivery.due is not None:
            self._queued += 1
            heapq.heappush(self._queue, (delivery.due, self._queued, delivery))
