"""The world's clock: real time plus an offset that tests and demos can move."""

import time


class Clock:
    """Unix seconds; `advance` moves it without waiting."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """Return the world's time in unix seconds."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward (or back, when negative)."""
        self._offset += seconds
