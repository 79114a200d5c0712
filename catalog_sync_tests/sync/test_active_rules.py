"""Rules load without a redeploy, are kept by version, and a bad file leaves the last good ones active."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog_sync.mapping.rules import Rules
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.sync.active_rules import RuleVersion, active_rules
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.world import shop

DEMO = Path(str(files("catalog_sync.sandbox") / "mapping"))


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "mapping"))


@pytest.fixture
def versions(engine: sa.Engine) -> RuleVersions:
    return RuleVersions(engine, "shop-1")


def _accept(rules: Rules) -> None:
    """Any rules will do."""


def _load(mapping: Path, versions: RuleVersions | None) -> tuple[Rules, RuleVersion]:
    return active_rules(mapping, shop("GB"), versions, _accept)


def _lay_over(mapping: Path, text: str) -> Path:
    overlay = mapping / "shops" / "GB.yaml"
    overlay.parent.mkdir(exist_ok=True)
    overlay.write_text(text)
    return overlay


def test_a_changed_file_is_active_at_once_as_a_new_version(mapping: Path, versions: RuleVersions) -> None:
    _, first = _load(mapping, versions)
    _, again = _load(mapping, versions)
    _lay_over(mapping, "locales: [en_GB]\n")
    rules, second = _load(mapping, versions)

    assert rules.locales == ["en_GB"]
    assert again == first
    assert second.version != first.version
    assert [version for version, _ in versions.history()] == [second.version, first.version]
    assert (second.since, first.since) == tuple(since for _, since in versions.history())


def test_comments_and_order_of_files_make_no_new_version(mapping: Path, versions: RuleVersions) -> None:
    _, first = _load(mapping, versions)
    _lay_over(mapping, "# nothing to add\n")

    assert _load(mapping, versions)[1] == first


def test_a_bad_file_leaves_the_last_good_rules_active_and_says_so(
    mapping: Path, versions: RuleVersions
) -> None:
    good, first = _load(mapping, versions)
    overlay = _lay_over(mapping, "titel: {from: name}\nlocales: 7\n")

    rules, version = _load(mapping, versions)

    assert rules.model_dump() == good.model_dump()
    assert (version.version, version.since) == (first.version, first.since)
    assert version.refused
    assert f"{overlay}:1: titel: " in version.refused
    assert f"{overlay}:2: locales: " in version.refused
    assert len(versions.history()) == 1


def test_the_last_good_rules_still_know_where_they_stand(mapping: Path, versions: RuleVersions) -> None:
    good, _ = _load(mapping, versions)
    (mapping / "common.yaml").write_text("a: [")

    rules, _ = _load(mapping, versions)

    assert rules.families["table_lamps"].place("category") == good.families["table_lamps"].place("category")
    assert str(rules.families["mugs"].place("title")).endswith("common.yaml:7: title")


def test_mended_rules_are_active_again_at_once(mapping: Path, versions: RuleVersions) -> None:
    _, first = _load(mapping, versions)
    overlay = _lay_over(mapping, "titel: {from: name}\n")
    _load(mapping, versions)
    overlay.unlink()

    assert _load(mapping, versions)[1] == first


def test_without_good_rules_a_bad_file_is_refused(mapping: Path, versions: RuleVersions) -> None:
    _lay_over(mapping, "titel: {from: name}\n")
    with pytest.raises(YamlFileError, match="titel"):
        _load(mapping, versions)
    with pytest.raises(YamlFileError, match="titel"):
        _load(mapping, None)


def test_rules_that_the_pim_cannot_follow_are_bad_too(mapping: Path, versions: RuleVersions) -> None:
    def accept(rules: Rules) -> None:
        if rules.locales == ["xx_XX"]:
            raise YamlFileError("no such locale")

    _, first = active_rules(mapping, shop("GB"), versions, accept)
    _lay_over(mapping, "locales: [xx_XX]\n")
    rules, version = active_rules(mapping, shop("GB"), versions, accept)

    assert (version.version, version.refused) == (first.version, "no such locale")
    assert rules.locales == ["en_US"]


def test_rules_that_come_back_are_active_anew(versions: RuleVersions) -> None:
    for version in ("a", "b", "b", "a"):
        versions.activate(version, {"rules": version})

    active = versions.active()

    assert active
    assert (active.version, active.rules) == ("a", {"rules": "a"})
    assert [version for version, _ in versions.history()] == ["a", "b", "a"]
    assert versions.active_since("a") == active.since
    assert versions.active_since("b") is None


def test_each_shop_has_its_own_rules(engine: sa.Engine, versions: RuleVersions) -> None:
    versions.activate("a", {})
    assert RuleVersions(engine, "shop-2").active() is None
