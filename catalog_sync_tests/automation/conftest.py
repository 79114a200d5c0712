"""The code location for the tests of its automation."""

from catalog_sync_tests.assets.location import catalogue_directory, location

__all__ = ["catalogue_directory", "location"]
