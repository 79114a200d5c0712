"""The ledger's database: migrations, the environment it serves, and the locks that keep one writer."""

import pytest
import sqlalchemy as sa
from alembic import command

from catalog_sync.store.database import LedgerError, _alembic, advisory_lock, migrate, open_engine


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        command.check(_alembic(connection))


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate(database_url, "test")


def test_a_database_refuses_to_serve_another_environment(database_url: str) -> None:
    with pytest.raises(LedgerError, match="serves the environment 'test'"):
        migrate(database_url, "production")


def test_a_url_without_its_driver_is_refused_with_what_to_write() -> None:
    with pytest.raises(LedgerError, match=r"postgresql\+psycopg2://"):
        open_engine("postgresql://host/ledger")


def test_a_taken_lock_is_not_had_twice(engine: sa.Engine) -> None:
    with (
        advisory_lock(engine, "shop:1", wait=0) as first,
        advisory_lock(engine, "shop:1", wait=0) as second,
    ):
        assert first is not None
        assert second is None


def test_a_released_lock_can_be_had_again(engine: sa.Engine) -> None:
    with advisory_lock(engine, "shop:1", wait=0):
        pass
    with advisory_lock(engine, "shop:1", wait=0) as again:
        assert again is not None


def test_a_lock_whose_connection_died_says_so_whenever_it_is_asked(engine: sa.Engine) -> None:
    with advisory_lock(engine, "shop:1", wait=0) as lock:
        assert lock is not None
        lock.ensure_held()
        with engine.connect() as other:
            other.execute(
                sa.text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
            )
        for _ in range(3):
            with pytest.raises(LedgerError, match="lost"):
                lock.ensure_held()
