"""How far a change log has been read: which entries the next read asks for, whatever commits late. Pure."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationError

LOWEST = 1 - 2**63
RANGES = 1000
"""Ranges of missed ids in a bound; beyond, near ones are joined: that only makes some entries read twice."""

SETTLE_SECONDS = 600
"""How long a missed id waits at least where it cannot be seen which writers hold one."""


class Span(NamedTuple):
    """Ids from `low` to `high`, both included."""

    low: int
    high: int


class Missed(BaseModel):
    """Ids that one read saw skipped: rolled back, or held by a transaction that may yet bring them.

    `xmax` was the next transaction id to end then, `writers` the transactions that held locks on the log or its
    sequence, `at` the moment in Unix seconds: none once a reader that sees no locks has waited long enough.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: list[Span]
    xmax: int
    writers: frozenset[str]
    at: float | None


class Now(NamedTuple):
    """What a snapshot of the log sees: `xmin` is the oldest transaction not ended, below `xmax` is all that has ended.

    `before` and `after` are the writers just before and just after the snapshot was taken; `blind` says that they
    cannot be seen: on a standby, or when nobody knows what numbers the log.
    """

    identity: str
    xmin: int
    xmax: int
    at: float
    blind: bool
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
    last: Bound | None,
    now: Now,
    *,
    highest: int,
    left: Callable[[list[Span]], list[Span]],
    skipped: list[Span],
) -> Bound:
    """After a read that saw ids up to `highest` and `skipped` some; `left` tells those of spans that are still missed.

    A missed id is given up once no transaction that could bring it can still be running: all below xmax have ended,
    and so have all that held a lock, with a transaction id of their own or not yet.
    """
    waiting = [_aged(missed, now) for missed in (last.missed if last else []) if not _settled(missed, now)]
    kept = [missed.model_copy(update={"spans": left(missed.spans)}) for missed in waiting]
    new = Missed(spans=skipped, xmax=now.xmax, writers=now.after, at=now.at)
    missed = _bounded([each for each in [*kept, new] if each.spans])
    return Bound(identity=now.identity, id=highest, missed=missed)


def _settled(missed: Missed, now: Now) -> bool:
    if now.blind:
        return missed.at is None and now.xmin > missed.xmax
    return now.xmin >= missed.xmax and not missed.writers & now.before


def _aged(missed: Missed, now: Now) -> Missed:
    """Without locks to see, a writer may be any transaction that begins within the time waited."""
    if not now.blind or missed.at is None or now.at - missed.at < SETTLE_SECONDS:
        return missed
    return missed.model_copy(update={"xmax": now.xmax, "at": None})


def without(spans: Iterable[Span], found: Iterable[int]) -> list[Span]:
    """The spans less the ids found, both in order and no span in another; many are joined again."""
    left: list[Span] = []
    ids = iter(found)
    each = next(ids, None)
    for low, high in spans:
        start = low
        while each is not None and each <= high:
            if each > start:
                left.append(Span(start, each - 1))
            start = max(start, each + 1)
            each = next(ids, None)
        if start <= high:
            left.append(Span(start, high))
        left = left if len(left) < 2 * RANGES else joined(left)
    return joined(left)


def _bounded(missed: list[Missed]) -> list[Missed]:
    """All as it was, or all in one with the spans joined: the newest xmax is the safest."""
    spans = [span for each in missed for span in each.spans]
    if len(spans) <= RANGES:
        return missed
    writers = frozenset[str]().union(*(each.writers for each in missed))
    newest = max((each.at for each in missed if each.at is not None), default=None)
    return [Missed(spans=joined(spans), xmax=max(each.xmax for each in missed), writers=writers, at=newest)]


def joined(spans: Iterable[Span], limit: int = RANGES) -> list[Span]:
    """At most `limit` spans that hold all of these, parted where the gaps between them are widest."""
    ordered = sorted(spans)
    if len(ordered) <= limit:
        return ordered
    by_width = sorted(range(1, len(ordered)), key=lambda at: ordered[at - 1].high - ordered[at].low)
    cuts = [0, *sorted(by_width[: limit - 1]), len(ordered)]
    parts = [ordered[start:end] for start, end in pairwise(cuts)]
    return [Span(part[0].low, max(span.high for span in part)) for part in parts]
