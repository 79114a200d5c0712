"""The ledger's tables of categories (further names, changes and whom they touch, suggestions) and of brands."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from catalog_sync.store.columns import metadata, now

category_names = sa.Table(
    "category_names",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("locale", sa.Text, primary_key=True),
    sa.Column("names", JSONB, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    now("fetched_at"),
)

category_changes = sa.Table(
    "category_changes",
    metadata,
    sa.Column("change_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("shop_id", sa.Text, nullable=False),
    sa.Column("category_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("successors", JSONB, nullable=False),
    now("found_at"),
    sa.Index("category_changes_of_shop", "shop_id", "found_at"),
)

category_change_products = sa.Table(
    "category_change_products",
    metadata,
    sa.Column("change_id", sa.BigInteger, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("category_id", sa.Text, nullable=False),
    sa.Column("product_id", sa.Text),
    sa.Column("live", sa.Boolean, nullable=False),
)

category_suggestions = sa.Table(
    "category_suggestions",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("family", sa.Text, primary_key=True),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("suggestions", JSONB, nullable=False),
    now("made_at"),
)

shop_brands = sa.Table(
    "shop_brands",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("brands", JSONB, nullable=False),
    sa.Column("asked", JSONB(none_as_null=True)),
    sa.Column("content_hash", sa.Text, nullable=False),
    now("fetched_at"),
)
