"""Names of categories in further locales, what changed in a tree with the products it touches, and suggested leaves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.add_column("category_trees", sa.Column("locale", sa.Text), schema=_SCHEMA)
    op.create_table(
        "category_names",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("locale", sa.Text, primary_key=True),
        sa.Column("names", JSONB, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        _now("fetched_at"),
        schema=_SCHEMA,
    )
    op.create_table(
        "category_changes",
        sa.Column("change_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("shop_id", sa.Text, nullable=False),
        sa.Column("category_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("successors", JSONB, nullable=False),
        _now("found_at"),
        schema=_SCHEMA,
    )
    op.create_index("category_changes_of_shop", "category_changes", ["shop_id", "found_at"], schema=_SCHEMA)
    op.create_table(
        "category_change_products",
        sa.Column("change_id", sa.BigInteger, primary_key=True),
        sa.Column("product_key", sa.Text, primary_key=True),
        sa.Column("category_id", sa.Text, nullable=False),
        sa.Column("product_id", sa.Text),
        sa.Column("live", sa.Boolean, nullable=False),
        schema=_SCHEMA,
    )
    op.create_table(
        "category_suggestions",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("family", sa.Text, primary_key=True),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("suggestions", JSONB, nullable=False),
        _now("made_at"),
        schema=_SCHEMA,
    )


def downgrade() -> None:
    for table in ("category_suggestions", "category_change_products", "category_changes", "category_names"):
        op.drop_table(table, schema=_SCHEMA)
    op.drop_column("category_trees", "locale", schema=_SCHEMA)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
