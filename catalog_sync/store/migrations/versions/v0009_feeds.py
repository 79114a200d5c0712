"""Drops of files that were applied, and the rows they brought."""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
