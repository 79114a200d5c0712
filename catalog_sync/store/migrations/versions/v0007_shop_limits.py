"""Daily limits that a shop has reached, and intents by day, to count what a limit leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.create_table(
        "shop_limits",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("action", sa.Text, primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.BigInteger),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )
    op.create_index("intents_by_day", "intents", ["shop_id", "action", "written_at"], schema=_SCHEMA)


def downgrade() -> None:
    op.drop_index("intents_by_day", "intents", schema=_SCHEMA)
    op.drop_table("shop_limits", schema=_SCHEMA)
