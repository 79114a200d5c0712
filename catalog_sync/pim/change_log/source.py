"""A log of changes in PostgreSQL as a source of products: read without gaps, whatever commits late."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

import sqlalchemy as sa

from catalog_sync.pim.change_log.bound import Bound, Now
from catalog_sync.pim.change_log.check import checked
from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.change_log.layout import Layout, find_layout, read_options
from catalog_sync.pim.change_log.rows import CurrentRows, Hint
from catalog_sync.pim.change_log.spellings import Spellings
from catalog_sync.pim.change_log.window import Window, by_sequence, by_transaction, entries, look_at, writers
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.rows.reader import RowReader
from catalog_sync.pim.source import Change, Checked, Listed, Problem, Reading
from catalog_sync.pim.sql.database import PAGE, Database, Snapshot, in_thread, opening, read_and_close
from catalog_sync.pim.sql.relations import Relation

Item = TypeVar("Item")

REMEMBERED = 100_000
"""Products of one read that are not read again; beyond, some may be."""


class ChangeLogSource:
    """A PimSource over one database, to be used as an async context manager."""

    def __init__(self, configuration: ChangeLogConfiguration, database: Database, files: MediaFiles) -> None:
        self._configuration = configuration
        self._database = database
        self._files = files
        self._reader = RowReader(configuration.rows)
        self._spellings = Spellings()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._database.close)

    @property
    def origin(self) -> str:
        """The database, without its user, and the log."""
        return f"postgresql://{self._database.name} {self._configuration.table}"

    async def changes(self, bound: str | None) -> Reading[Change]:
        """Whatever entries committed since the bound are about; everything for a bound of another life of the log."""
        rows, layout, window = await asyncio.to_thread(self._begin, Bound.read(bound))
        if window.everything:
            return _whole(window.bound, rows.snapshot, rows.everything(), window.problems)
        return Reading(
            window.bound, read_and_close(rows.snapshot, self._delta(layout.log, rows, window)), _partial
        )

    async def listed(self) -> Reading[Listed]:
        """Every (product, SKU) pair of one snapshot; an empty one is no proof of absence."""
        rows = await asyncio.to_thread(self._rows)
        return _whole("", rows.snapshot, rows.listed())

    async def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        """Products by key."""
        rows = await asyncio.to_thread(self._rows)
        batches = (batch for chunk in chunks(keys, PAGE) for batch in rows.read(chunk) if batch)
        async for batch in read_and_close(rows.snapshot, batches):
            yield batch

    async def exists(self, key: str) -> bool:
        """Whether the product has a row."""
        found: bool = await asyncio.to_thread(self._ask, lambda rows: rows.exists(key))
        return found

    async def size(self) -> int | None:
        """How many rows there are."""
        count: int = await asyncio.to_thread(self._ask, CurrentRows.size)
        return count

    async def dictionaries(self) -> Dictionaries:
        """Labels of options, where a table of them is configured."""
        return await asyncio.to_thread(self._options)

    async def download(self, media_code: str) -> bytes:
        """Bytes of a file by its URL, or by its path below the configured folder."""
        return await self._files.download(media_code)

    def check(self) -> AsyncIterator[Checked]:
        """Look at server, rights, columns, the log's numbering, transactions that hold it up, and sample rows."""
        return in_thread(checked(self._configuration, self._database, self._reader), lambda: None)

    def _begin(self, last: Bound | None) -> tuple[CurrentRows, Layout, Window]:
        """Open a snapshot and say what to read in it; the next bound is that of the snapshot itself."""
        with opening(self._database) as snapshot:
            layout = find_layout(snapshot, self._configuration)
            before = writers(snapshot, layout.watched)
            snapshot.renew(layout.lockable)
            now = look_at(snapshot, layout.log, layout.watched, before)
            now = now._replace(identity=f"{now.identity}/{layout.current.fingerprint}")
            window = self._window(snapshot, layout, last, now)
            self._spellings = Spellings()
            return self._current(snapshot, layout), layout, window

    def _rows(self) -> CurrentRows:
        with opening(self._database) as snapshot:
            layout = find_layout(snapshot, self._configuration)
            snapshot.renew(layout.lockable)
            return self._current(snapshot, layout)

    def _current(self, snapshot: Snapshot, layout: Layout) -> CurrentRows:
        return CurrentRows(snapshot, layout.current, self._reader, self._spellings)

    def _window(self, snapshot: Snapshot, layout: Layout, last: Bound | None, now: Now) -> Window:
        if self._configuration.transaction:
            return by_transaction(snapshot, layout.log, self._configuration.transaction, last, now)
        column = self._configuration.sequence or ""
        return by_sequence(snapshot, layout.log, column, layout.sequence, last, now)

    def _ask(self, question: Callable[[CurrentRows], Any]) -> Any:
        rows = self._rows()
        with rows.snapshot:
            return question(rows)

    def _options(self) -> Dictionaries:
        if self._configuration.options is None:
            return Dictionaries()
        with self._database.snapshot() as snapshot:
            return read_options(snapshot, self._configuration.options)

    def _delta(self, log: Relation, rows: CurrentRows, window: Window) -> Iterator[list[Change]]:
        """The present state of what the entries name; entries of one product become one."""
        done: set[str] = set()
        yield list(window.problems)
        for page in self._hints(rows.snapshot, log, window):
            hints = [Hint(key or "", parent or "") for key, parent in page]
            products, changes = rows.hinted(hints)
            if not all(hint.key.strip() or hint.parent.strip() for hint in hints):
                changes.append(_nameless(log.title))
            for chunk in chunks(sorted(products - done), PAGE):
                yield from rows.read(chunk)
            done = products if len(done) > REMEMBERED else done | products
            yield changes

    def _hints(self, snapshot: Snapshot, log: Relation, window: Window) -> Iterator[Any]:
        mapping = self._configuration.rows
        key = sa.cast(log.table.c[self._configuration.key or mapping.key], sa.Text)
        own = mapping.parent if self._configuration.view is None else None
        told = self._configuration.parent or own
        parent = sa.cast(log.table.c[told] if told else sa.null(), sa.Text)
        for statement in entries(window, [key.label("key"), parent.label("parent")]):
            yield from snapshot.stream(statement.order_by("key"))


def _whole(
    bound: str, snapshot: Snapshot, batches: Iterator[list[Item]], problems: Iterable[Item] = ()
) -> Reading[Item]:
    """A reading of all there is in one snapshot; one that finds nothing proves nothing."""
    seen = 0

    async def counted() -> AsyncIterator[list[Item]]:
        nonlocal seen
        async for batch in read_and_close(snapshot, batches):
            seen += len(batch)
            yield batch
        yield list(problems)

    async def is_whole() -> bool:
        return seen > 0

    return Reading(bound, counted(), is_whole)


async def _partial() -> bool:
    return False


def _nameless(title: str) -> Problem:
    return Problem(
        f"entry:{title}", title, f"{title} has an entry without a key: what it is about cannot be known"
    )
