"""What became of each drop of a feed: applied, refused and why, or recognised as a repetition."""

from collections.abc import Collection, Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

_KEPT = 200


class Fate(BaseModel):
    """What became of one drop. `digest` is of its content; of a drop that was never whole it is the fingerprint.

    `fingerprint` is of what is known of its files without reading them: while it stands, the files do. `modified` is
    when they were written, in seconds, as far as that is not in the future.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    digest: str
    fingerprint: str
    mode: Literal["full", "delta"]
    sequence: int | None = None
    rows: int | None = None
    modified: float | None = None
    state: Literal["applied", "refused", "repeated"]
    reason: str | None = None


class History(BaseModel):
    """The fates of a feed's drops, the oldest first. As JSON it can be a bound."""

    model_config = ConfigDict(frozen=True)

    fates: tuple[Fate, ...] = ()

    @classmethod
    def of_bound(cls, bound: str | None) -> Self:
        """The history that a bound holds; an empty one without a bound, or when it is of another kind of source."""
        try:
            return cls.model_validate_json(bound or "{}")
        except ValidationError:
            return cls()

    def to_bound(self) -> str:
        """The history as JSON."""
        return self.model_dump_json(exclude_defaults=True)

    def after(self, fates: Iterable[Fate]) -> Self:
        """The history once these have come about: a drop's newer fate replaces its older one.

        A repetition under the name of the first only shows that its files were written anew.
        """
        known = {(fate.name, fate.digest): fate for fate in self.fates}
        for fate in fates:
            key = fate.name, fate.digest
            if fate.state == "repeated" and key in known:
                known[key] = known[key].model_copy(update={"fingerprint": fate.fingerprint})
            else:
                known.pop(key, None)
                known[key] = fate
        return self.model_copy(update={"fates": tuple(known.values())})

    def forgetting(self, present: Collection[str], claimed: Collection[str] = ()) -> Self:
        """The history without what no decision needs any more.

        Needed are the last 200 fates, as copies may still come; those of the drops in the folder, whose fingerprints
        are `present`; the refusals that stand; and what later drops are judged by: the last full one, the last one
        with a sequence, the last one without. A refused file that belongs to another drop by now is `claimed`. A
        folder that shows nothing may be away: then all is kept.
        """
        fates = [fate for fate in self.fates if fate.state != "refused" or fate.name not in claimed]
        needed = {
            *self.refusals,
            *filter(None, (self._last_full, self._last_numbered, self._last_unnumbered)),
        }
        kept = [
            fate
            for index, fate in enumerate(fates)
            if index >= len(fates) - _KEPT or fate.fingerprint in present or fate in needed or not present
        ]
        return self.model_copy(update={"fates": tuple(kept)})

    @property
    def refusals(self) -> tuple[Fate, ...]:
        """The refusals that stand: no later full drop was applied, nor one of the same name or the same content."""
        standing: dict[str, Fate] = {}
        for fate in self.fates:
            if fate.state == "refused":
                standing[fate.name] = fate
            elif fate.state == "applied":
                told = fate.mode == "full"
                over = [each for each in standing.values() if told or _is_of_one_drop(each, fate)]
                for each in over:
                    del standing[each.name]
        return tuple(standing.values())

    @property
    def digests(self) -> frozenset[str]:
        """The contents that were applied."""
        return frozenset(fate.digest for fate in self._applied)

    @property
    def flawed(self) -> tuple[Fate, ...]:
        """The applied drops of which something is to be told, from the last full one on."""
        applied = self._applied
        begin = applied.index(self._last_full) if self._last_full else 0
        return tuple(fate for fate in applied[begin:] if fate.reason)

    @property
    def sequence(self) -> int | None:
        """The sequence of the last applied drop that has one."""
        return self._last_numbered.sequence if self._last_numbered else None

    @property
    def modified(self) -> float | None:
        """When the last applied drop that has no sequence was written."""
        return self._last_unnumbered.modified if self._last_unnumbered else None

    @property
    def full_rows(self) -> int | None:
        """The number of rows of the last full drop that was applied."""
        return self._last_full.rows if self._last_full else None

    @property
    def settled(self) -> frozenset[str]:
        """The fingerprints that need no further look: all but those of the refusals since the last applied drop."""
        applied = [index for index, fate in enumerate(self.fates) if fate.state == "applied"]
        last = applied[-1] if applied else -1
        return frozenset(
            fate.fingerprint
            for index, fate in enumerate(self.fates)
            if index <= last or fate.state == "repeated"
        )

    @property
    def _applied(self) -> list[Fate]:
        return [fate for fate in self.fates if fate.state == "applied"]

    @property
    def _last_full(self) -> Fate | None:
        return next((fate for fate in reversed(self._applied) if fate.mode == "full"), None)

    @property
    def _last_numbered(self) -> Fate | None:
        return next((fate for fate in reversed(self._applied) if fate.sequence is not None), None)

    @property
    def _last_unnumbered(self) -> Fate | None:
        return next((fate for fate in reversed(self._applied) if fate.sequence is None), None)


def _is_of_one_drop(one: Fate, other: Fate) -> bool:
    return one.name == other.name or one.digest == other.digest
