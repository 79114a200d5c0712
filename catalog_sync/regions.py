"""The partitions: one per shop of the configuration, named by region."""

import dagster as dg

from catalog_sync.configuration import MissingConfigurationError, current_configuration


def partition_keys() -> list[str]:
    """The partition keys of the configured shops; none where there is no configuration yet, so that it loads."""
    try:
        return sorted(current_configuration().shops)
    except MissingConfigurationError:
        return []


shop_regions = dg.StaticPartitionsDefinition(partition_keys())
