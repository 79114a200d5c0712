"""The configuration of dropped files as a source of products."""

from pydantic import Field

from catalog_sync.configuration_part import Part
from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.media.configuration import MediaFolder
from catalog_sync.pim.rows.configuration import RowMapping
from catalog_sync.pim.rows.headers import named_columns


class FeedConfiguration(Part):
    """Files that the PIM drops into a folder, their rows, and the pictures and labels beside them."""

    drops: DropsConfiguration
    rows: RowMapping
    operation: str | None = Field(default=None, description="column that says whether a row is to be deleted")
    delete_words: list[str] = Field(default=["d", "delete", "deleted"])
    upsert_words: list[str] = Field(default=["", "u", "upsert", "i", "insert", "update"])
    media: MediaFolder | None = None
    labels: str | None = Field(
        default=None, description="URL of a CSV file with the columns attribute, code, locale, label"
    )


def feed_columns(settings: FeedConfiguration) -> set[str]:
    """The columns that every CSV file has to have: all that the configuration names.

    Without a column of values each product would lose an attribute, without that of the operation no row its place.
    """
    return named_columns(settings.rows) | ({settings.operation} if settings.operation else set())
