"""What tests ask about traffic: calls counted by shop and endpoint, injected faults, and rate buckets."""

from collections import defaultdict
from dataclasses import dataclass

OUTCOMES = ("ok", "refused", "429", "lost", "failed")
FAULT_KINDS = ("lose_answer", "status_500", "throttle", "delay")


class Calls:
    """Counts of calls by caller (shop region, or app name where no shop is named), endpoint and outcome."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, dict[str, int]]] = {}

    def count(self, caller: str, endpoint: str, outcome: str) -> None:
        """Add one call; `outcome` is one of OUTCOMES."""
        endpoints = self._counts.setdefault(caller, {})
        endpoints.setdefault(endpoint, dict.fromkeys(OUTCOMES, 0))[outcome] += 1

    def counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """Return caller -> endpoint -> outcome -> number of calls."""
        return self._counts

    def reset(self) -> None:
        """Forget all counts."""
        self._counts.clear()


@dataclass
class Fault:
    """A fault that the next `count` calls of an endpoint meet; `seconds` is the length of a delay."""

    endpoint: str
    kind: str
    count: int = 1
    seconds: float = 0.0


class Faults:
    """The injected faults, used up first in, first out per endpoint."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Queue a fault."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Drop all queued faults."""
        self._faults.clear()

    def take(self, endpoint: str) -> Fault | None:
        """Use up one occurrence of the endpoint's first fault."""
        fault = next((fault for fault in self._faults if fault.endpoint == endpoint), None)
        if fault:
            fault.count -= 1
            if fault.count <= 0:
                self._faults.remove(fault)
        return fault


class RateBuckets:
    """Token buckets per app, shop and endpoint: one second's worth of calls may come at once."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str, str], tuple[float, float]] = defaultdict(
            lambda: (float("inf"), 0.0)
        )

    def take(self, key: tuple[str, str, str], rate: float, now: float) -> bool:
        """Take one call from the bucket; false when it is empty. `rate` is in calls per second."""
        level, at = self._buckets[key]
        level = min(max(rate, 1.0), level + (now - at) * rate)
        allowed = level >= 1
        self._buckets[key] = (level - allowed, now)
        return allowed
