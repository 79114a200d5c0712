"""The views for people show every listing of a product that is several; findings stay those of the product."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        _overview(
            ", l.product_key as listing_key, l.part_of", "coalesce(l.part_of, l.product_key) = k.product_key"
        )
    )
    op.execute(
        _findings("""(
            select distinct on (partition_key, product_key) *
            from catalog_sync.listing_overview order by partition_key, product_key, part_of nulls first, listing_key
        )""")
    )


def downgrade() -> None:
    op.execute("drop view catalog_sync.findings")
    op.execute("drop view catalog_sync.listing_overview")
    op.execute(_overview("", "l.product_key = k.product_key"))
    op.execute(_findings("catalog_sync.listing_overview"))


def _overview(more: str, of_the_product: str) -> str:
    return f"""
        create or replace view catalog_sync.listing_overview as
        select s.partition_key, s.shop_id, p.product_key, p.identifier, p.family,
               p.deleted_at is not null as deleted, k.state, k.waits_for, k.due_at, k.category_id, k.looked_at,
               l.product_id, l.standing, l.status, l.audit_status, l.active, l.submitted_at,
               coalesce(k.findings, '[]') as findings, coalesce(l.reasons, '[]') as reasons{more}
        from catalog_sync.shops s
        join catalog_sync.looks k on k.shop_id = s.shop_id
        join catalog_sync.pim_products p on p.product_key = k.product_key
        left join catalog_sync.listings l on l.shop_id = k.shop_id and {of_the_product}
    """  # noqa: S608 (nothing in it comes from outside)


def _findings(of: str) -> str:
    return f"""
        create or replace view catalog_sync.findings as
        select o.partition_key, o.identifier, o.product_key, o.state, o.standing,
               f ->> 'code' as code, f ->> 'severity' as severity, f ->> 'message' as message,
               f ->> 'sku' as sku, f ->> 'field' as field, f ->> 'attribute' as attribute, f ->> 'rule' as rule,
               o.looked_at, f ->> 'title' as title, f ->> 'who' as who, f ->> 'where' as place
        from {of} o, jsonb_array_elements(o.findings) f
    """  # noqa: S608 (nothing in it comes from outside)
