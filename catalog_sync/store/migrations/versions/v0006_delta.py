"""The mirror knows its source's origin, what products depend on, and disappearances that are held."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
