"""The configuration of a change log as a source of products."""

from typing import Self

from pydantic import Field, model_validator

from catalog_sync.configuration_part import EnvironmentVariable, Part
from catalog_sync.pim.media.configuration import MediaFolder
from catalog_sync.pim.rows.configuration import RowMapping
from catalog_sync.pim.sql.configuration import Relation


class ChangeLogConfiguration(Part):
    """A log of changes in a PostgreSQL database, and the rows that the products are made of."""

    url_env: EnvironmentVariable = "CATALOG_SYNC_CHANGE_LOG_URL"
    table: Relation = Field(description="the log, one entry for each changed row")
    key: str | None = Field(
        default=None, description="column of the log with the row's key; the name in rows.key"
    )
    parent: str | None = Field(default=None, description="column of the log with the row's old or new parent")
    transaction: str | None = Field(
        default=None, description="column of the log, xid8 default pg_current_xact_id(): exact"
    )
    sequence: str | None = Field(default=None, description="column of the log with an ascending number")
    operation: str | None = Field(default=None, description="column of the log that tells deletes")
    deletes: list[str] = Field(default=["d", "delete", "deleted"], description="operations, in any case")
    view: Relation | None = Field(
        default=None, description="the current rows; without one they are in the log"
    )
    rows: RowMapping
    options: Relation | None = Field(
        default=None, description="labels of options, with columns attribute, code, locale, label"
    )
    media: "MediaFolder | None" = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.transaction is None and self.sequence is None:
            raise ValueError("name the log's transaction or sequence column, or both")
        if self.view is None and self.sequence is None:
            raise ValueError("name the log's sequence column: it tells the newest entry of a key")
        if self.view is None and self.key not in {None, self.rows.key}:
            raise ValueError("key and rows.key are the same column as long as the log holds the rows")
        return self
