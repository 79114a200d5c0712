"""What the sandbox's tests share: a seller in a world of their own."""

import pytest

from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world


@pytest.fixture
def gb() -> Seller:
    """The seller of the GB shop."""
    return Seller(demo_world())
