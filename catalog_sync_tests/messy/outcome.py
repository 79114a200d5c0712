"""What becomes of the messy catalogue in each shop of the demo, told as a catalogue manager would look at it."""

import re
from functools import cache
from typing import Any

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.listing import Finding, MappedListing
from catalog_sync.mapping.listing_parts import Layout, laid_out, parts_of, wanted_axes
from catalog_sync.mapping.map_product import map_product
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_files import read_rules, rules_of
from catalog_sync.mapping.rule_nodes import Node, merge
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Product
from catalog_sync.pim.source import Problem
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.yaml_files import YamlFileError, load_yaml
from catalog_sync_tests.mapping.test_demo_rules import RULES, schemas
from catalog_sync_tests.mapping.world import TODAY, shop
from catalog_sync_tests.messy.products import HERE, labels, offers, products

Shown = dict[str, Any]


@cache
def rules(region: str) -> Rules:
    """The demo's rules for the region, and over them those that the catalogue brings."""
    demo = read_rules(RULES, region=region, partition_key=region)
    return rules_of(merge(demo, Node.read(*load_yaml(HERE / "mapping.yaml"))))


@cache
def tree(region: str) -> CategoryTree:
    """The region's tree in its own language, known in English too."""
    nodes = demo_taxonomy().regions[region].categories.values()
    rows = (
        {"id": node.id, "parent_id": node.parent_id, "name": node.local_name, "is_leaf": node.is_leaf}
        | {"permissions": node.permission_statuses}
        for node in nodes
    )
    return CategoryTree.from_rows(rows, names={"en-US": {node.id: node.name for node in nodes}})


@cache
def library(region: str) -> CertificateLibrary:
    """The documents among the messy products."""
    rule = rules(region).certificate_library
    assert rule is not None
    return CertificateLibrary.from_products(
        (product for product in products().values() if isinstance(product, Product)), rule
    )


@cache
def listings(name: str, region: str) -> dict[str, MappedListing]:
    """The listings of a product in a shop, by their keys without the kind."""
    product = products()[name]
    assert isinstance(product, Product)
    found = _parts(product, region).items()
    return {key.partition(":")[2]: _mapped(part, region) for key, part in found}


@cache
def outcome(name: str, region: str) -> Shown:
    """What a person would see of a listing: whether it goes, what it shows, and what was found."""
    product = products().get(name.partition("::part:")[0])
    if isinstance(product, Problem):
        return {"outcome": "unreadable"}
    listing = listings(name.partition("::part:")[0], region).get(name)
    if listing is None:
        return {"outcome": "no listing", "findings": []}
    return _shown(listing, region)


def told(finding: Finding) -> str:
    """A finding in one line: severity, code, field, PIM attribute and SKU."""
    where = f"{finding.severity} {finding.code} {finding.field or '-'} {finding.attribute or '-'}"
    return f"{where} @{finding.sku}" if finding.sku else where


def as_expected(expected: Any, shown: Any) -> Any:
    """What is shown, reduced to what is expected; `~` before an expected text makes it a pattern that it fulfils."""
    if isinstance(expected, str) and expected.startswith("~"):
        return expected if isinstance(shown, str) and re.fullmatch(expected[1:], shown) else shown
    if isinstance(expected, dict) and isinstance(shown, dict) and expected.keys() <= shown.keys():
        return {name: as_expected(part, shown[name]) for name, part in expected.items()}
    return shown


def _parts(product: Product, region: str) -> dict[str, Product]:
    try:
        family = rules(region).of(product.family, product.categories)
    except YamlFileError:
        family = None
    if family is None or not product.axes:
        return {product.key: product}
    axes = Layout(wanted_axes(product, family.listings))
    most = regions()[region].max_skus
    laid = laid_out(product, axes, split=family.listings.split, max_skus=most)
    return parts_of(product, laid) or {product.key: product}


def _mapped(product: Product, region: str) -> MappedListing:
    return map_product(
        product,
        offers=offers(),
        rules=rules(region),
        shop=shop(region),
        tree=tree(region),
        schemas=schemas(region),
        labels=labels(),
        certificates=library(region),
        today=TODAY,
    )


def _shown(listing: MappedListing, region: str) -> Shown:
    content = listing.content
    state = "withheld" if listing.blocked else "listed" if listing.active else "off sale"
    sides = content.get("package_dimensions")
    weight = content.get("package_weight")
    return {
        "outcome": state,
        "findings": sorted(map(told, listing.findings)),
        "messages": [finding.message for finding in listing.findings],
        "title": content.get("title"),
        "description": content.get("description"),
        "category": listing.category_id,
        "brand": content.get("brand_id"),
        "weight": weight and f"{weight['value']} {weight['unit']}",
        "dimensions": sides and f"{sides['length']} x {sides['width']} x {sides['height']} {sides['unit']}",
        "attributes": _attributes(content, listing.category_id, region),
        "certificates": [entry["id"] for entry in content.get("certifications", [])],
        "pictures": [picture["media"]["code"] for picture in content.get("main_images", [])],
        "count": len(content.get("skus", [])),
        "skus": {sku["external_sku_id"]: _sku(listing, sku) for sku in content.get("skus", [])},
    }


def _attributes(content: Shown, category_id: str | None, region: str) -> dict[str, str | None]:
    """The values that are sent, by attribute; all that some leaf has, so that an absent one can be expected."""
    empty: dict[str, str | None] = dict.fromkeys(("100216", "101610", "100300"))
    return empty | {
        entry["id"]: " ".join(str(chosen.get("id") or chosen["name"]) for chosen in entry["values"])
        for entry in content.get("product_attributes", [])
    }


def _sku(listing: MappedListing, sku: Shown) -> Shown:
    code, price = sku.get("identifier_code"), listing.prices.get(sku["seller_sku"])
    names = [chosen.get("value_name") or chosen["value_id"] for chosen in sku.get("sales_attributes", [])]
    return {
        "seller_sku": sku["seller_sku"],
        "axes": " / ".join(names),
        "code": code and f"{code['type']} {code['code']}",
        "price": price and f"{price['amount']} {price['currency']}",
        "quantity": listing.quantities.get(sku["seller_sku"]),
    }
