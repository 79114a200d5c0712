"""Spree's demo shop, read from its two CSV exports: texts stand in one row, prices of each currency in others."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.document import Product
from catalog_sync.pim.rows.configuration import RowMapping
from catalog_sync.pim.rows.reader import Row, to_products
from catalog_sync_tests.real_data.catalogues import DATA, RealCatalogue

# Spree writes units as people do; those of measurements are Akeneo's.
_UNITS = {"in": "INCH", "lb": "POUND", "": ""}
_SPREE_TYPES = ("voltage", "wattage", "capacity", "runtime", "connectivity")
_SPREE = RowMapping(
    key="sku",
    parent="slug",
    family="family",
    categories="categories",
    separator="|",
    axes=["color"],
    types={"price": "prices", "color": "option"},
    media={"main_picture": "main_picture", "picture": "picture"},
)


def spree() -> RealCatalogue:
    """Read Spree's demo shop from its two CSV exports: 87 SKUs in 37 listings."""
    folder = DATA / "pim" / "spree-demo"
    rows, translations = _csv(folder / "products.csv"), _csv(folder / "product_translations.csv")
    filled = [Row(f"products.csv:{line}", row) for line, row in _spree_rows(rows, translations)]
    products = [product for product in to_products(filled, _SPREE) if isinstance(product, Product)]
    by_sku: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_sku.setdefault(row["sku"], []).append(row)
    return RealCatalogue("spree", products, OptionLabels(), _spree_dictionary(products), by_sku)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _spree_rows(
    rows: list[dict[str, str]], translations: list[dict[str, str]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """One row for each SKU: texts stand in the product's row alone, prices in a row for each currency."""
    products = {row["slug"]: row for row in rows if row["name"]}
    prices: dict[str, dict[str, str]] = {}
    for row in rows:
        prices.setdefault(row["sku"], {})[f"price-{row['currency']}"] = row["price"]
    texts: dict[str, dict[str, str]] = {}
    for row in translations:
        told = {
            f"{name}-{row['locale']}_{row['locale'].upper()}": row[name] for name in ("name", "description")
        }
        texts.setdefault(row["slug"], {}).update(told)
    for line, row in enumerate(rows, start=2):
        if row["option1_value"]:
            yield (
                line,
                _spree_row(row, products[row["slug"]]) | prices[row["sku"]] | texts.get(row["slug"], {}),
            )


def _spree_row(row: Mapping[str, str], product: Mapping[str, str]) -> dict[str, str]:
    custom = {name: product[f"custom_field.custom.{name}"] for name in _SPREE_TYPES}
    sides = {
        key: cell
        for side in ("width", "height", "depth")
        for key, cell in ((side, row[side]), (f"{side}-unit", _UNITS[row["dimensions_unit"]]))
    }
    return {
        "sku": row["sku"],
        "slug": row["slug"],
        "family": product["category1"].split(" -> ")[-1].lower().replace(" ", "_"),
        "categories": product["category1"],
        "name-en_US": product["name"],
        "description-en_US": product["description"],
        "color": row["option1_value"],
        "main_picture": product["image1_src"],
        "picture": row["image1_src"],
        "weight": row["weight"],
        "weight-unit": _UNITS[row["weight_unit"]],
        "inventory_count": row["inventory_count"],
        **sides,
        **custom,
    }


def _spree_dictionary(products: list[Product]) -> dict[str, Any]:
    """What a PIM would say of itself: attributes as they are filled, families and categories as they are used."""
    types: dict[str, dict[str, Any]] = {}
    for product in products:
        for name, values in {**product.values, **product.skus[0].values}.items():
            types[name] = {"type": _type(values[0].data)}
    types |= {name: {"type": "pim_catalog_image"} for name in _SPREE.media}
    return {
        "attributes": types,
        "families": {product.family: {} for product in products},
        "categories": {category: {} for product in products for category in product.categories},
    }


def _type(data: Any) -> str:
    if isinstance(data, dict):
        return "pim_catalog_metric"
    return "pim_catalog_price_collection" if isinstance(data, list) else "pim_catalog_text"
