"""How far a change log has been read: which entries the next read asks for, whatever commits late. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationError

LOWEST = 1 - 2**63
RANGES = 1000
"""Ranges of missed ids in a bound; beyond, near ones are joined: that only makes some entries read twice."""

SETTLE_SECONDS = 600
"""How long a standby waits for a missed id: it cannot see which writers hold one."""


class Span(NamedTuple):
    """Ids from `low` to `high`, both included."""

    low: int
    high: int


class Missed(BaseModel):
    """Ids that one read saw skipped: rolled back, or held by a transaction that may yet bring them.

    `xmax` was the next transaction id then, `writers` the transactions that held locks on the log or its sequence,
    `at` the moment in Unix seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: list[Span]
    xmax: int
    writers: frozenset[str]
    at: float


class Now(NamedTuple):
    """What a snapshot of the log sees: `xmin` is the oldest transaction not ended, `xmax` the next one to begin.

    `before` and `after` are the writers just before and just after the snapshot was taken.
    """

    identity: str
    xmin: int
    xmax: int
    at: float
    standby: bool
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


class Bound(BaseModel):
    """A bound; `identity` tells one life of the log from another: a restored one begins anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: str
    xmin: int | None = None
    id: int | None = None
    missed: list[Missed] = []

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """The bound in the text; none when it is none of ours."""
        try:
            return cls.model_validate_json(text) if text else None
        except ValidationError:
            return None

    def text(self) -> str:
        """To be read again."""
        return self.model_dump_json(exclude_defaults=True)

    @property
    def spans(self) -> list[Span]:
        """All ids to ask for again, besides those above `id`."""
        return [span for missed in self.missed for span in missed.spans]


def next_bound(
    last: Bound | None, now: Now, *, highest: int, found: Sequence[int], skipped: list[Span]
) -> Bound:
    """After a read that saw ids up to `highest`, `found` some that were missed before and `skipped` others.

    A missed id is given up once no transaction that could bring it can still be running: all that had an id of
    their own when it was missed have ended (xmin has passed xmax), and so have all that only held the lock.
    """
    kept = [_left(missed, found) for missed in (last.missed if last else []) if not _settled(missed, now)]
    new = Missed(spans=skipped, xmax=now.xmax, writers=now.after, at=now.at)
    missed = _bounded([each for each in [*kept, new] if each.spans])
    return Bound(identity=now.identity, id=highest, missed=missed)


def _settled(missed: Missed, now: Now) -> bool:
    ended = now.xmin >= missed.xmax and not missed.writers & now.before
    return ended and (not now.standby or now.at - missed.at >= SETTLE_SECONDS)


def _left(missed: Missed, found: Sequence[int]) -> Missed:
    return missed.model_copy(update={"spans": without(missed.spans, found)})


def without(spans: Iterable[Span], found: Sequence[int]) -> list[Span]:
    """The spans less the ids found, which are in order."""
    left: list[Span] = []
    for low, high in spans:
        start = low
        for each in found:
            if start <= each <= high:
                left.append(Span(start, each - 1))
                start = each + 1
        left.append(Span(start, high))
    return [span for span in left if span.low <= span.high]


def _bounded(missed: list[Missed]) -> list[Missed]:
    """All as it was, or all in one with the spans joined: the newest xmax is the safest."""
    spans = [span for each in missed for span in each.spans]
    if len(spans) <= RANGES:
        return missed
    writers = frozenset[str]().union(*(each.writers for each in missed))
    newest = max(missed, key=lambda each: each.at)
    return [
        Missed(spans=joined(spans), xmax=max(each.xmax for each in missed), writers=writers, at=newest.at)
    ]


def joined(spans: Iterable[Span], limit: int = RANGES) -> list[Span]:
    """At most `limit` spans that hold all of these, parted where the gaps between them are widest."""
    ordered = sorted(spans)
    if len(ordered) <= limit:
        return ordered
    by_width = sorted(range(1, len(ordered)), key=lambda at: ordered[at - 1].high - ordered[at].low)
    cuts = [0, *sorted(by_width[: limit - 1]), len(ordered)]
    parts = [ordered[start:end] for start, end in pairwise(cuts)]
    return [Span(part[0].low, max(span.high for span in part)) for part in parts]
