"""The ledger's tables of the PIM: the mirror of its products, prices and stock, and how far it holds everything."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from catalog_sync.store.columns import metadata, moment, now

pim_bounds = sa.Table(
    "pim_bounds",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text),
    sa.Column("bound", sa.Text),
    moment("refreshed_at"),
    moment("read_at"),
    moment("enumerated_at"),
    moment("reread_at"),
    sa.Column("missed_by_delta", sa.BigInteger),
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
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'::text[]")),
    sa.Column("completeness", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
    sa.Column("depends_on", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'::text[]")),
    sa.Column("dictionary_hash", sa.Text, nullable=False, server_default=""),
    sa.Column("fingerprint", sa.Text, nullable=False, server_default=""),
    sa.Index(
        "pim_products_by_dependency",
        "depends_on",
        postgresql_using="gin",
        postgresql_where=sa.text("depends_on <> '{}'"),
    ),
)

pim_skus = sa.Table(
    "pim_skus",
    metadata,
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("sku_key", sa.Text, primary_key=True),
    sa.Column("sku", sa.Text, index=True),
    sa.Index("pim_skus_by_key", "sku_key"),
)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("hold_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("of_living", sa.BigInteger, nullable=False),
    now("opened_at"),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("confirmed_by", sa.Text),
    moment("confirmed_at"),
    moment("used_at"),
    moment("closed_at"),
)

held_products = sa.Table(
    "held_products",
    metadata,
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("hold_id", sa.BigInteger, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False),
    sa.Index("held_products_of_hold", "hold_id"),
)

pim_problems = sa.Table(
    "pim_problems",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("repeated", sa.Boolean, nullable=False, server_default=sa.false()),
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

feed_drops = sa.Table(
    "feed_drops",
    metadata,
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
    now("seen_at"),
)

feed_rows = sa.Table(
    "feed_rows",
    metadata,
    sa.Column("feed", sa.Text, primary_key=True),
    sa.Column("row_key", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, nullable=False),
    sa.Column("row", JSONB, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("drop", sa.Text, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Index("feed_rows_of_product", "feed", "product_key"),
)

feed_listings = sa.Table(
    "feed_listings",
    metadata,
    sa.Column("feed", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Index("feed_listings_by_revision", "feed", "revision", unique=True),
)

feed_quarantine = sa.Table(
    "feed_quarantine",
    metadata,
    sa.Column("feed", sa.Text, primary_key=True),
    sa.Column("drop", sa.Text, primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True),
    sa.Column("row_key", sa.Text, primary_key=True),
    sa.Column("row", JSONB),
    sa.Column("message", sa.Text, nullable=False),
)

feed_media = sa.Table(
    "feed_media",
    metadata,
    sa.Column("feed", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("version", sa.Text),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Index("feed_media_by_revision", "feed", "revision", unique=True),
)
