"""Rules are read as they are at one moment: files that are being written are waited for, and read together."""

import os
import shutil
import time
from importlib.resources import files
from pathlib import Path

import pytest

from catalog_sync.mapping.rules import Rules
from catalog_sync.sync import active_rules as module
from catalog_sync.sync import rule_folder
from catalog_sync.sync.active_rules import active_rules
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.world import shop

DEMO = Path(str(files("catalog_sync.sandbox") / "mapping"))


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    copied = Path(shutil.copytree(DEMO, tmp_path / "mapping"))
    age(copied, 3600)
    return copied


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time; nothing is waited for in truth."""
    waits: list[float] = []
    monkeypatch.setattr(rule_folder.time, "sleep", waits.append)
    return waits


def age(mapping: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in (mapping, *mapping.rglob("*")):
        os.utime(path, (then, then))


def load(mapping: Path) -> Rules:
    return active_rules(mapping, shop("GB"), None, lambda rules: None)[0]


def test_files_at_rest_are_read_at_once(mapping: Path, waited: list[float]) -> None:
    load(mapping)
    assert waited == []


def test_a_file_that_was_written_just_now_is_waited_for(mapping: Path, waited: list[float]) -> None:
    (mapping / "regions" / "GB.yaml").write_text("")
    load(mapping)
    assert len(waited) == 1
    assert 0 < waited[0] <= 0.2


def test_a_file_that_was_put_aside_just_now_is_waited_for(mapping: Path, waited: list[float]) -> None:
    (mapping / "regions" / "GB.yaml").unlink()
    load(mapping)
    assert len(waited) == 1


def test_a_clock_of_another_machine_that_is_ahead_stops_nothing(mapping: Path, waited: list[float]) -> None:
    age(mapping, -3600)
    load(mapping)
    assert waited == []


def test_files_that_change_while_they_are_read_are_read_anew_and_together(
    mapping: Path, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay, read = mapping / "regions" / "GB.yaml", module.read_rules
    before = overlay.read_text()

    def written_meanwhile(*args: object, **more: object) -> object:
        monkeypatch.setattr(module, "read_rules", read)
        overlay.write_text("locales: [fr_FR]\n")
        return read(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read_rules", written_meanwhile)
    assert load(mapping).locales == ["fr_FR"]
    overlay.write_text(before)
    assert load(mapping).locales != ["fr_FR"]


def test_a_file_that_cannot_be_read_is_told_like_a_bad_one(
    mapping: Path, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(YamlFileError, match=r"common\.yaml: cannot be read"):
        load(mapping)
