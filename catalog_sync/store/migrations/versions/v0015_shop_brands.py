"""The brands that each shop may name."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.create_table(
        "shop_brands",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("brands", JSONB, nullable=False),
        sa.Column("asked", JSONB),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("shop_brands", schema=_SCHEMA)
