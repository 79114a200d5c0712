"""Daily limits that a shop has reached."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
