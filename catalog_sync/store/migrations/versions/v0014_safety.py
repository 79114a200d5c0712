"""Effects on a large scale that wait for a person, listings found in a shop, and what listing checks said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.create_table(
        "held_effects",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("listing_key", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("sku", sa.Text, primary_key=True, server_default=""),
        sa.Column("product_key", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("change", JSONB, nullable=False),
        sa.Column("hold_id", sa.BigInteger),
        sa.Column("anew", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )
    op.create_index("held_effects_of_hold", "held_effects", ["hold_id"], schema=_SCHEMA)
    _create_adoptions()
    op.create_table(
        "listing_checks",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("verdict", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        schema=_SCHEMA,
    )


def _create_adoptions() -> None:
    op.create_table(
        "adoptions",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("product_key", sa.Text),
        sa.Column("candidates", JSONB, nullable=False, server_default="[]"),
        sa.Column("reason", sa.Text),
        sa.Column("baseline", JSONB, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )
    op.create_index("adoptions_of_product", "adoptions", ["shop_id", "product_key"], schema=_SCHEMA)


def downgrade() -> None:
    for table in ("listing_checks", "adoptions", "held_effects"):
        op.drop_table(table, schema=_SCHEMA)
