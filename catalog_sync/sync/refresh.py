"""A refresh of the mirror: which sources there are, and what was found in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog_sync.pim.errors import PimError
from catalog_sync.pim.source import Problem

PIM, OFFERS = "pim", "offers"
ENUMERATION, MASS_DISAPPEARANCE = "enumeration", "mass_disappearance"
SHORT_INDEX, MISSED_BY_DELTA = "short_index", "missed_by_delta"
OF_THE_SOURCE = (ENUMERATION, MASS_DISAPPEARANCE, SHORT_INDEX, MISSED_BY_DELTA)
"""Keys of problems that are about the source as a whole, and that no reading shows."""
_SHOWN = 50


@dataclass
class Refresh:
    """What a refresh found: counts, the first problems, and the sources that could not be read.

    Counts: read, changed, deleted, offers_changed, problems; missed_by_delta of a full re-read.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    unread: dict[str, PimError] = field(default_factory=dict)

    def note(self, problems: Iterable[Problem]) -> None:
        """Count problems and keep the first, however many there are; one that is met again counts once."""
        kept = {problem.key for problem in self.problems}
        for problem in (problem for problem in problems if problem.key not in kept):
            self.counts["problems"] += 1
            if len(self.problems) < _SHOWN:
                self.problems.append(problem)


def guarded(number: int, of: int) -> bool:
    """Whether so many are too many to act on without a person: more than 20, and more than 10 % of all."""
    return number > max(20, of * 0.1)
