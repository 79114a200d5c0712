"""Faults on demand: which calls they hit is drawn by seed, what they do is decided by `ailing`."""

import random
from collections.abc import Callable
from dataclasses import dataclass

ANY_ENDPOINT = "*"
KINDS = {
    "throttle": "429 before the call takes effect; `seconds` becomes its Retry-After, 0 sends none",
    "throttle_mixed": "429 before the call takes effect; half of them with a Retry-After of `seconds`",
    "status_500": "code 36009003 with HTTP 500, before the call takes effect",
    "status_500_after": "code 36009003 with HTTP 500, after it took effect",
    "status_503": "overload: HTTP 503 before the call takes effect",
    "html_page": "an HTML page with HTTP 502, before the call takes effect",
    "lose_answer": "an HTML page with HTTP 504, after the call took effect",
    "delay": "the call takes effect `seconds` late",
    "delay_after": "the call takes effect at once, its answer comes `seconds` late",
    "timeout": "no effect and no answer; the connection stays open",
    "timeout_after": "effect, but no answer; the connection stays open",
    "reset": "the connection is reset before the call takes effect",
    "reset_after": "the connection is reset after the call took effect",
    "truncated": "effect; the connection closes in the middle of the body, short of its Content-Length",
    "cut_json": "effect; a complete answer whose JSON breaks off in the middle",
    "trickle": "effect; the answer drips in over `seconds`",
    "redirect": "HTTP 307 to another path, before the call takes effect",
    "gzip_bomb": "effect; a small compressed answer that grows to hundreds of megabytes",
    "oversized": "effect; an answer without end",
    "expire_token": "the access token of the call expires: 105002, before the call takes effect",
    "revoke_token": "the authorization of the call is revoked, before the call takes effect",
}


@dataclass
class Fault:
    """A fault that calls of an endpoint (or of all: `*`) meet, each with probability `share`.

    It ends after `count` hits, or when `duration` seconds of the world's clock have passed; without either it
    stays until the faults are cleared. `seconds` is the length of a delay or of a Retry-After.
    """

    endpoint: str
    kind: str
    count: int | None = 1
    seconds: float = 0.0
    share: float = 1.0
    duration: float | None = None


@dataclass
class _Standing:
    """A fault at work, with the draws that are its own."""

    fault: Fault
    ends: float
    draws: random.Random


class Faults:
    """The faults at work; the first that hits a call is the one it meets."""

    def __init__(self, seed: int, now: Callable[[], float]) -> None:
        self._seed = seed
        self._now = now
        self._added = 0
        self._standing: list[_Standing] = []

    def add(self, fault: Fault) -> None:
        """Put a fault to work; the n-th fault of a world always draws alike."""
        ends = float("inf") if fault.duration is None else self._now() + fault.duration
        draws = random.Random(f"{self._seed} fault {self._added}")  # noqa: S311
        self._standing.append(_Standing(fault, ends, draws))
        self._added += 1

    def clear(self) -> None:
        """End all faults."""
        self._standing.clear()

    def standing(self) -> list[Fault]:
        """Return the faults at work; a count tells how many hits are left."""
        return [standing.fault for standing in self._alive()]

    def take(self, endpoint: str) -> Fault | None:
        """Return the fault that this call meets, in the form it takes for this call."""
        for standing in self._alive():
            fault = standing.fault
            if fault.endpoint in (endpoint, ANY_ENDPOINT) and standing.draws.random() < fault.share:
                if fault.count is not None:
                    fault.count -= 1
                return _met(fault, standing.draws)
        return None

    def _alive(self) -> list[_Standing]:
        now = self._now()
        self._standing = [
            standing
            for standing in self._standing
            if now < standing.ends and (standing.fault.count is None or standing.fault.count > 0)
        ]
        return self._standing


def _met(fault: Fault, draws: random.Random) -> Fault:
    if fault.kind != "throttle_mixed":
        return fault
    seconds = fault.seconds or 1.0
    return Fault(fault.endpoint, "throttle", seconds=seconds if draws.random() < 0.5 else 0.0)
