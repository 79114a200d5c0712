"""The main job on a real catalogue: every product ends where an independent reading of the data says it must."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).parent
_LIVE_AT_LEAST = {"GB": 115, "ID": 95}


@pytest.fixture(scope="module")
def inputs() -> list[str]:
    """Catalogue, captured taxonomy and mapping rules."""
    data = os.environ.get("CATALOG_SYNC_TEST_DATA")
    if not data:
        pytest.skip(
            "CATALOG_SYNC_TEST_DATA does not name the folder with the icecat catalogue and the captures"
        )
    return [f"{data}/pim/akeneo-icecat-demo", f"{data}/tiktok", str(_HERE / "mapping")]


@pytest.fixture(scope="module")
def expected(inputs: list[str]) -> dict[str, Any]:
    """Region -> identifier -> outcome and causes."""
    return _json_of([str(_HERE / "expected.py"), *inputs])


@pytest.fixture(scope="module")
def done(inputs: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the main job, and the sandbox afterwards."""
    module = ["-m", "catalog_sync_tests.icecat.main_job"]
    return _json_of([*module, *inputs, str(tmp_path_factory.mktemp("icecat"))])


def _json_of(arguments: list[str]) -> dict[str, Any]:
    result = subprocess.run(
        [sys.executable, *arguments], cwd=_HERE.parents[1], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def _ends(region: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"outcome": end["outcome"], "causes": sorted(end["causes"])}
        for name, end in region["products"].items()
    }


def test_every_product_ends_as_an_independent_reading_expects(
    done: dict[str, Any], expected: dict[str, Any]
) -> None:
    changes = {change: name for name, change in done["report"]["changes"]}
    for key, region in done["report"]["regions"].items():
        ends = expected[key] | {
            changes["a new product"]: {"outcome": "live", "causes": []},
            changes["deleted"]: {"outcome": "deactivated", "causes": []},
        }
        assert _ends(region) == ends


def test_the_live_set_is_large_and_the_shop_has_exactly_it(done: dict[str, Any]) -> None:
    for key, region in done["report"]["regions"].items():
        live = sum(end["outcome"] == "live" for end in region["products"].values())
        in_shop = [row for row in done["sandbox"]["products"] if row["region"] == key]
        assert live >= _LIVE_AT_LEAST[key]
        assert Counter(row["product_status"] for row in in_shop) == {
            "ACTIVATE": live,
            "SELLER_DEACTIVATED": 1,
        }


def test_every_parked_product_says_why_in_words(done: dict[str, Any]) -> None:
    for region in done["report"]["regions"].values():
        parked = [end for end in region["products"].values() if end["outcome"] == "parked"]
        assert parked
        assert all(end["causes"] and all(end["messages"]) for end in parked)


def test_the_second_sync_does_exactly_the_difference(done: dict[str, Any]) -> None:
    for region in done["report"]["regions"].values():
        assert region["second_sync"]["actions"] == {"create": 1, "edit": 2, "deactivate": 1}
        assert region["second_sync"]["calls"]["Upload Product Image"] == 1


def test_nothing_is_listed_or_uploaded_twice(done: dict[str, Any]) -> None:
    assert done["sandbox"]["duplicates"] == []
    regions = done["report"]["regions"].values()
    for region in regions:
        for endpoint in ("Create Product", "Edit Product"):
            assert region["calls"][endpoint] == region["least_calls"][endpoint]
    uploaded = done["sandbox"]["calls"]["row"]["POST /product/202309/images/upload"]["ok"]
    assert uploaded == sum(region["least_calls"]["Upload Product Image"] for region in regions)


def test_only_the_regions_that_the_rules_know_are_synced(done: dict[str, Any]) -> None:
    assert done["report"]["regions"].keys() == {"GB", "ID"}
    assert done["report"]["input_problems"] == []
    assert {row["region"] for row in done["sandbox"]["products"]} == {"GB", "ID"}
