"""`catalog-sync check` tells every mistake in the rules with file and line, which rules are active, and ends with 1."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from catalog_sync.cli import cli
from catalog_sync.configuration import current_configuration
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.sync.active_rules import active_rules
from catalog_sync_tests.mapping.base_rules import BASE_RULES
from catalog_sync_tests.mapping.world import shop
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue
from catalog_sync_tests.test_configuration import GOOD

RULES = (
    BASE_RULES
    + """\
families:
  mugs: {category: {id: 600031}}
"""
)


@pytest.fixture
def folder(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The rules' folder beside a configuration of the test's ledger."""
    (tmp_path / "catalog_sync.yaml").write_text(GOOD.replace("production", "test"))
    monkeypatch.setenv("CATALOG_SYNC_CONFIG", str(tmp_path / "catalog_sync.yaml"))
    monkeypatch.setenv("CATALOG_SYNC_DATABASE_URL", database_url)
    current_configuration.cache_clear()
    (tmp_path / "mapping").mkdir()
    (tmp_path / "mapping" / "common.yaml").write_text(RULES)
    yield tmp_path / "mapping"
    current_configuration.cache_clear()


def _check() -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["check"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_good_rules_end_well_and_say_when_they_become_active(folder: Path) -> None:
    code, told = _check()
    assert code == 0
    assert "GB: the mapping rules can be used: " in told
    assert "active from the next run on" in told


def test_active_rules_are_told_with_version_and_moment(folder: Path, engine: sa.Engine) -> None:
    _, version = active_rules(folder, shop("GB"), RuleVersions(engine, "7494"), lambda _: None)

    assert f"GB: the mapping rules can be used: {version.version[:12]}, active since 20" in _check()[1]


def test_bad_rules_are_told_with_what_goes_on_meanwhile(folder: Path, engine: sa.Engine) -> None:
    _, version = active_rules(folder, shop("GB"), RuleVersions(engine, "7494"), lambda _: None)
    (folder / "common.yaml").write_text(RULES + "titel: {from: name}\nbrand: {}\n")

    code, told = _check()

    assert code == 1
    assert f"{folder}/common.yaml:9: titel: " in told
    assert f"{folder}/common.yaml:10: brand: " in told
    assert told.count("common.yaml:9") == 1
    assert f"cannot be used; the last good ones go on: {version.version[:12]}" in told


def test_bad_rules_without_others_are_told_so(folder: Path) -> None:
    (folder / "common.yaml").write_text("")
    assert "there are no others, so nothing is listed" in _check()[1]


def test_the_files_own_mistakes_are_told_without_a_ledger(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CATALOG_SYNC_DATABASE_URL")
    (folder / "common.yaml").write_text(RULES + "titel: {from: name}\n")

    code, told = _check()

    assert code == 2
    assert "common.yaml:9: titel: " in told
    assert "CATALOG_SYNC_DATABASE_URL is not set" in told


def test_a_file_of_a_shop_that_is_not_configured_is_told(folder: Path) -> None:
    (folder / "shops").mkdir()
    (folder / "shops" / "GB-outlet.yaml").write_text("locales: [en_GB]\n")

    code, told = _check()

    assert code == 1
    assert "GB-outlet.yaml: no shop is called so, so it is never read; allowed: GB.yaml" in told


def test_rules_that_fit_no_product_of_the_mirror_are_told(folder: Path, engine: sa.Engine) -> None:
    Catalogue(engine, mug(1)).refresh()
    (folder / "common.yaml").write_text(RULES + "  sofas: {category: {id: 600031}}\n")

    code, told = _check()

    assert code == 1
    assert "common.yaml:9: families.sofas: fits no product" in told
    assert "families.mugs: fits no product" not in told


def test_files_that_nothing_reads_are_told(folder: Path) -> None:
    for name in (
        "GB.yaml",
        "common.yml",
        "common.vlaues.csv",
        "GB.values.csv",
        "region/GB.yaml",
        "notes.csv",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    (folder / "certificates").mkdir()

    code, told = _check()

    assert code == 1
    unread = sorted(line.split(": ")[0] for line in told.splitlines() if "is never read" in line)
    assert unread == sorted(
        f"{folder}/{name}"
        for name in ("GB.yaml", "common.yml", "common.vlaues.csv", "GB.values.csv", "region")
    )
