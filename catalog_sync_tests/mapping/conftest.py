"""What tests of the mapping share as fixtures."""

from pathlib import Path

import pytest
import yaml

from catalog_sync_tests.mapping.world import raw_rules

LAMPS = "families:\n  lamps:\n    category: {id: 600161}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "common.yaml").write_text(yaml.safe_dump(raw_rules(category=None), sort_keys=False) + LAMPS)
    (tmp_path / "regions").mkdir()
    (tmp_path / "shops").mkdir()
    return tmp_path
