"""What the last look at each shop's setup showed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.create_table(
        "shop_setup",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("items", JSONB, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("shop_setup", schema=_SCHEMA)
