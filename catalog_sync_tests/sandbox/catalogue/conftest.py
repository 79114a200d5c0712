"""The shipped catalogue, written once for all tests that look at it."""

import json
from types import SimpleNamespace

import pytest

from catalog_sync.sandbox.catalogue.writer import write_catalogue


def read_rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    directory = tmp_path_factory.mktemp("shipped")
    write_catalogue(directory)
    rows = {path.stem.replace("-", "_"): read_rows(path) for path in (directory / "api").glob("*.jsonl")}
    return SimpleNamespace(directory=directory, offers=read_rows(directory / "offers.jsonl"), **rows)
