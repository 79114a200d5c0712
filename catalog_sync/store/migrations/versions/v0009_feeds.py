"""Drops of files and what became of them: their rows, the listings these make, rows that cannot be read, pictures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.create_table(
        "feed_drops",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger),
        sa.Column("rows", sa.BigInteger),
        sa.Column("modified", sa.Double),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )
    op.create_table(
        "feed_rows",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("row_key", sa.Text, primary_key=True),
        sa.Column("product_key", sa.Text, nullable=False),
        sa.Column("row", JSONB, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("drop", sa.Text, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        schema=_SCHEMA,
    )
    op.create_index("feed_rows_of_product", "feed_rows", ["feed", "product_key"], schema=_SCHEMA)
    op.create_table(
        "feed_listings",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("product_key", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        schema=_SCHEMA,
    )
    op.create_index(
        "feed_listings_by_revision", "feed_listings", ["feed", "revision"], unique=True, schema=_SCHEMA
    )
    op.create_table(
        "feed_quarantine",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("drop", sa.Text, primary_key=True),
        sa.Column("line", sa.BigInteger, primary_key=True),
        sa.Column("row_key", sa.Text, primary_key=True),
        sa.Column("row", JSONB),
        sa.Column("message", sa.Text, nullable=False),
        schema=_SCHEMA,
    )
    op.create_table(
        "feed_media",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("version", sa.Text),
        sa.Column("revision", sa.BigInteger, nullable=False),
        schema=_SCHEMA,
    )
    op.create_index("feed_media_by_revision", "feed_media", ["feed", "revision"], unique=True, schema=_SCHEMA)


def downgrade() -> None:
    for table in ("feed_media", "feed_quarantine", "feed_listings", "feed_rows", "feed_drops"):
        op.drop_table(table, schema=_SCHEMA)
