"""Which partial drops have to wait, because an unfinished one before them may say something older."""

from collections.abc import Iterable

from catalog_sync.pim.drops.candidates import Candidate


class Waiting:
    """The line of drops in one look, told of each as it comes. `unnumbered` are unfinished and without a sequence.

    These may turn out to come before any drop that was written after them.
    """

    def __init__(self, unnumbered: Iterable[Candidate]) -> None:
        self._moments = [candidate.modified for candidate in unnumbered]
        self._unfinished = False

    def holds(self, candidate: Candidate) -> bool:
        """Whether the candidate has to wait; a full one never does."""
        before = any(moment < candidate.modified for moment in self._moments)
        return candidate.mode == "delta" and (self._unfinished or before)

    def passed_unfinished(self) -> None:
        """An unfinished one stands in the line."""
        self._unfinished = True

    def passed_full(self, candidate: Candidate) -> None:
        """A full one makes all before it irrelevant."""
        self._unfinished = False
        self._moments = [moment for moment in self._moments if moment >= candidate.modified]
