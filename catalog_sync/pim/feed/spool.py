"""What a feed needs to keep between runs: its rows, the listings they make, unreadable rows, drops and files."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.rows.reader import Row


@dataclass(frozen=True)
class Mention:
    """What a drop says about one row: `changed` and `same` (as spooled), `deleted`, or `unread`, saying why.

    `position` counts the rows of a drop; the last mention of a key counts. An unread row may have no key.
    `payload` is the row's JSON.
    """

    position: int
    file: str
    line: int
    key: str | None
    kind: Literal["changed", "same", "deleted", "unread"]
    listing: str | None = None
    payload: bytes | None = None
    content_hash: str | None = None
    reason: str | None = None


class Census(NamedTuple):
    """How many rows live in the spool, how many of them the drop does not mention, and unread rows without key."""

    living: int
    absent: int
    nameless: int


class Unread(NamedTuple):
    """A row in quarantine: where it is, its key and JSON where it had any, and what is wrong with it."""

    file: str
    line: int
    key: str
    columns: Mapping[str, Any] | None
    message: str


class Application(Protocol):
    """One drop on its way into the spool: nothing of it is seen before `finish` and the end of the transaction."""

    def hashes(self, keys: Sequence[str]) -> dict[str, str]:
        """Row key -> content hash of the living rows among these."""
        ...

    def stage(self, mentions: Sequence[Mention]) -> None:
        """Take in what the drop says, chunk by chunk."""
        ...

    def census(self) -> Census:
        """Compare what was staged with what lives."""
        ...

    def emptied(self, filled: Collection[str]) -> dict[str, int]:
        """Column -> how many living rows hold something in it, for all columns but those that are filled."""
        ...

    def finish(self, *, full: bool, sweep: bool, fate: Fate | None) -> None:
        """Make the spool what was staged; `full` forgets earlier quarantines, `sweep` deletes absent rows."""
        ...


class Spool(Protocol):
    """The living rows of one feed; each listing whose rows changed has a new revision, in order and never reused."""

    def history(self) -> History:
        """What became of the drops."""
        ...

    def record(self, fate: Fate) -> None:
        """Remember a drop of which nothing is applied."""
        ...

    def forget(self, fates: Collection[Fate]) -> None:
        """Remember these no longer."""
        ...

    def applying(self) -> AbstractContextManager[Application]:
        """One transaction: all of a drop or nothing of it."""
        ...

    def revision(self) -> int:
        """The highest revision of a listing."""
        ...

    def touched(self, after: int, until: int) -> Iterator[list[str]]:
        """Listings with rows changed after one revision and until another, in order, in batches."""
        ...

    def rows(self, listings: Sequence[str]) -> list[tuple[str, Row]]:
        """Listing and row of all living rows of these listings."""
        ...

    def everything(self) -> Iterator[tuple[Row, str, int]]:
        """All living rows with their files and lines, then the readable ones in quarantine."""
        ...

    def listed(self) -> Iterator[list[tuple[str, str]]]:
        """Every (listing, row key) pair in batches."""
        ...

    def size(self) -> int:
        """How many rows live."""
        ...

    def quarantine(self, limit: int) -> tuple[list[Unread], int]:
        """Unreadable rows, at most so many, and how many there are."""
        ...

    def renew_media(self, versions: Mapping[str, str]) -> None:
        """Take over the versions of all files there are; a file that is new, changed or gone has a new revision."""
        ...

    def media_revision(self) -> int:
        """The highest revision of a file."""
        ...

    def renewed_media(self, after: int, until: int) -> Iterator[list[str]]:
        """Paths of files that changed after one revision and until another, in batches."""
        ...

    def media_versions(self, paths: Iterable[str]) -> dict[str, str]:
        """Path -> version of the files among these that are there."""
        ...
