"""A PostgreSQL database that somebody else owns: read-only snapshots on connections of their own, errors typed."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from pydantic import SecretStr

from catalog_sync.pim.errors import PimAnswerInvalid, PimError, PimRefused, PimUnreachable

Item = TypeVar("Item")

PAGE = 500
"""Rows held in memory at a time."""

_BEGIN = """set transaction isolation level repeatable read, read only;
set local statement_timeout = '10min'; set local lock_timeout = '1min';
set local idle_in_transaction_session_timeout = '10min';
set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'"""
_TRY_LATER = re.compile(
    r"08|25P0[34]|40|53|55P03|57"
)  # classes of PostgreSQL's error codes: Appendix A of its manual
_NOT_ALLOWED = re.compile(r"28|3D000|42501")
_LOGIN = re.compile(
    r"authentication failed|no pg_hba|does not exist|not permitted|no password|certificate", re.IGNORECASE
)


class Database:
    """A database by the URL in an environment variable; the URL is never shown, `name` is what people see."""

    def __init__(self, url: SecretStr, variable: str) -> None:
        parsed = _parsed(url, variable)
        self.name = f"{parsed.host or 'localhost'}:{parsed.port or 5432}/{parsed.database or ''}"
        self.variable = variable
        self._engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg2"),
            pool_size=2,
            pool_pre_ping=True,
            connect_args={"application_name": "catalog-sync", "connect_timeout": 10, "keepalives_idle": 60},
        )
        self._open: set[Snapshot] = set()

    def snapshot(self) -> "Snapshot":
        """A new snapshot, to be closed by its reader; whatever is left closes with the database."""
        with _telling(self):
            snapshot = Snapshot(self, self._engine.connect(), self._open.discard)
        self._open.add(snapshot)
        snapshot.renew()
        return snapshot

    def close(self) -> None:
        """Close all connections."""
        for snapshot in list(self._open):
            snapshot.close()
        self._engine.dispose()


class Snapshot:
    """One read-only transaction in which every query sees the same state (repeatable read)."""

    def __init__(
        self, database: Database, connection: sa.Connection, closed: Callable[["Snapshot"], None]
    ) -> None:
        self._database = database
        self._connection = connection
        self._closed = closed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def renew(self, locked: Iterable[sa.TableClause] = ()) -> None:
        """End the transaction and begin another; what it sees is fixed by its first query, which is still to come.

        Locks come before it: TRUNCATE would empty a table for all snapshots that are older.
        """
        with _telling(self._database):
            self._connection.rollback()
            self._connection.exec_driver_sql(_BEGIN)
            for table in locked:
                quoted = self._connection.dialect.identifier_preparer.format_table(table)
                self._connection.exec_driver_sql(f"lock table {quoted} in access share mode")

    def rows(self, statement: sa.Executable, parameters: dict[str, Any] | None = None) -> Sequence[Any]:
        """All rows of a small result."""
        with _telling(self._database):
            return self._connection.execute(statement, parameters).all()

    def one(self, statement: sa.Executable, parameters: dict[str, Any] | None = None) -> Any:
        """The only row."""
        return self.rows(statement, parameters)[0]

    def stream(self, statement: sa.Executable) -> Iterator[Sequence[Any]]:
        """Pages of a large result, by a cursor that the server holds."""
        options = {"stream_results": True, "yield_per": PAGE}
        with _telling(self._database):
            pages = self._connection.execute(statement, execution_options=options).partitions()
        while True:
            with _telling(self._database):
                page = next(pages, None)
            if page is None:
                return
            yield page

    def cancel(self) -> None:
        """End the query that is running in another thread."""
        with suppress(Exception):
            self._connection.connection.driver_connection.cancel()  # type: ignore[union-attr]

    def close(self) -> None:
        """Give the connection back."""
        self._closed(self)
        with suppress(sa.exc.SQLAlchemyError):
            self._connection.close()


@contextmanager
def opening(database: Database) -> Iterator[Snapshot]:
    """A new snapshot that the block hands on, or that closes with an error."""
    snapshot = database.snapshot()
    try:
        yield snapshot
    except BaseException:
        snapshot.close()
        raise


async def read_and_close(snapshot: Snapshot, batches: Iterator[Item]) -> AsyncIterator[Item]:
    """Read in a thread, then close the snapshot."""
    try:
        async for batch in in_thread(batches, snapshot.cancel):
            yield batch
    finally:
        await asyncio.to_thread(snapshot.close)


async def in_thread(batches: Iterator[Item], cancel: Callable[[], None]) -> AsyncIterator[Item]:
    """Iterate in a thread, so that the event loop goes on meanwhile; `cancel` ends a query nobody waits for."""
    try:
        while True:
            fetched = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
            try:
                batch = await asyncio.shield(fetched)
            except asyncio.CancelledError:
                cancel()
                await asyncio.wait([fetched])
                raise
            if batch is None:
                return
            yield batch
    finally:
        await asyncio.to_thread(batches.close)  # type: ignore[attr-defined]


def _parsed(url: SecretStr, variable: str) -> sa.URL:
    try:
        parsed = sa.make_url(url.get_secret_value())
    except (sa.exc.ArgumentError, ValueError):
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise PimRefused(f"{variable} holds no address like postgresql://user:password@host:5432/database.")
    return parsed


@contextmanager
def _telling(database: Database) -> Iterator[None]:
    """Say what failed in our words: the driver's repeat addresses and users."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _told(database, error) from None
    except UnicodeDecodeError:
        raise PimAnswerInvalid(
            f"{database.name} holds text that is not UTF-8: correct its encoding."
        ) from None


def _told(database: Database, error: sa.exc.DBAPIError) -> PimError:
    code = getattr(error.orig, "pgcode", None) or ""
    diagnosis = getattr(error.orig, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or ""
    if _NOT_ALLOWED.match(code) or (not code and _LOGIN.search(str(error.orig))):
        return PimRefused(
            f"{database.name} refuses us{': ' + said if said else ''}. "
            f"See the user, password and database in {database.variable}, and what the user may read."
        )
    if not code or _TRY_LATER.match(code):
        return PimUnreachable(
            f"{database.name} gave no answer{': ' + said if said else ''}. Try again later."
        )
    return PimAnswerInvalid(f"{database.name} cannot answer: {said}.")
