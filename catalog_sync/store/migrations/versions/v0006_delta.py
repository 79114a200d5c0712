"""The mirror knows its source's origin, what products depend on, and disappearances that are held."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"

_FILL = """
update catalog_sync.pim_products p set
    enabled = coalesce((document ->> 'enabled')::boolean, true) and exists (
        select from jsonb_array_elements(document -> 'skus') as s
        where coalesce((s ->> 'enabled')::boolean, true)
    ),
    categories = array(select jsonb_array_elements_text(document -> 'categories')),
    depends_on = array(select jsonb_array_elements_text(document -> 'depends_on')),
    completeness = coalesce((
        select jsonb_object_agg(scope, percent) from (
            select concat(c ->> 'channel', '|', c ->> 'locale') as scope, max((c ->> 'percent')::int) as percent
            from jsonb_array_elements(document -> 'skus') as s, jsonb_array_elements(s -> 'completeness') as c
            where coalesce((s ->> 'enabled')::boolean, true)
            group by 1
        ) best
    ), '{}')
"""


def upgrade() -> None:
    for told in (
        sa.Column("origin", sa.Text),
        sa.Column("reread_at", sa.DateTime(timezone=True)),
        sa.Column("missed_by_delta", sa.BigInteger),
    ):
        op.add_column("pim_bounds", told, schema=_SCHEMA)
    empty_list, empty_object = sa.text("'{}'::text[]"), sa.text("'{}'::jsonb")
    for column in (
        sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("categories", ARRAY(sa.Text), nullable=False, server_default=empty_list),
        sa.Column("completeness", JSONB, nullable=False, server_default=empty_object),
        sa.Column("depends_on", ARRAY(sa.Text), nullable=False, server_default=empty_list),
        sa.Column("dictionary_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("fingerprint", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("pim_products", column, schema=_SCHEMA)
    op.execute(_FILL)
    op.create_index(
        "pim_products_by_dependency",
        "pim_products",
        ["depends_on"],
        schema=_SCHEMA,
        postgresql_using="gin",
        postgresql_where=sa.text("depends_on <> '{}'"),
    )
    op.create_index("pim_skus_by_key", "pim_skus", ["sku_key"], schema=_SCHEMA)
    op.execute("update catalog_sync.dictionaries set content_hash = ''")
    repeated = sa.Column("repeated", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("pim_problems", repeated, schema=_SCHEMA)
    _holds()


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("hold_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("of_living", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        schema=_SCHEMA,
    )
    op.create_table(
        "held_products",
        sa.Column("product_key", sa.Text, primary_key=True),
        sa.Column("hold_id", sa.BigInteger, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
        schema=_SCHEMA,
    )
    op.create_index("held_products_of_hold", "held_products", ["hold_id"], schema=_SCHEMA)


def downgrade() -> None:
    for table in ("held_products", "holds"):
        op.drop_table(table, schema=_SCHEMA)
    op.drop_column("pim_problems", "repeated", schema=_SCHEMA)
    op.drop_index("pim_skus_by_key", "pim_skus", schema=_SCHEMA)
    for column in ("fingerprint", "dictionary_hash", "depends_on", "completeness", "categories", "enabled"):
        op.drop_column("pim_products", column, schema=_SCHEMA)
    for column in ("missed_by_delta", "reread_at", "origin"):
        op.drop_column("pim_bounds", column, schema=_SCHEMA)
