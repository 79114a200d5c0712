from pathlib import Path

import pytest

from catalog_sync_tests.pim.world import Pim, catalogue_rows, write


@pytest.fixture
def pim(tmp_path: Path) -> Pim:
    """The demo PIM with the small catalogue."""
    return Pim(write(tmp_path, catalogue_rows()))
