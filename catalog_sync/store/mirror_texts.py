"""Reads what the mirror's products say in one attribute."""

import sqlalchemy as sa

_TEXTS = sa.text("""
    with held as (
        select document -> 'values' -> :attribute as rows, document -> 'skus' as skus
        from catalog_sync.pim_products where deleted_at is null
    ), found as (
        select jsonb_array_elements(rows) -> 'data' as data from held
        union all
        select jsonb_array_elements(sku -> 'values' -> :attribute) -> 'data'
        from (select jsonb_array_elements(skus) as sku from held) each_sku
    )
    select distinct data #>> '{}' as said from found where jsonb_typeof(data) = 'string' order by said
""")


def texts_of(connection: sa.Connection, attribute: str) -> list[str]:
    """Every text that living products or their variants have in an attribute, in any locale and channel."""
    return list(connection.scalars(_TEXTS, {"attribute": attribute}))
