"""The ledger's tables: what each shop took, and what is still owed to it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from catalog_sync.store.columns import metadata, moment, now

environment = sa.Table(
    "environment",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    now("created_at"),
)

authorizations = sa.Table(
    "authorizations",
    metadata,
    sa.Column("app_key", sa.Text, primary_key=True),
    sa.Column("tokens", sa.LargeBinary, nullable=False),
    sa.Column("seller_name", sa.Text),
    sa.Column("granted_scopes", JSONB, nullable=False),
    moment("access_expires_at"),
    moment("refresh_expires_at"),
    now("updated_at"),
    sa.Column("previous", sa.LargeBinary),
    now("authorized_at"),
    now("issued_at"),
    moment("expiry_told"),
    moment("ended_at"),
    sa.Column("ended_how", sa.Text),
    sa.Column("ended_reason", sa.Text),
    moment("tried_at"),
    sa.Column("trouble", sa.Text),
    moment("shops_read_at"),
)

authorization_alerts = sa.Table(
    "authorization_alerts",
    metadata,
    sa.Column("app_key", sa.Text, primary_key=True),
    sa.Column("told", sa.Text, nullable=False),
    now("told_at"),
)

authorization_states = sa.Table(
    "authorization_states",
    metadata,
    sa.Column("state_hash", sa.Text, primary_key=True),
    sa.Column("app_key", sa.Text, nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    moment("used_at"),
)

shops = sa.Table(
    "shops",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("partition_key", sa.Text, nullable=False, unique=True),
    sa.Column("app_key", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("cipher", sa.LargeBinary, nullable=False),
    sa.Column("warehouse_id", sa.Text),
    now("updated_at"),
    moment("lost_at"),
    sa.Column("lost_reason", sa.Text),
)

shop_setup = sa.Table(
    "shop_setup",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("items", JSONB, nullable=False),
    now("looked_at"),
)

category_trees = sa.Table(
    "category_trees",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("nodes", JSONB, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("changes", JSONB, nullable=False, server_default="{}"),
    now("fetched_at"),
    sa.Column("locale", sa.Text),
)

category_schemas = sa.Table(
    "category_schemas",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("category_id", sa.Text, primary_key=True),
    sa.Column("attributes", JSONB, nullable=False),
    sa.Column("rules", JSONB, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    now("fetched_at"),
)

looks = sa.Table(
    "looks",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("look_key", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("waits_for", sa.Text),
    moment("due_at"),
    sa.Column("category_id", sa.Text),
    sa.Column("findings", JSONB, nullable=False, server_default="[]"),
    sa.Column("run_id", sa.Text, nullable=False),
    now("looked_at"),
    sa.CheckConstraint("state in ('accepted', 'parked', 'deferred')", name="state_is_known"),
)

listings = sa.Table(
    "listings",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("product_id", sa.Text, nullable=False),
    sa.Column("sku_ids", JSONB, nullable=False, server_default="{}"),
    sa.Column("content_submitted", sa.Text),
    sa.Column("content_live", sa.Text),
    sa.Column("content_rejected", sa.Text),
    sa.Column("mapped_submitted", sa.Text),
    sa.Column("prices", JSONB, nullable=False, server_default="{}"),
    sa.Column("quantities", JSONB, nullable=False, server_default="{}"),
    sa.Column("stock", JSONB, nullable=False, server_default="{}"),
    sa.Column("skus", JSONB, nullable=False, server_default="{}"),
    sa.Column("part_of", sa.Text),
    sa.Column("content", JSONB),
    sa.Column("revision", sa.BigInteger),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("status", sa.Text),
    sa.Column("audit_status", sa.Text),
    sa.Column("reasons", JSONB, nullable=False, server_default="[]"),
    sa.Column("warnings", JSONB, nullable=False, server_default="[]"),
    sa.Column("update_time", sa.BigInteger),
    moment("submitted_at"),
    now("created_at"),
    sa.UniqueConstraint("shop_id", "product_id"),
    sa.Index("listings_by_seller_sku", "sku_ids", postgresql_using="gin"),
    sa.Index("listings_of_parts", "shop_id", "part_of", postgresql_where=sa.text("part_of is not null")),
)

intents = sa.Table(
    "intents",
    metadata,
    sa.Column("idempotency_key", sa.Text, primary_key=True),
    sa.Column("shop_id", sa.Text, nullable=False),
    sa.Column("product_key", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("body", JSONB, nullable=False),
    sa.Column("desired", JSONB, nullable=False),
    sa.Column("run_id", sa.Text, nullable=False),
    now("written_at"),
    moment("settled_at"),
    sa.Column("outcome", sa.Text),
    sa.Column("answer", JSONB),
    sa.Index("open_intents", "shop_id", postgresql_where=sa.text("settled_at is null")),
    sa.Index("intents_by_day", "shop_id", "action", "written_at"),
)

shop_limits = sa.Table(
    "shop_limits",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("action", sa.Text, primary_key=True),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("code", sa.BigInteger),
    sa.Column("message", sa.Text, nullable=False),
    now("reached_at"),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("use_case", sa.Text, primary_key=True),
    sa.Column("treatment", sa.Text, primary_key=True),
    sa.Column("reference", JSONB, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("steps", JSONB, nullable=False, server_default="[]"),
    now("uploaded_at"),
)

review_events = sa.Table(
    "review_events",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("shop_id", sa.Text, nullable=False),
    sa.Column("product_key", sa.Text, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("status", sa.Text),
    sa.Column("audit_status", sa.Text),
    sa.Column("reasons", JSONB, nullable=False, server_default="[]"),
    now("seen_at"),
    sa.Index("review_events_by_product", "shop_id", "product_key"),
)

review_sweeps = sa.Table(
    "review_sweeps",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("swept_until", sa.BigInteger, nullable=False),
    now("swept_at"),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("standing", JSONB, nullable=False),
    now("made_at"),
)

correction_attempts = sa.Table(
    "correction_attempts",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("product_key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    now("last_at"),
)

drains = sa.Table(
    "drains",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("shop_id", sa.Text, nullable=False),
    sa.Column("configuration", JSONB, nullable=False, server_default="{}"),
    sa.Column("root_run_id", sa.Text, nullable=False),
    sa.Column("remaining", sa.Integer, nullable=False),
    sa.Column("stalled", sa.Integer, nullable=False, server_default="0"),
    now("opened_at"),
    now("progressed_at"),
    moment("closed_at"),
    sa.Index(
        "one_open_drain_per_shop", "shop_id", unique=True, postgresql_where=sa.text("closed_at is null")
    ),
)

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("endpoint", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("calls", sa.BigInteger, nullable=False),
)

asset_frames = sa.Table(
    "asset_frames",
    metadata,
    sa.Column("asset", sa.Text, primary_key=True),
    sa.Column("partition", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("row", JSONB, nullable=False),
    sa.Column("run_id", sa.Text, nullable=False),
)

pacing = sa.Table(
    "pacing",
    metadata,
    sa.Column("app_key", sa.Text, primary_key=True),
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("endpoint", sa.Text, primary_key=True),
    sa.Column("rate", sa.Double, nullable=False),
    sa.Column("safe", sa.Double, nullable=False),
    sa.Column("step", sa.Double, nullable=False),
    sa.Column("patience", sa.Double, nullable=False),
    sa.Column("falls", sa.BigInteger, nullable=False),
    sa.Column("turns", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("grows_at", sa.DateTime(timezone=True), nullable=False),
)

daily_calls = sa.Table(
    "daily_calls",
    metadata,
    sa.Column("shop_id", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("calls", sa.BigInteger, nullable=False),
)
