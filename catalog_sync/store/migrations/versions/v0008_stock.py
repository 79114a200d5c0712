"""How old the prices and quantities are that a shop was sent, and what it was last seen to hold."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
