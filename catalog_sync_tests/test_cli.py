"""The terminal: what a person can mend ends in one clear line and status 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from catalog_sync_tests.test_configuration import GOOD

_CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("CATALOG_SYNC_")}


def _run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program = "from catalog_sync.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        env=_CLEAN | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_configuration_the_way_to_one_is_told(tmp_path: Path) -> None:
    done = _run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "There is no configuration at catalog_sync.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_key_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD.replace("app_key", "app_kye"))
    done = _run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "catalog_sync.yaml:4" in done.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "CATALOG_SYNC_DATABASE_URL is not set"),
        ({"CATALOG_SYNC_DATABASE_URL": "postgresql://host/db"}, "must start with postgresql+psycopg2://"),
    ],
)
def test_missing_credentials_are_told_by_their_variable(
    tmp_path: Path, given: dict[str, str], told: str
) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD)
    done = _run("authorize", "row", cwd=tmp_path, **given)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_app_is_told_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD)
    done = _run("authorize", "us", cwd=tmp_path)
    assert done.returncode == 2
    assert "no app 'us'" in done.stderr
    assert "known: row" in done.stderr


def test_a_new_key_can_encrypt(tmp_path: Path) -> None:
    done = _run("new-key", cwd=tmp_path)
    assert Fernet(done.stdout.strip()).encrypt(b"token")
