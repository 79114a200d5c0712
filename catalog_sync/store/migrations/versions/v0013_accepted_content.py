"""The content that each shop last took, of which revision, and who can mend a finding, where."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    op.add_column("listings", sa.Column("content", JSONB), schema=_SCHEMA)
    op.add_column("listings", sa.Column("revision", sa.BigInteger), schema=_SCHEMA)
    op.execute(_findings(", f ->> 'title' as title, f ->> 'who' as who, f ->> 'where' as place"))


def downgrade() -> None:
    op.execute("drop view catalog_sync.findings")
    op.execute(_findings(""))
    op.drop_column("listings", "revision", schema=_SCHEMA)
    op.drop_column("listings", "content", schema=_SCHEMA)


def _findings(more: str) -> str:
    return f"""
        create or replace view catalog_sync.findings as
        select o.partition_key, o.identifier, o.product_key, o.state, o.standing,
               f ->> 'code' as code, f ->> 'severity' as severity, f ->> 'message' as message,
               f ->> 'sku' as sku, f ->> 'field' as field, f ->> 'attribute' as attribute, f ->> 'rule' as rule,
               o.looked_at{more}
        from catalog_sync.listing_overview o, jsonb_array_elements(o.findings) f
    """  # noqa: S608 (nothing in it comes from outside)
