"""The demo as a newcomer runs it: everything ends live or parked with a cause, and nothing is left behind."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog_sync_tests.sandbox_configuration import REGIONS


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """The finished process of the whole demo, and its report."""
    directory = tmp_path_factory.mktemp("demo")
    program = "from catalog_sync.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "demo", "--report", str(directory / "report.json")],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done, json.loads((directory / "report.json").read_text())


def test_at_least_fifty_products_are_live_in_every_region(demo: tuple[Any, dict[str, Any]]) -> None:
    assert sorted(demo[1]["regions"]) == REGIONS
    for region in demo[1]["regions"].values():
        ends = [product["outcome"] for product in region["products"].values()]
        assert ends.count("live") >= 50
        assert "unfinished" not in ends


def test_the_honest_defects_are_parked_with_their_cause(demo: tuple[Any, dict[str, Any]]) -> None:
    products = demo[1]["regions"]["GB"]["products"]
    parked = {name: end["causes"] for name, end in products.items() if end["outcome"] == "parked"}
    assert parked == {
        "KNF-001": ["category_unmapped"],
        "KNF-002": ["category_unmapped"],
        "LMP-008": ["review_certificate_missing"],
        "MUG-009": ["image_unusable"],
        "PLS-008": ["review_certificate_missing"],
    }


def test_a_missing_translation_parks_only_where_it_is_needed(demo: tuple[Any, dict[str, Any]]) -> None:
    regions = demo[1]["regions"]
    assert regions["ID"]["products"]["CSH-006"]["causes"] == ["text_missing"]
    assert regions["GB"]["products"]["CSH-006"]["outcome"] == "live"


def test_what_only_germany_asks_for_parks_only_there(demo: tuple[Any, dict[str, Any]]) -> None:
    regions = demo[1]["regions"]
    assert regions["DE"]["products"]["LMP-004"]["causes"] == ["attribute_missing"]
    others = {regions[region]["products"]["LMP-004"]["outcome"] for region in REGIONS if region != "DE"}
    assert others == {"live"}


def test_certificates_and_pictures_were_corrected_on_the_way(demo: tuple[Any, dict[str, Any]]) -> None:
    for region in demo[1]["regions"].values():
        corrected = {name: end["corrected"] for name, end in region["products"].items() if end["corrected"]}
        assert corrected["LMP-006"] == ["attach_certificate"]
        assert corrected["LMP-002"] == ["square_main_images"]
        assert all(region["products"][name]["outcome"] == "live" for name in corrected)


def test_the_second_sync_did_exactly_the_difference(demo: tuple[Any, dict[str, Any]]) -> None:
    for region in demo[1]["regions"].values():
        assert region["second_sync"]["actions"] == {
            "create": 1,
            "edit": 2,
            "price": 1,
            "stock": 1,
            "deactivate": 1,
        }


def test_every_change_cost_the_least_possible_calls(demo: tuple[Any, dict[str, Any]]) -> None:
    writes = ("Create Product", "Edit Product", "Update Price", "Update Inventory", "Deactivate Products")
    for region in demo[1]["regions"].values():
        for endpoint in writes:
            assert region["calls"][endpoint] == region["least_calls"][endpoint]


def test_no_process_is_left_behind(demo: tuple[Any, dict[str, Any]]) -> None:
    assert _left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nor_when_it_is_interrupted(tmp_path: Path, number: signal.Signals) -> None:
    program = "from catalog_sync.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-u", "-c", program, "demo"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert any("Authorized" in line for line in running.stdout)
        running.send_signal(number)
        rest = running.stdout.read()
    assert running.returncode == 1
    assert "Traceback" not in rest
    assert _left_behind() == []


def _left_behind() -> list[str]:
    directory = Path("/proc")
    if not directory.exists():
        pytest.skip("needs /proc to look for processes")
    return [
        command
        for entry in directory.iterdir()
        if entry.name.isdigit() and "catalog_sync_demo_" in (command := _command(entry))
    ]


def _command(entry: Path) -> str:
    """The command line of a process and the folder it works in: the demo's own, for all of its services."""
    try:
        return f"{(entry / 'cmdline').read_bytes().replace(bytes(1), b' ').decode()} in {(entry / 'cwd').readlink()}"
    except (OSError, UnicodeDecodeError):
        return ""
