"""Who holds which SKU in the mirror, and how many there are; kept in step with the products."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.bulk import copy_rows, text, text_array

_Row = tuple[str, str, str | None]
_COLUMNS = ("product_key", "sku_key", "sku")
_OF = sa.text(
    "select product_key, sku_key, sku from catalog_sync.pim_skus where product_key = any(cast(:keys as text[]))"
)
_FORGET = sa.text("""
    delete from catalog_sync.pim_skus k
    using unnest(cast(:products as text[]), cast(:skus as text[])) as gone (product_key, sku_key)
    where k.product_key = gone.product_key and k.sku_key = gone.sku_key
""")
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


def add_skus(connection: sa.Connection, new: Iterable[Product]) -> None:
    """Write the SKUs of products that are new to the mirror."""
    _add(connection, _rows(new))


def update_skus(connection: sa.Connection, known: Sequence[Product]) -> None:
    """Write what differs in the SKUs of products that the mirror knows."""
    former = connection.execute(_OF, {"keys": text_array(product.key for product in known)})
    before, now = {tuple(row) for row in former}, _rows(known)
    if gone := before - now:
        products, skus, _ = zip(*gone, strict=True)
        connection.execute(_FORGET, {"products": text_array(products), "skus": text_array(skus)})
    _add(connection, now - before)


def _add(connection: sa.Connection, rows: Iterable[_Row]) -> None:
    cells = ((text(key), text(sku_key), text(sku)) for key, sku_key, sku in rows)
    copy_rows(connection, "catalog_sync.pim_skus", _COLUMNS, cells)


def _rows(products: Iterable[Product]) -> set[_Row]:
    """One row for each SKU key of a product: the last one counts."""
    skus = {(product.key, sku.key): sku.sku for product in products for sku in product.skus}
    return {(*keys, sku) for keys, sku in skus.items()}
