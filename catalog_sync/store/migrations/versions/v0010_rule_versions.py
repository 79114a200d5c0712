"""The versions of each shop's mapping rules: what they said, and since when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("shop_id", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("rules", JSONB, nullable=False),
        sa.Column("active_since", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )
    op.create_index("rule_versions_by_shop", "rule_versions", ["shop_id", "id"], schema=_SCHEMA)


def downgrade() -> None:
    op.drop_table("rule_versions", schema=_SCHEMA)
