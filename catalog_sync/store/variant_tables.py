"""The ledger's tables about variants: their seller SKUs, how products are parted into listings, and changes of form."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from catalog_sync.store.columns import metadata, moment, now

seller_skus = sa.Table(
    "seller_skus",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("sku", sa.Text, primary_key=True),
    sa.Column("seller_sku", sa.Text, nullable=False),
    now("given_at"),
    sa.UniqueConstraint("shop_id", "seller_sku"),
)

listing_layouts = sa.Table(
    "listing_layouts",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("axes", JSONB, nullable=False),
    sa.Column("parts", JSONB, nullable=False),
    now("made_at"),
)

form_changes = sa.Table(
    "form_changes",
    metadata,
    sa.Column("change_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("shop_id", sa.Text, nullable=False),
    sa.Column("product_key", sa.Text, nullable=False),
    sa.Column("listing_key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("change", JSONB, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    now("seen_at"),
    sa.Column("confirmed_by", sa.Text),
    moment("confirmed_at"),
    moment("closed_at"),
    sa.Index(
        "one_open_change_of_a_kind",
        "shop_id",
        "listing_key",
        "kind",
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    ),
)
