"""The ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asset_frames",
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("partition", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("asset", "partition", "position"),
        schema="catalog_sync",
    )
    op.create_table(
        "authorizations",
        sa.Column("app_key", sa.Text(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("seller_name", sa.Text(), nullable=True),
        sa.Column("granted_scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("access_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("app_key"),
        schema="catalog_sync",
    )
    op.create_table(
        "calls",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "shop_id", "endpoint", "outcome"),
        schema="catalog_sync",
    )
    op.create_table(
        "category_schemas",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Text(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "category_id"),
        schema="catalog_sync",
    )
    op.create_table(
        "category_trees",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("nodes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
        schema="catalog_sync",
    )
    op.create_table(
        "correction_attempts",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "product_key", "fingerprint"),
        schema="catalog_sync",
    )
    op.create_table(
        "corrections",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("standing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "product_key"),
        schema="catalog_sync",
    )
    op.create_table(
        "dictionaries",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("source"),
        schema="catalog_sync",
    )
    op.create_table(
        "drains",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column(
            "configuration", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("root_run_id", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("stalled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "progressed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        schema="catalog_sync",
    )
    op.create_index(
        "one_open_drain_per_shop",
        "drains",
        ["shop_id"],
        unique=True,
        schema="catalog_sync",
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "environment",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        schema="catalog_sync",
    )
    op.create_table(
        "intents",
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("desired", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("idempotency_key"),
        schema="catalog_sync",
    )
    op.create_index(
        "open_intents",
        "intents",
        ["shop_id"],
        unique=False,
        schema="catalog_sync",
        postgresql_where=sa.text("settled_at is null"),
    )
    op.create_table(
        "listings",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("sku_ids", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("content_submitted", sa.Text(), nullable=True),
        sa.Column("content_live", sa.Text(), nullable=True),
        sa.Column("content_rejected", sa.Text(), nullable=True),
        sa.Column("mapped_submitted", sa.Text(), nullable=True),
        sa.Column("prices", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("quantities", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("audit_status", sa.Text(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("update_time", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "product_key"),
        sa.UniqueConstraint("shop_id", "product_id"),
        schema="catalog_sync",
    )
    op.create_table(
        "looks",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("look_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("category_id", sa.Text(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state in ('accepted', 'parked', 'deferred')", name="state_is_known"),
        sa.PrimaryKeyConstraint("shop_id", "product_key"),
        schema="catalog_sync",
    )
    op.create_table(
        "media",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        schema="catalog_sync",
    )
    op.create_table(
        "offers",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("prices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quantities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku"),
        sa.UniqueConstraint("revision"),
        schema="catalog_sync",
    )
    op.create_table(
        "pim_bounds",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("bound", sa.Text(), nullable=True),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enumerated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "last_refresh", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.PrimaryKeyConstraint("source"),
        schema="catalog_sync",
    )
    op.create_table(
        "pim_problems",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("source", "key"),
        schema="catalog_sync",
    )
    op.create_table(
        "pim_products",
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("product_key"),
        sa.UniqueConstraint("revision"),
        schema="catalog_sync",
    )
    op.create_table(
        "pim_skus",
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("sku_key", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("product_key", "sku_key"),
        schema="catalog_sync",
    )
    op.create_index(
        op.f("ix_catalog_sync_pim_skus_sku"), "pim_skus", ["sku"], unique=False, schema="catalog_sync"
    )
    op.create_table(
        "review_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("audit_status", sa.Text(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="catalog_sync",
    )
    op.create_index(
        "review_events_by_product",
        "review_events",
        ["shop_id", "product_key"],
        unique=False,
        schema="catalog_sync",
    )
    op.create_table(
        "review_sweeps",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("swept_until", sa.BigInteger(), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
        schema="catalog_sync",
    )
    op.create_table(
        "shops",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("partition_key", sa.Text(), nullable=False),
        sa.Column("app_key", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cipher", sa.LargeBinary(), nullable=False),
        sa.Column("warehouse_id", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
        sa.UniqueConstraint("partition_key"),
        schema="catalog_sync",
    )
    op.create_table(
        "uploads",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("use_case", sa.Text(), nullable=False),
        sa.Column("treatment", sa.Text(), nullable=False),
        sa.Column("reference", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "digest", "use_case", "treatment"),
        schema="catalog_sync",
    )


def downgrade() -> None:
    op.drop_table("uploads", schema="catalog_sync")
    op.drop_table("shops", schema="catalog_sync")
    op.drop_table("review_sweeps", schema="catalog_sync")
    op.drop_index("review_events_by_product", table_name="review_events", schema="catalog_sync")
    op.drop_table("review_events", schema="catalog_sync")
    op.drop_index(op.f("ix_catalog_sync_pim_skus_sku"), table_name="pim_skus", schema="catalog_sync")
    op.drop_table("pim_skus", schema="catalog_sync")
    op.drop_table("pim_products", schema="catalog_sync")
    op.drop_table("pim_problems", schema="catalog_sync")
    op.drop_table("pim_bounds", schema="catalog_sync")
    op.drop_table("offers", schema="catalog_sync")
    op.drop_table("media", schema="catalog_sync")
    op.drop_table("looks", schema="catalog_sync")
    op.drop_table("listings", schema="catalog_sync")
    op.drop_index(
        "open_intents",
        table_name="intents",
        schema="catalog_sync",
        postgresql_where=sa.text("settled_at is null"),
    )
    op.drop_table("intents", schema="catalog_sync")
    op.drop_table("environment", schema="catalog_sync")
    op.drop_index(
        "one_open_drain_per_shop",
        table_name="drains",
        schema="catalog_sync",
        postgresql_where=sa.text("closed_at is null"),
    )
    op.drop_table("drains", schema="catalog_sync")
    op.drop_table("dictionaries", schema="catalog_sync")
    op.drop_table("corrections", schema="catalog_sync")
    op.drop_table("correction_attempts", schema="catalog_sync")
    op.drop_table("category_trees", schema="catalog_sync")
    op.drop_table("category_schemas", schema="catalog_sync")
    op.drop_table("calls", schema="catalog_sync")
    op.drop_table("authorizations", schema="catalog_sync")
    op.drop_table("asset_frames", schema="catalog_sync")
