"""The ledger's tables of safety: effects that wait for a person, listings found in a shop, what listing checks said."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from catalog_sync.store.columns import metadata, now

held_effects = sa.Table(
    "held_effects",
    metadata,
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
    now("seen_at"),
    sa.Index("held_effects_of_hold", "hold_id"),
)

adoptions = sa.Table(
    "adoptions",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("product_id", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text),
    sa.Column("candidates", JSONB, nullable=False, server_default="[]"),
    sa.Column("reason", sa.Text),
    sa.Column("baseline", JSONB, nullable=False),
    now("found_at"),
    sa.Index("adoptions_of_product", "shop_id", "product_key"),
)

listing_checks = sa.Table(
    "listing_checks",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("verdict", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)
