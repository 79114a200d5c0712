"""How old the prices and quantities are that a shop was sent, what it was last seen to hold, and when the PIM was read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    stock = sa.Column("stock", JSONB, nullable=False, server_default="{}")
    op.add_column("listings", stock, schema=_SCHEMA)
    op.add_column("pim_bounds", sa.Column("read_at", sa.DateTime(timezone=True)), schema=_SCHEMA)


def downgrade() -> None:
    op.drop_column("pim_bounds", "read_at", schema=_SCHEMA)
    op.drop_column("listings", "stock", schema=_SCHEMA)
