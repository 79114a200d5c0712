"""Takes drops into the spool, each whole or not at all, in their order."""

from collections.abc import Iterator
from itertools import count

from catalog_sync.pim.drops.drops import Drop, Drops, Refused
from catalog_sync.pim.drops.files import Row as FileRow
from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable
from catalog_sync.pim.feed.mentions import Hashes, MentionReader
from catalog_sync.pim.feed.spool import Application, Census, Spool
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.source import Problem

_CHUNK = 2000


class _ShrunkenError(Exception):
    """A full drop would delete more rows than it may."""


class DropApplier:
    """Applies what is pending; an interrupted application leaves no trace and is made again by the next run."""

    def __init__(self, drops: Drops, spool: Spool, mentions: MentionReader, max_shrink: float) -> None:
        self._drops = drops
        self._spool = spool
        self._mentions = mentions
        self._max_shrink = max_shrink

    def apply_pending(self) -> list[Problem]:
        """Apply the drops that wait; returns what people have to see: refusals, and a drop that could not be read.

        A drop that cannot be read now holds back those after it.
        """
        problems: list[Problem] = []
        for item in self._drops.pending(self._spool.history()):
            if not isinstance(item, Drop):
                self._spool.record(item.fate)
                problems += [item.problem] if isinstance(item, Refused) else []
                continue
            try:
                problems += self._applied(item)
            except (PimAnswerInvalid, PimUnreachable, OSError) as error:
                return [*problems, Problem(f"drop:{item.name}", item.name, f"{item.name} waits: {error}")]
        return problems

    def reread(self) -> None:
        """Read all spooled rows by a mapping that has changed, and those in quarantine that can be read by it."""
        rows = (FileRow(file, line, dict(row.columns)) for row, file, line in self._spool.everything())
        with self._spool.applying() as application:
            self._stage(application, rows, lambda _: {})
            application.finish(full=False, sweep=application.census().nameless == 0, fate=None)

    def _applied(self, drop: Drop) -> list[Problem]:
        full = drop.mode == "full"
        try:
            with self._spool.applying() as application:
                self._stage(application, drop.rows(), application.hashes)
                census = application.census() if full else Census(0, 0, 0)
                if full:
                    self._guard(drop, census)
                fate = drop.fate.model_copy(update={"reason": _kept(census)})
                application.finish(full=full, sweep=full and not census.nameless, fate=fate)
        except _ShrunkenError as shrunken:
            refusal = Refused(drop.fate.model_copy(update={"state": "refused", "reason": str(shrunken)}))
            self._spool.record(refusal.fate)
            return [refusal.problem]
        return []

    def _stage(self, application: Application, rows: Iterator[FileRow], hashes: Hashes) -> None:
        for chunk in chunks(zip(count(), rows, strict=False), _CHUNK):
            application.stage(self._mentions.read(chunk, hashes))

    def _guard(self, drop: Drop, census: Census) -> None:
        """Refuse a full drop that lacks too many rows; one row may always go, all of them not without a word."""
        allowed = max(1, int(census.living * self._max_shrink))
        lost = census.absent if census.nameless == 0 else 0
        if not drop.confirmed and lost and (lost > allowed or lost == census.living):
            raise _ShrunkenError(
                f"{census.absent} of {census.living} rows are not in it, and max_shrink allows {allowed}. Drop a "
                "whole one, or name it under confirmed to delete them."
            )


def _kept(census: Census) -> str | None:
    """Why absent rows were not deleted."""
    if not (census.nameless and census.absent):
        return None
    return (
        f"{census.absent} rows are not in it, but {census.nameless} of its rows have no readable key, so none was "
        "deleted: correct these rows and drop it again"
    )
