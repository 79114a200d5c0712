"""Takes drops into the spool, each whole or not at all, in their order."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count

from catalog_sync.pim.drops.drops import Drop, Drops
from catalog_sync.pim.drops.files import BadRow
from catalog_sync.pim.drops.files import Row as FileRow
from catalog_sync.pim.drops.problems import drop_problems
from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable
from catalog_sync.pim.feed.mentions import Hashes, MentionReader
from catalog_sync.pim.feed.spool import Application, Census, Spool
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.source import Problem

_CHUNK = 500


class _ShrunkenError(Exception):
    """A full drop would delete or empty more than it may."""


class DropApplier:
    """Applies what is pending; an interrupted application leaves no trace and is made again by the next run."""

    def __init__(
        self,
        drops: Drops,
        spool: Spool,
        mentions: MentionReader,
        max_shrink: float,
        is_read: Callable[[str], bool],
    ) -> None:
        self._drops = drops
        self._spool = spool
        self._mentions = mentions
        self._max_shrink = max_shrink
        self._is_read = is_read

    def apply_pending(self) -> list[Problem]:
        """Apply the drops that wait; returns what people have to see of drops as long as it lasts.

        A drop that cannot be read now holds back those after it.
        """
        waits: list[Problem] = []
        for item in self._drops.pending(self._spool.history()):
            if not isinstance(item, Drop):
                self._spool.record(item.fate)
                continue
            try:
                self._apply(item)
            except (PimAnswerInvalid, PimUnreachable, OSError) as error:
                text = f"{item.name} waits: {error}"
                waits = [Problem(f"drop:{item.name}", item.name, text, repeated=True)]
                break
        history = self._spool.history()
        self._spool.forget(set(history.fates) - set(self._drops.remembered(history).fates))
        return [*drop_problems(self._spool.history()), *waits]

    def reread(self) -> None:
        """Read all spooled rows by a mapping that has changed, and those in quarantine that can be read by it."""
        rows = (FileRow(file, line, dict(row.columns)) for row, file, line in self._spool.everything())
        with self._spool.applying() as application:
            self._stage(application, rows, lambda _: {})
            application.finish(full=False, sweep=application.census().nameless == 0, fate=None)

    def _apply(self, drop: Drop) -> None:
        full = drop.mode == "full"
        try:
            with self._spool.applying() as application:
                filled: set[str] = set()
                self._stage(application, _noting(drop.rows(), filled), application.hashes)
                census = application.census() if full else Census(0, 0, 0)
                if full and not drop.confirmed:
                    self._guard_rows(census)
                    self._guard_columns(census, application.emptied(filled))
                fate = drop.fate.model_copy(update={"reason": _kept(census)})
                application.finish(full=full, sweep=full and not census.nameless, fate=fate)
        except _ShrunkenError as shrunken:
            self._spool.record(drop.fate.model_copy(update={"state": "refused", "reason": str(shrunken)}))

    def _stage(self, application: Application, rows: Iterator[FileRow], hashes: Hashes) -> None:
        for chunk in chunks(zip(count(), rows, strict=False), _CHUNK):
            application.stage(self._mentions.read(chunk, hashes))

    def _guard_rows(self, census: Census) -> None:
        """Refuse a full drop that lacks too many rows; one row may always go, all of them not without a word."""
        allowed = self._allowed(census)
        lost = census.absent if census.nameless == 0 else 0
        if lost and (lost > allowed or lost == census.living):
            raise _ShrunkenError(
                f"{census.absent} of {census.living} rows are not in it, and max_shrink allows {allowed}. Drop a "
                "whole one, or name it under confirmed to delete them."
            )

    def _guard_columns(self, census: Census, emptied: Mapping[str, int]) -> None:
        """Refuse a full drop that empties an attribute of too many rows, as it lacks the column or all its cells."""
        allowed = self._allowed(census)
        lost = {name: many for name, many in emptied.items() if many > allowed and self._is_read(name)}
        if lost:
            named = ", ".join(f"{name!r} held something in {many}" for name, many in lost.items())
            raise _ShrunkenError(
                f"{named} of {census.living} rows and is empty in all of its own, and max_shrink allows {allowed}. "
                "Drop a whole one, or name it under confirmed to empty them."
            )

    def _allowed(self, census: Census) -> int:
        return max(1, int(census.living * self._max_shrink))


def _noting(rows: Iterator[FileRow], filled: set[str]) -> Iterator[FileRow]:
    """The rows as they come; `filled` grows by the columns that hold something."""
    for row in rows:
        if not isinstance(row.values, BadRow):
            filled.update(name for name in row.values.keys() - filled if row.values[name] not in ("", None))
        yield row


def _kept(census: Census) -> str | None:
    """Why absent rows were not deleted."""
    if not (census.nameless and census.absent):
        return None
    return (
        f"{census.absent} rows are not in it, but {census.nameless} of its rows have no readable key, so none was "
        "deleted: correct these rows and drop it again"
    )
