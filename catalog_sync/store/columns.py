"""What all tables of the ledger share: their schema, their metadata, and columns that hold moments."""

import sqlalchemy as sa

SCHEMA = "catalog_sync"
metadata = sa.MetaData(schema=SCHEMA)


def now(name: str) -> sa.Column[object]:
    """A moment that is set when the row is written."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def moment(name: str) -> sa.Column[object]:
    """A moment, or none."""
    return sa.Column(name, sa.DateTime(timezone=True))
