"""What came in: calls counted by shop, endpoint and outcome."""

OUTCOMES = ("ok", "refused", "429", "lost", "failed")


def refusal_outcome(status: int) -> str:
    """Return the outcome that a refusal with this HTTP status counts as."""
    return "429" if status == 429 else "failed" if status >= 500 else "refused"


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
