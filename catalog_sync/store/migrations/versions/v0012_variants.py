"""Seller SKUs that are kept for ever, the accepted form of each SKU, listings of parts of a product, changes of form."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    skus = sa.Column("skus", JSONB, nullable=False, server_default="{}")
    op.add_column("listings", skus, schema=_SCHEMA)
    op.add_column("listings", sa.Column("part_of", sa.Text), schema=_SCHEMA)
    op.create_index("listings_by_seller_sku", "listings", ["sku_ids"], schema=_SCHEMA, postgresql_using="gin")
    op.create_index(
        "listings_of_parts",
        "listings",
        ["shop_id", "part_of"],
        schema=_SCHEMA,
        postgresql_where=sa.text("part_of is not null"),
    )
    op.create_table(
        "seller_skus",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("sku", sa.Text, primary_key=True),
        sa.Column("seller_sku", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("shop_id", "seller_sku"),
        schema=_SCHEMA,
    )
    op.create_table(
        "listing_layouts",
        sa.Column("shop_id", sa.Text, primary_key=True),
        sa.Column("product_key", sa.Text, primary_key=True),
        sa.Column("axes", JSONB, nullable=False),
        sa.Column("parts", JSONB, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema=_SCHEMA,
    )
    _create_form_changes()


def _create_form_changes() -> None:
    op.create_table(
        "form_changes",
        sa.Column("change_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("shop_id", sa.Text, nullable=False),
        sa.Column("product_key", sa.Text, nullable=False),
        sa.Column("listing_key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("change", JSONB, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        schema=_SCHEMA,
    )
    op.create_index(
        "one_open_change_of_a_kind",
        "form_changes",
        ["shop_id", "listing_key", "kind"],
        unique=True,
        schema=_SCHEMA,
        postgresql_where=sa.text("closed_at is null"),
    )


def downgrade() -> None:
    for table in ("form_changes", "listing_layouts", "seller_skus"):
        op.drop_table(table, schema=_SCHEMA)
    op.drop_index("listings_by_seller_sku", "listings", schema=_SCHEMA)
    op.drop_index("listings_of_parts", "listings", schema=_SCHEMA)
    op.drop_column("listings", "part_of", schema=_SCHEMA)
    op.drop_column("listings", "skus", schema=_SCHEMA)
