"""A small mapping world for tests: products, rules, a tree and a leaf's schema, each easy to change."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.map_product import map_product
from catalog_sync.mapping.regions import ShopFacts, regions
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.document import Media, Offer, Product, Sku, Value

TODAY = date(2026, 11, 20)
TREE = CategoryTree.from_rows(
    [
        {
            "id": "600001",
            "parent_id": "0",
            "name": "Home Supplies ",
            "is_leaf": False,
            "permissions": ["AVAILABLE"],
        },
        {
            "id": "600160",
            "parent_id": "600001",
            "name": "Lighting",
            "is_leaf": False,
            "permissions": ["AVAILABLE"],
        },
        {
            "id": "600161",
            "parent_id": "600160",
            "name": "Table Lamps",
            "is_leaf": True,
            "permissions": ["AVAILABLE"],
        },
        {
            "id": "600041",
            "parent_id": "600001",
            "name": "Kitchen Knives",
            "is_leaf": True,
            "permissions": ["INVITE_ONLY"],
        },
    ]
)
ATTRIBUTES = [
    {
        "id": "100393",
        "name": "Material",
        "type": "PRODUCT_PROPERTY",
        "is_requried": True,
        "is_multiple_selection": True,
        "is_customizable": False,
        "values": [{"id": "1000039", "name": "Cotton"}, {"id": "1000043", "name": "Steel"}],
    },
    {"id": "100000", "name": "Color", "type": "SALES_PROPERTY", "is_customizable": True, "values": None},
    {
        "id": "101610",
        "name": "Contains Batteries or Cells?",
        "values": [{"id": "1024358", "name": "Batteries"}, {"id": "1000325", "name": "None"}],
    },
    {
        "id": "100216",
        "name": "Battery Type",
        "values": [{"id": "1024361", "name": "Lithium Ion"}],
        "requirement_conditions": [
            {"condition_type": "VALUE_ID_MATCH", "attribute_id": "101610", "attribute_value_id": "1024358"}
        ],
    },
    {
        "id": "100300",
        "name": "Volume",
        "is_customizable": True,
        "value_data_format": "POSITIVE_INT_OR_DECIMAL",
    },
]
RULES_ANSWER = {
    "product_certifications": [
        {"id": "7001", "name": "UKCA / UK Declaration of Conformity", "is_required": False}
    ],
    "package_dimension": {"is_required": True},
    "size_chart": None,
}
LABELS = OptionLabels({("material", "steel", "en_US"): "Steel", ("color", "red", "en_US"): "Red"})


def value(data: Any, **where: str) -> list[Value]:
    return [Value(data=data, **where)]


def metric(amount: str, unit: str) -> list[Value]:
    return value({"amount": amount, "unit": unit})


def values(**changes: Any) -> dict[str, list[Value]]:
    own = {
        "name": value("Brass table lamp", locale="en_US"),
        "description": value("<p>Warm <b>light</b>.</p>", locale="en_US", channel="ecommerce"),
        "material": value(["steel"]),
        "weight": metric("1.2", "KILOGRAM"),
        "package_length": metric("40", "CENTIMETER"),
        "package_width": metric("200", "MILLIMETER"),
        "package_height": metric("0.2", "METER"),
        "ean": value("4006381333931"),
    }
    return {name: data for name, data in (own | changes).items() if data is not None}


def product(
    *skus: Sku, axes: tuple[str, ...] = (), media: list[Media] | None = None, **changes: Any
) -> Product:
    pictures = [Media(attribute="picture", code="a/b/lamp.jpg")] if media is None else media
    variants = list(skus) or [Sku(key="uuid-1", sku="LAMP-1", values=values(**changes), media=pictures)]
    shared = values(**changes) if skus else {}
    return Product(
        key="product:uuid-1",
        identifier="LAMP-1",
        family="lamps",
        axes=list(axes),
        values=shared,
        media=pictures,
        skus=variants,
    )


def variant(sku: str | None, **own: Any) -> Sku:
    return Sku(key=f"uuid-{sku}", sku=sku, values={name: value(data) for name, data in own.items()})


def offer(sku: str = "LAMP-1", prices: dict[str, str] | None = None, quantity: int = 7) -> Offer:
    amounts = {currency: Decimal(amount) for currency, amount in (prices or {"GBP": "12.5"}).items()}
    return Offer(
        sku=sku,
        prices=amounts,
        quantities={"GB": quantity, "US": quantity, "ID": quantity},
        as_of=datetime(2026, 11, 19, tzinfo=UTC),
    )


def raw_rules(**changes: Any) -> dict[str, Any]:
    rules = {
        "channel": "ecommerce",
        "locales": ["en_US"],
        "not_for_sale": ["certificates"],
        "category": {"id": 600161},
        "title": {"from": "name"},
        "description": {"from": "description"},
        "main_images": {"from": ["picture"]},
        "package_weight": {"from": "weight"},
        "package_dimensions": {side: {"from": f"package_{side}"} for side in ("length", "width", "height")},
        "identifier": {"from": "ean"},
        "sales_attributes": {"color": 100000},
        "attributes": {"100393": {"from": "material"}},
    }
    return {name: rule for name, rule in (rules | changes).items() if rule is not None}


def rules(**changes: Any) -> Rules:
    raw = raw_rules(**changes)
    family = {
        name: rule
        for name, rule in raw.items()
        if name not in {"channel", "locales", "not_for_sale", "certificate_library"}
    }
    return Rules.model_validate(raw | {"families": {"lamps": family}})


def schema(**rule_changes: Any) -> CategorySchema:
    return CategorySchema.from_answers("600161", {"attributes": ATTRIBUTES}, RULES_ANSWER | rule_changes)


def shop(region: str = "GB", **facts: Any) -> ShopFacts:
    return ShopFacts(partition_key=region, region=regions()[region], warehouse_id="7001", **facts)


def mapped(item: Product | None = None, **changes: Any) -> MappedListing:
    item = item or product()
    offers = {sku.sku: offer(sku.sku) for sku in item.skus if sku.sku}
    arguments = {
        "offers": offers,
        "rules": rules(),
        "shop": shop(),
        "tree": TREE,
        "corrections": [],
        "labels": LABELS,
        "today": TODAY,
    }
    leaf = changes.pop("schema", schema())
    schemas = {leaf.category_id: leaf} if leaf else {}
    return map_product(item, **(arguments | {"schemas": schemas} | changes))


def codes(listing: MappedListing) -> list[str]:
    return [finding.code for finding in listing.findings]
