"""Runs while a file of rules is bad: the last good rules go on, and the check says loudly that they do."""

import shutil
from importlib import import_module
from pathlib import Path

import dagster as dg
import pytest
import yaml

from catalog_sync.demo.packaged import packaged
from catalog_sync_tests.assets.location import FOR_SALE, Location

CHECK = dg.AssetCheckKey(dg.AssetKey("mapped_payloads"), "mapping_rules_are_active")


@pytest.fixture
def rules(location: Location, tmp_path: Path) -> Path:
    """A folder of rules of the test's own."""
    folder = Path(shutil.copytree(packaged("sandbox/mapping"), tmp_path / "rules"))
    configuration = yaml.safe_load(location.configuration.read_text())
    location.configuration.write_text(yaml.safe_dump(configuration | {"mapping": str(folder)}))
    import_module("catalog_sync.configuration").current_configuration.cache_clear()
    return folder


def _check(result: dg.ExecuteInProcessResult) -> dg.AssetCheckEvaluation:
    return next(item for item in result.get_asset_check_evaluations() if item.asset_check_key == CHECK)


def test_a_bad_file_stops_no_run_and_is_told_with_its_line(location: Location, rules: Path) -> None:
    common = rules / "common.yaml"
    good = common.read_text()
    assert _check(location.run()).passed
    version = location.metadata("mapped_payloads")["rules"]

    common.write_text(f"{good}\ntitel: {{from: name}}\n")
    result = location.run(relook=True)
    told = _check(result)

    assert result.success
    assert (told.passed, told.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert f"{common}:{len(good.splitlines()) + 2}: titel: " in str(told.description)
    assert f"{version} go on" in str(told.description)
    assert location.metadata("mapped_payloads")["rules"] == version
    assert "titel" in location.metadata("mapped_payloads")["unknown_in_rules"]
    assert location.writes() == {"create": len(FOR_SALE)}

    common.write_text(good)
    assert _check(location.run()).passed


def test_without_good_rules_a_bad_file_stops_the_shop(location: Location, rules: Path) -> None:
    (rules / "common.yaml").write_text("titel: {from: name}\n")
    assert not location.run(check=False).success
