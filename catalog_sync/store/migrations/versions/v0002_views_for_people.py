"""Views for people and BI tools: every listing with its state, and every finding on a line of its own."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create view catalog_sync.listing_overview as
        select s.partition_key, s.shop_id, p.product_key, p.identifier, p.family,
               p.deleted_at is not null as deleted, k.state, k.waits_for, k.due_at, k.category_id, k.looked_at,
               l.product_id, l.standing, l.status, l.audit_status, l.active, l.submitted_at,
               coalesce(k.findings, '[]') as findings, coalesce(l.reasons, '[]') as reasons
        from catalog_sync.shops s
        join catalog_sync.looks k on k.shop_id = s.shop_id
        join catalog_sync.pim_products p on p.product_key = k.product_key
        left join catalog_sync.listings l on l.shop_id = k.shop_id and l.product_key = k.product_key
    """)
    op.execute("""
        create view catalog_sync.findings as
        select o.partition_key, o.identifier, o.product_key, o.state, o.standing,
               f ->> 'code' as code, f ->> 'severity' as severity, f ->> 'message' as message,
               f ->> 'sku' as sku, f ->> 'field' as field, f ->> 'attribute' as attribute, f ->> 'rule' as rule,
               o.looked_at
        from catalog_sync.listing_overview o, jsonb_array_elements(o.findings) f
    """)


def downgrade() -> None:
    op.execute("drop view catalog_sync.findings")
    op.execute("drop view catalog_sync.listing_overview")
