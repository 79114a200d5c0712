"""What became of each drop of a feed: applied, refused and why, or recognised as a repetition."""

from collections.abc import Collection, Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

_KEPT = 200


class Fate(BaseModel):
    """What became of one drop. `digest` is of its content; of a drop that was never whole it is the fingerprint.

    `fingerprint` is of what is known of its files without reading them: while it stands, the files do.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    digest: str
    fingerprint: str
    mode: Literal["full", "delta"]
    sequence: int | None = None
    rows: int | None = None
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

    def forgetting(self, present: Collection[str]) -> Self:
        """The history without old fates of drops that are gone; `present` are the fingerprints of those still there."""
        split = max(0, len(self.fates) - _KEPT)
        kept = [fate for fate in self.fates[:split] if fate.fingerprint in present]
        return self.model_copy(update={"fates": (*kept, *self.fates[split:])})

    @property
    def digests(self) -> frozenset[str]:
        """The contents that were applied."""
        return frozenset(fate.digest for fate in self._applied)

    @property
    def sequence(self) -> int | None:
        """The sequence of the last applied drop that has one."""
        return next((fate.sequence for fate in reversed(self._applied) if fate.sequence is not None), None)

    @property
    def full_rows(self) -> int | None:
        """The number of rows of the last full drop that was applied."""
        return next((fate.rows for fate in reversed(self._applied) if fate.mode == "full"), None)

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
