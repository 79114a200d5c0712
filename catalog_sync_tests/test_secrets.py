"""Everything that runs leave behind, at the loudest logging and through every kind of failure, holds no secret."""

import asyncio
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlalchemy as sa

from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync_tests.assets.location import Location, catalogue_directory, location
from catalog_sync_tests.sync.shopfront import CREATE, UPLOAD

__all__ = ["catalogue_directory", "location"]

DATABASE_PASSWORD = "a-database-password"
PIECE = 12
"""A secret counts as leaked when this many of its characters in a row are found."""


class Ears(logging.Handler):
    """Hears every record, as a formatter would show it, with its arguments and exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.heard: list[str] = []
        self.loggers: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.loggers.add(record.name.partition(".")[0])
        self.heard.append(f"{self.format(record)} {record.__dict__!r}")


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Hears all loggers at DEBUG, those that do not hand on their records as well; but for the sandbox's own server."""
    ears = Ears()
    names = [name for name in logging.root.manager.loggerDict if not name.startswith("uvicorn")]
    every = [logging.getLogger(), *map(logging.getLogger, names)]
    before = [(logger, logger.level, logger.disabled) for logger in every]
    for logger in every:
        logger.setLevel(logging.DEBUG)
        logger.disabled = False
        if logger.parent is None or not logger.propagate:
            logger.addHandler(ears)
    yield ears
    for logger, level, disabled in before:
        logger.setLevel(level)
        logger.disabled = disabled
        logger.removeHandler(ears)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """A Dagster instance that keeps its runs, events and captured output in files."""
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        yield instance


def secrets(location: Location) -> dict[str, str]:
    """Every secret that ever was, by what it is."""
    world, named = location.world, dict[str, str]()
    named |= {f"app secret of {app.name}": app.app_secret for app in world.apps.values()}
    named |= {f"cipher of {shop.region}": shop.cipher for shop in world.shops.values()}
    named |= {f"access token {n}": token for n, token in enumerate(world.tokens._by_access)}
    named |= {f"refresh token {n}": token for n, token in enumerate(world.tokens._by_refresh)}
    named |= {f"code {n}": code for n, code in enumerate(world.tokens._codes)}
    variables = ("ENCRYPTION_KEY", "PIM_SECRET", "PIM_PASSWORD", "OFFERS_KEY")
    named |= {name: os.environ[f"CATALOG_SYNC_{name}"] for name in variables}
    return named | {"database password": DATABASE_PASSWORD}


def rows(engine: sa.Engine) -> str:
    """Every row of every table of the database, bytes as they are."""
    shown = []
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for schema in set(inspector.get_schema_names()) - {"information_schema"}:
            for table in inspector.get_table_names(schema):
                found = connection.execute(
                    sa.select(sa.text("*")).select_from(sa.table(table, schema=schema))
                )
                shown += [f"{table}: {_text(value)}" for row in found for value in row]
    return "\n".join(shown)


def _text(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else repr(value)


def files(directory: Path) -> str:
    """What all files below a directory hold."""
    return "\n".join(path.read_bytes().decode("latin-1") for path in directory.rglob("*") if path.is_file())


def told(error: BaseException) -> str:
    """An exception as whoever catches it may show it, with its causes."""
    return f"{error} {error!r} {vars(error)!r} {''.join(traceback.format_exception(error))}"


def catalog_sync(*arguments: str, given: str = "", **environment: str) -> str:
    """What the command shows in a process of its own."""
    command = [sys.executable, "-c", "from catalog_sync.cli import main; main()", *arguments]
    ended = subprocess.run(
        command, input=given, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    return ended.stdout + ended.stderr


def failures(location: Location) -> list[str]:
    """Runs that meet lost answers, refusals, expired and revoked tokens, and what they raised."""
    world, errors = location.world, []
    for endpoint, kind in [
        (CREATE, "lose_answer"),
        (CREATE, "status_500"),
        (CREATE, "redirect"),
        (UPLOAD, "reset"),
    ]:
        world.faults.add(Fault(endpoint, kind))
    world.faults.add(Fault(CREATE, "expire_token"))
    location.run()
    location.settle()
    world.faults.add(Fault("*", "truncated", count=5))
    location.run(relook=True, check=False)
    for ending in (_lose_the_scope, _end_the_authorization):
        ending(location)
        with pytest.raises(Exception) as caught:
            location.run(relook=True)
        errors.append(told(caught.value))
    return errors


def _lose_the_scope(location: Location) -> None:
    location.world.tokens.revoke_scope("seller.product.basic")


def _end_the_authorization(location: Location) -> None:
    for authorization in location.world.tokens.authorizations:
        location.world.tokens.revoke(authorization)


def refusals(location: Location) -> list[str]:
    """What a person sees of wrong codes, keys and database passwords."""
    url = f"postgresql+psycopg2://somebody:{DATABASE_PASSWORD}@127.0.0.1:1/nothing"
    [used, *_] = location.world.tokens._codes
    return [
        catalog_sync("authorize", "row", given=f"{used}\n"),
        catalog_sync("check", CATALOG_SYNC_DATABASE_URL=url),
        catalog_sync("check", CATALOG_SYNC_DATABASE_URL=f"no-such-driver://x:{DATABASE_PASSWORD}@h/d"),
        catalog_sync("check", CATALOG_SYNC_DATABASE_URL=f"not a url {DATABASE_PASSWORD}"),
    ]


def test_nothing_that_runs_leave_behind_holds_a_secret(
    location: Location,
    instance: dg.DagsterInstance,
    ears: Ears,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    location.instance = instance
    asyncio.run(authorize_apps())
    places = {"exceptions": "\n".join(failures(location)), "commands": "\n".join(refusals(location))}
    shown = capfd.readouterr()
    places |= {
        "logs": "\n".join(ears.heard),
        "output": shown.out + shown.err,
        "database": rows(location.engine),
        "files": files(tmp_path),
    }
    assert {"catalog_sync", "httpx", "httpcore", "sqlalchemy"} <= ears.loggers
    assert [place for place, text in places.items() if len(text) < 200] == []
    assert "STEP_FAILURE" in places["files"]
    leaked = [
        (place, name, _around(text, secret))
        for place, text in places.items()
        for name, secret in secrets(location).items()
        if _piece_of(secret) in text
    ]
    assert leaked == []


def _piece_of(secret: str) -> str:
    return secret[-PIECE:]


def _around(text: str, secret: str) -> str:
    found = text.index(_piece_of(secret))
    return text[max(0, found - 300) : found + 60]
