"""Bad input of every kind in one catalogue: each ends in a message tied to its cause, and everything else goes live."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog_sync.demo.packaged import packaged
from catalog_sync.sandbox.catalogue.writer import write_catalogue
from catalog_sync_tests.sandbox_configuration import REGIONS


def _break_a_line(catalogue: Path) -> None:
    products = catalogue / "api" / "products.jsonl"
    lines = products.read_text().splitlines()
    number = next(number for number, line in enumerate(lines) if '"MUG-001"' in line)
    lines[number] = lines[number][:150]
    products.write_text("\n".join(lines) + "\n")


def _replace_a_picture_by_a_page(catalogue: Path) -> None:
    files = [json.loads(line) for line in (catalogue / "api" / "media-files.jsonl").read_text().splitlines()]
    for file in files:
        if file["original_filename"].startswith("mug-002"):
            (catalogue / file["file"]).write_bytes(b"<html><body>404 Not Found</body></html>")


def _name_an_unknown_attribute(mapping: Path) -> None:
    common = mapping / "common.yaml"
    rule = '"101700": {constant: 1025001}'
    text = common.read_text()
    assert rule in text
    common.write_text(text.replace(rule, f'"Dangerus Goods": {{from: dangerous}}\n      {rule}'))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the demo, for one region, on the spoilt catalogue and rules."""
    directory = tmp_path_factory.mktemp("bad_input")
    catalogue, mapping = directory / "catalogue", directory / "mapping"
    catalogue.mkdir()
    write_catalogue(catalogue)
    shutil.copytree(packaged("sandbox/mapping"), mapping)
    for region in {*REGIONS} - {"GB"}:
        (mapping / "regions" / f"{region}.yaml").unlink()
    _break_a_line(catalogue)
    _replace_a_picture_by_a_page(catalogue)
    _name_an_unknown_attribute(mapping)
    program = "from catalog_sync.cli import main; main()"
    options = [
        "--catalog",
        str(catalogue),
        "--mapping",
        str(mapping),
        "--report",
        str(directory / "report.json"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", program, "demo", *options],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((directory / "report.json").read_text())


def test_a_broken_line_of_the_catalogue_is_told_with_file_and_line(report: dict[str, Any]) -> None:
    assert any(problem.startswith("api/products.jsonl:") for problem in report["input_problems"])
    assert "MUG-001" not in report["regions"]["GB"]["products"]


def test_a_picture_that_is_none_parks_its_product_and_says_what_it_is(report: dict[str, Any]) -> None:
    end = report["regions"]["GB"]["products"]["MUG-002"]
    assert end["outcome"] == "parked"
    assert end["causes"] == ["image_unusable"]
    assert "HTML page" in end["messages"][0]


def test_an_unknown_attribute_in_the_rules_is_told_with_its_line(report: dict[str, Any]) -> None:
    told = [problem for problem in report["input_problems"] if "common.yaml:" in problem]
    assert any("no leaf has an attribute 'Dangerus Goods'" in problem for problem in told)
    assert any("the PIM has no attribute 'dangerous'" in problem for problem in told)


def test_everything_else_goes_on(report: dict[str, Any]) -> None:
    ends = [end["outcome"] for end in report["regions"]["GB"]["products"].values()]
    assert ends.count("live") >= 50
