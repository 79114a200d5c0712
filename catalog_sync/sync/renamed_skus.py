"""SKUs that got another code in the PIM stay the same SKU in the shop: the next edit renames them, nothing is deleted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from catalog_sync.pim.document import Product
from catalog_sync.sync.desk import Desk

Row = dict[str, Any]

_BY_SELLER_SKU = ("sku_ids", "prices", "quantities", "stock")


def carry_out_renames(
    desk: Desk, products: Sequence[Product], names: Mapping[str, str], listings: Mapping[str, Row]
) -> dict[str, Row]:
    """The listings, with what the shop has by the seller SKUs that its SKUs have now.

    With the shop's lock that is written down; what the shop took last stays as it was taken.
    """
    by_key = {product.key: _names(product, names) for product in products}
    return {key: _renamed(desk, row, by_key.get(row["part_of"] or key, {})) for key, row in listings.items()}


def renames(row: Row, now: Mapping[str, str]) -> dict[str, str]:
    """Seller SKU in the shop -> the one it has now, by the PIM's keys of variants; none that another one has."""
    known, of = row["sku_ids"], Counter(now.values())
    gone = {sku: entry for sku, entry in row["skus"].items() if sku in known and sku not in now.values()}
    told = {sku: now.get(entry.get("external_sku_id", "")) for sku, entry in gone.items()}
    return {sku: name for sku, name in told.items() if name and of[name] == 1 and name not in known}


def _names(product: Product, names: Mapping[str, str]) -> dict[str, str]:
    return {sku.key: names[sku.sku] for sku in product.skus if sku.sku}


def _renamed(desk: Desk, row: Row, now: Mapping[str, str]) -> Row:
    new = renames(row, now)
    if not new:
        return row
    columns = {
        column: {new.get(sku, sku): value for sku, value in row[column].items()} for column in _BY_SELLER_SKU
    }
    if desk.lock is not None:
        desk.listings.update(row["product_key"], columns)
    return row | columns
