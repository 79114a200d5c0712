"""A merchant's database with rows, an outbox and writers that commit when a test says so."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from pydantic import SecretStr

from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.change_log.source import ChangeLogSource
from catalog_sync.pim.document import Product
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.source import Gone, Touched
from catalog_sync.pim.sql.database import Database
from catalog_sync_tests.pim.world import gather, run

TABLES = """
create schema pim;
create table pim.rows (
  "Row Key" text primary key, parent text, name text, enabled text default 'yes', weight numeric, tags text[],
  extra jsonb, ends timestamptz);
create table pim.outbox (
  id bigserial primary key, xid xid8 not null default pg_current_xact_id(), row_key text, op text, parent text,
  "Row Key" text generated always as (row_key) stored, name text);
"""
ROWS = {"key": "Row Key", "parent": "parent", "enabled": "enabled", "values": {"name": "name"}}
VIEW = {"table": "pim.outbox", "key": "row_key", "view": "pim.rows", "rows": ROWS}
MODES = {"transaction": {"transaction": "xid"}, "sequence": {"sequence": "id"}}


class Merchant:
    """The database, written by its owner and read by a source."""

    def __init__(self, url: str, **configuration) -> None:
        self.url = url
        self.engine = sa.create_engine(url)
        self.configuration = VIEW | configuration
        self.bound: str | None = None
        self.do(TABLES)

    def do(self, statement: str, **values) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """A transaction that is open until it is told to commit, or else rolled back."""
        with self.engine.connect() as connection:
            yield Writer(connection)

    def write(self, *keys: str, **columns) -> None:
        with self.writing() as writer:
            for key in keys:
                writer.write(key, **columns)
            writer.commit()

    def remove(self, key: str, **told) -> None:
        with self.writing() as writer:
            writer.remove(key, **told)
            writer.commit()

    def ask(self, question, **configuration):
        """What `question` makes of the source."""
        settings = ChangeLogConfiguration.model_validate(self.configuration | configuration)
        database = Database(SecretStr(self.url), settings.url_env)

        async def inside():
            async with (
                MediaFiles(immutable=True) as files,
                ChangeLogSource(settings, database, files) as source,
            ):
                return await question(source)

        return run(inside())

    def changes(self, bound: str | None = None):
        """Everything read since the bound, with the reading."""

        async def read(source):
            reading = await source.changes(bound)
            return await gather(reading), reading

        return self.ask(read)

    def next(self):
        """What the next read of a row of reads tells."""
        found, reading = self.changes(self.bound)
        self.bound = reading.bound
        return found

    def changed(self) -> list[str]:
        """The keys of the next read's products and tombstones."""
        return sorted({change.key for change in self.next() if isinstance(change, Product | Gone)})

    def products(self, keys):
        return self.ask(lambda source: gather(source.read(keys)))

    def listed(self):
        async def read(source):
            reading = await source.listed()
            return {(row.key, row.sku) for row in await gather(reading)}, reading.complete

        return self.ask(read)


class Writer:
    """One transaction of the merchant's software."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def begin(self) -> None:
        self.do("select pg_current_xact_id()")

    def write(self, key: str, **columns) -> None:
        columns = {"name": key, "parent": None} | columns
        self.do('delete from pim.rows where "Row Key" = :key', key=key)
        names = ", ".join(columns)
        self.do(
            f'insert into pim.rows ("Row Key", {names}) values (:key, {", ".join(":" + name for name in columns)})',
            key=key,
            **columns,
        )
        self.tell(key)

    def remove(self, key: str, **told) -> None:
        self.do('delete from pim.rows where "Row Key" = :key', key=key)
        self.tell(key, op="D", **told)

    def tell(self, key: str | None, op: str = "U", parent: str | None = None) -> None:
        self.do(
            "insert into pim.outbox (row_key, op, parent) values (:key, :op, :parent)",
            key=key,
            op=op,
            parent=parent,
        )

    def do(self, statement: str, **values) -> None:
        self.connection.execute(sa.text(statement), values)

    def commit(self) -> None:
        self.connection.commit()

    def roll_back(self) -> None:
        self.connection.rollback()


def touched(changes) -> list[str]:
    return sorted(change.dependency for change in changes if isinstance(change, Touched))
