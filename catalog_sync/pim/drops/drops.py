"""Drops: finished sets of files that a feed left in a folder, told apart by content and put in order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import time
from typing import Any, Literal

from catalog_sync.pim.drops.candidates import Candidate, Candidates
from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.drops.files import Row, Unfit
from catalog_sync.pim.drops.folder import Folder
from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.drops.judgement import fate, is_confirmed, is_repeated, lateness, poverty, stated_digest
from catalog_sync.pim.drops.reading import DropReader, Unfinished
from catalog_sync.pim.drops.waiting import Waiting


@dataclass(frozen=True)
class Drop:
    """A complete drop that waits to be applied.

    `digest` is the SHA-256 of the content whatever the files are called; `count` is the number of rows; `as_of` is
    when the content was true, where the manifest or the name tells; `modified` is when the files were written, in
    seconds. A person or the manifest stands by what it deletes where it is `confirmed`. `fate` is what to remember
    once it is applied.
    """

    name: str
    digest: str
    mode: Literal["full", "delta"]
    count: int
    sequence: int | None
    as_of: datetime | None
    modified: float
    confirmed: bool
    fate: Fate
    _read: Callable[[], Iterator[Row]] = field(repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """Row(file, line, values) of each row: `values` is a dict, or a BadRow that says what is wrong.

        May be called again. Raises PimAnswerInvalid at the end of a file that changed since the digest was made.
        """
        return self._read()


@dataclass(frozen=True)
class Refused:
    """A drop that is refused whole: its fate holds the reason."""

    fate: Fate


@dataclass(frozen=True)
class Repeated:
    """A drop whose content was applied before: nothing to apply, only its fate to remember."""

    fate: Fate


class Drops:
    """The drops of one folder. `columns` are the CSV headers that every file needs; `options` go to the driver.

    Raises PimRefused when the driver of the folder's URL is missing.
    """

    def __init__(
        self,
        settings: DropsConfiguration,
        columns: Iterable[str] = (),
        *,
        options: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time,
    ) -> None:
        folder = Folder(settings.url, settings.options | dict(options or {}))
        self._settings = settings
        self._candidates = Candidates(settings, folder)
        self._reader = DropReader(settings, folder, columns)
        self._clock = clock
        self._present: frozenset[str] = frozenset()
        self._claimed: frozenset[str] = frozenset()

    @property
    def origin(self) -> str:
        """The folder and which of its files."""
        return self._settings.origin

    def candidates(self) -> list[Candidate]:
        """Everything that is or may become a drop, in the order to apply it; reads no more than manifests."""
        found = self._candidates.look(self._clock())
        self._present = frozenset(candidate.fingerprint for candidate in found)
        parts = ((each.name, {file.name for file in each.files} | set(each.stated)) for each in found)
        self._claimed = frozenset(name for whole, names in parts for name in names if name != whole)
        return found

    def remembered(self, history: History) -> History:
        """The history without what no decision needs any more, by what the last look found in the folder.

        The refusal of a drop that is gone from there is over once a person confirms it.
        """
        absent = (fate for fate in history.fates if fate.fingerprint not in self._present)
        confirmed = {fate.name for fate in absent if self._is_reopened(fate)}
        return history.forgetting(self._present, self._claimed | confirmed)

    def rows(self, candidate: Candidate) -> Iterator[Row]:
        """The rows of a candidate as they are now, whether it is whole or not; as `Drop.rows`."""
        return self._reader.rows(candidate.files)

    def pending(self, history: History) -> list[Drop | Refused | Repeated]:
        """What waits to be applied, in the order to apply it, with the refusals that stand and the repetitions.

        A partial drop waits for unfinished ones before it, until these are finished or refused.
        Each item's `fate` goes into the history once the item is dealt with, in this order. Reads the files of what
        is new. Raises PimUnreachable when the folder cannot be read.
        """
        found: list[Drop | Refused | Repeated] = []
        after, candidates = history, self.candidates()
        waiting = Waiting(each for each in candidates if self._is_unnumbered(each, history))
        for candidate in candidates:
            settled = candidate.fingerprint in after.settled - self._reopened(after)
            if settled or waiting.holds(candidate):
                continue
            item = self._judged(candidate, after)
            if item is None:
                waiting.passed_unfinished()
                continue
            if isinstance(item, Drop) and item.mode == "full":
                waiting.passed_full(candidate)
            found.append(item)
            after = after.after([item.fate])
        return [item for item in found if not _is_over(item, found, history)]

    def _is_unnumbered(self, candidate: Candidate, history: History) -> bool:
        """Whether the candidate is unfinished and does not tell its place in the order yet."""
        is_open = candidate.fingerprint not in history.settled and self._is_patient(candidate)
        return bool(candidate.unready) and candidate.sequence is None and is_open

    def _judged(self, candidate: Candidate, history: History) -> Drop | Refused | Repeated | None:
        try:
            return self._sound(candidate, history)
        except Unfinished as unfinished:
            if self._is_patient(candidate):
                return None
            reason = f"{unfinished}. It has not changed for too long to be still under way."
        except Unfit as unfit:
            reason = str(unfit)
        return Refused(fate(candidate, candidate.fingerprint, "refused", reason=reason))

    def _sound(self, candidate: Candidate, history: History) -> Drop | Refused | Repeated:
        digest = stated_digest(candidate) if candidate.unready else self._reader.digest(candidate)
        if digest and is_repeated(digest, candidate, history):
            return Repeated(fate(candidate, digest, "repeated"))
        if candidate.unready or digest is None:
            raise Unfinished(candidate.unready)
        count = self._reader.count(candidate)
        confirmed = is_confirmed(self._settings.confirmed, candidate.name, digest)
        if not confirmed and (late := lateness(candidate, history, digest)):
            return Refused(fate(candidate, digest, "refused", rows=count, reason=late))
        confirmed = confirmed or bool(candidate.manifest and candidate.manifest.confirmed)
        limit = None if confirmed else self._settings.max_shrink
        if poor := poverty(candidate, digest, count, history, limit):
            return Refused(fate(candidate, digest, "refused", rows=count, reason=poor))
        return self._drop(candidate, digest, count, confirmed)

    def _drop(self, candidate: Candidate, digest: str, count: int, confirmed: bool) -> Drop:
        written = min(candidate.modified, self._clock())
        return Drop(
            name=candidate.name,
            digest=digest,
            mode=candidate.mode,
            count=count,
            sequence=candidate.sequence,
            as_of=candidate.as_of,
            modified=candidate.modified,
            confirmed=confirmed,
            fate=fate(candidate, digest, "applied", rows=count, modified=written),
            _read=lambda: self.rows(candidate),
        )

    def _is_patient(self, candidate: Candidate) -> bool:
        """Whether to wait on; for ever where the storage does not tell when a file was written."""
        since = candidate.modified or self._clock()
        return self._clock() - since <= max(self._settings.patience_seconds, self._settings.age_seconds or 0)

    def _reopened(self, history: History) -> frozenset[str]:
        """The fingerprints of drops that were refused and confirmed since."""
        return frozenset(past.fingerprint for past in history.fates if self._is_reopened(past))

    def _is_reopened(self, past: Fate) -> bool:
        return past.state == "refused" and is_confirmed(self._settings.confirmed, past.name, past.digest)


def _is_over(
    item: Drop | Refused | Repeated, found: Sequence[Drop | Refused | Repeated], history: History
) -> bool:
    """Whether a refusal was shown before and a good drop follows it now."""
    follows = any(isinstance(other, Drop) for other in found[found.index(item) + 1 :])
    return isinstance(item, Refused) and follows and item.fate in history.fates
