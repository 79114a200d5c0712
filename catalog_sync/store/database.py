"""The connection to the ledger: engine, migrations and the advisory locks that keep one writer per shop."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from catalog_sync.store.columns import SCHEMA
from catalog_sync.store.tables import environment

_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's error code for a lock_timeout


class LedgerError(Exception):
    """The ledger cannot be used as asked; the message says what to do."""


@cache
def open_engine(url: str) -> sa.Engine:
    """The engine for a database URL, one per process. Values in JSON columns are written and read by orjson.

    The URL names its driver (`postgresql+psycopg2://...`): Dagster and SQLAlchemy disagree about the default one.
    """
    if not url.startswith("postgresql+psycopg2://"):
        raise LedgerError(
            "The database URL must start with postgresql+psycopg2:// (set CATALOG_SYNC_DATABASE_URL)."
        )
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )


def _to_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


def migrate(url: str, environment_name: str) -> None:
    """Bring the ledger's schema to this version; concurrent callers wait for each other.

    A database remembers which environment it serves: a copy used under another name is refused.
    """
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text("select pg_advisory_lock(hashtext(:name))"), {"name": f"{SCHEMA}:migrate"})
        connection.execute(sa.text(f"create schema if not exists {SCHEMA}"))
        connection.commit()
        command.upgrade(_alembic(connection), "head")
        _remember_environment(connection, environment_name)
        connection.commit()
        connection.execute(sa.text("select pg_advisory_unlock_all()"))
        connection.commit()


def _alembic(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _remember_environment(connection: sa.Connection, name: str) -> None:
    known = connection.scalar(sa.select(environment.c.name))
    if known is None:
        connection.execute(environment.insert().values(name=name))
    elif known != name:
        raise LedgerError(
            f"This database serves the environment {known!r}, the configuration says {name!r}. "
            "Use the database of that environment, or correct `environment` in the configuration."
        )


@contextmanager
def advisory_lock(engine: sa.Engine, name: str, *, wait: float | None) -> Iterator["Lock | None"]:
    """Hold a session lock on a connection of its own; yields None when it stays taken for `wait` seconds.

    Without `wait` it is waited for as long as it takes.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        parameters = {"name": f"{SCHEMA}:{name}"}
        if not _obtained(connection, parameters, wait):
            yield None
            return
        try:
            yield Lock(connection)
        finally:
            with suppress(sa.exc.SQLAlchemyError):  # with the connection the lock is gone as well
                connection.execute(sa.text("select pg_advisory_unlock(hashtext(:name))"), parameters)


def _obtained(connection: sa.Connection, parameters: dict[str, str], wait: float | None) -> bool:
    if wait == 0:
        return bool(connection.scalar(sa.text("select pg_try_advisory_lock(hashtext(:name))"), parameters))
    milliseconds = 0 if wait is None else int(wait * 1000)
    connection.execute(sa.text(f"set lock_timeout = {milliseconds}"))
    try:
        connection.execute(sa.text("select pg_advisory_lock(hashtext(:name))"), parameters)
    except sa.exc.OperationalError as failed:
        if getattr(failed.orig, "pgcode", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        connection.execute(sa.text("reset lock_timeout"))
    return True


class Lock:
    """A held advisory lock; it lives and dies with its connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def ensure_held(self) -> None:
        """Raise LedgerError when the connection, and with it the lock, is gone."""
        try:
            self._connection.execute(sa.text("select 1"))
        except sa.exc.SQLAlchemyError as lost:
            raise LedgerError(
                "The lock on this shop or source was lost with its database connection; no further writes are made. "
                "The next run settles what is open and goes on."
            ) from lost
