"""Who holds which SKU in the mirror, and how many there are."""

from collections.abc import Sequence

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.bulk import text_array

_ROBBED = sa.text("""
    select distinct k.product_key
    from unnest(cast(:skus as text[]), cast(:products as text[])) as arriving (sku_key, product_key)
    join catalog_sync.pim_skus k using (sku_key)
    join catalog_sync.pim_products p on p.product_key = k.product_key
    where k.product_key <> arriving.product_key and p.deleted_at is null
""")
_LIVING_SKUS = sa.text("""
    select count(*) filter (where h.told is not true), count(*) filter (where h.told is null)
    from catalog_sync.pim_skus k join catalog_sync.pim_products p using (product_key)
    left join catalog_sync.held_products h using (product_key)
    where p.deleted_at is null
""")


def robbed(connection: sa.Connection, products: Sequence[Product]) -> set[str]:
    """Other living products that hold SKUs which arrive with these."""
    arriving = [(sku.key, product.key) for product in products for sku in product.skus]
    parameters = {
        "skus": text_array(sku for sku, _ in arriving),
        "products": text_array(product for _, product in arriving),
    }
    return {*connection.scalars(_ROBBED, parameters)} - {product.key for product in products}


def living_skus(connection: sa.Connection) -> tuple[int, int]:
    """The SKUs that the source should have, and those without the SKUs of any held product."""
    expected, unheld = connection.execute(_LIVING_SKUS).one()
    return expected, unheld
