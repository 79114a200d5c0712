"""The ledger's tables of the PIM: the mirror of its products, prices and stock, and how far it holds everything."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from catalog_sync.store.columns import metadata, moment, now

pim_bounds = sa.Table(
    "pim_bounds",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("bound", sa.Text),
    moment("refreshed_at"),
    moment("enumerated_at"),
    sa.Column("last_refresh", JSONB, nullable=False, server_default="{}"),
)

pim_products = sa.Table(
    "pim_products",
    metadata,
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("family", sa.Text),
    sa.Column("document", JSONB, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False, unique=True),
    now("changed_at"),
    moment("deleted_at"),
)

pim_skus = sa.Table(
    "pim_skus",
    metadata,
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("sku_key", sa.Text, primary_key=True),
    sa.Column("sku", sa.Text, index=True),
)

pim_problems = sa.Table(
    "pim_problems",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    now("seen_at"),
)

dictionaries = sa.Table(
    "dictionaries",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    now("changed_at"),
)

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("sku", sa.Text, primary_key=True),
    sa.Column("prices", JSONB, nullable=False),
    sa.Column("quantities", JSONB, nullable=False),
    sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False, unique=True),
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text),
    sa.Column("bytes", sa.BigInteger),
    sa.Column("problem", sa.Text),
    now("seen_at"),
)
