"""The sandbox and the ledger of the sync tests."""

from catalog_sync_tests.sync.conftest import front, impatient, served, unauthorized

__all__ = ["front", "impatient", "served", "unauthorized"]
