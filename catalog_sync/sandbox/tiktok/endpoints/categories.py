"""Categories, their attributes and rules, and a category suggestion."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.taxonomy import Attribute, Category


def get_categories(call: Call) -> Data:
    """Get Categories: one flat list."""
    _check_version(call)
    keyword = call.query.get("keyword", "").lower()
    nodes = call.world.tree(call.shop).categories.values()
    return {
        "categories": [
            {
                "id": node.id,
                "parent_id": node.parent_id,
                "local_name": localized(call, node),
                "is_leaf": node.is_leaf,
                "permission_statuses": list(node.permission_statuses),
            }
            for node in nodes
            if keyword in localized(call, node).lower()
        ]
    }


def get_attributes(call: Call) -> Data:
    """Get Attributes; the misspelt key is the platform's own."""
    return {"attributes": [_attribute(call, attribute) for attribute in _leaf(call).attributes]}


def get_rules(call: Call) -> Data:
    """Get Category Rules."""
    rules = _leaf(call).rules
    return {
        "product_certifications": [
            {
                "id": certification.id,
                "name": certification.name,
                "is_required": certification.required,
                "document_details": certification.details,
                "sample_image_url": "",
                "requirement_conditions": [],
                "expiration_date": {"is_required": certification.expiration_required},
            }
            for certification in rules.certifications
        ],
        "size_chart": {
            "is_supported": rules.size_chart_supported,
            "is_required": rules.size_chart_required,
            "size_types": [],
        },
        "cod": {"is_supported": rules.cod_supported},
        "package_dimension": {"is_required": rules.package_dimension_required},
        "epr": {"is_required": False},
        "responsible_person": {"is_required": rules.responsible_person_required},
        "manufacturer": {"is_required": rules.manufacturer_required},
        "allowed_special_product_types": list(limits_of(call.shop.region).pre_sale),
        "fees": [],
        "seller_sku": {"is_required": rules.seller_sku_required},
    }


def recommend_category(call: Call) -> Data:
    """Recommend Category: the leaf whose name shares most words with the title."""
    tree = call.world.tree(call.shop)
    if (call.body.get("category_version") or tree.version) != tree.version:
        raise Refusal(12052217)
    uris = [image["uri"] for image in call.body.get("images") or []]
    if any(call.world.images.get(uri) is None for uri in uris):
        raise Refusal(12052722)
    words = _words(call.body["product_title"])
    leaves = [node for node in tree.categories.values() if node.is_leaf]
    best = max(leaves, key=lambda leaf: len(words & (_words(leaf.name) | _words(leaf.local_name))))
    if not words & (_words(best.name) | _words(best.local_name)):
        raise Refusal(12019064)
    chain = tree.chain(best.id)
    return {
        "leaf_category_id": best.id,
        "categories": [_level(call, *level) for level in enumerate(chain, 1)],
    }


def localized(call: Call, named: Category | Attribute) -> str:
    """Return the name in the asked locale: English, or the shop's own."""
    locale = call.body.get("locale") or call.query.get("locale") or call.market.locale
    return named.name if locale.startswith("en") else named.local_name


def _check_version(call: Call) -> None:
    if call.query.get("category_version", "v1") != call.world.tree(call.shop).version:
        raise Refusal(12052217)


def _leaf(call: Call) -> Category:
    _check_version(call)
    node = call.world.tree(call.shop).categories.get(call.path["category_id"])
    if node is None:
        raise Refusal(12052023)
    if not node.is_leaf:
        raise Refusal(12052024)
    return node


def _attribute(call: Call, attribute: Attribute) -> dict[str, Any]:
    english = (call.query.get("locale") or call.market.locale).startswith("en")
    return {
        "id": attribute.id,
        "name": localized(call, attribute),
        "type": attribute.type,
        "is_requried": attribute.required,
        "is_multiple_selection": attribute.multiple,
        "is_customizable": attribute.customizable,
        "value_data_format": attribute.value_data_format,
        "values": [{"id": v.id, "name": v.name if english else v.local_name} for v in attribute.values],
        "requirement_conditions": [
            {
                "condition_type": "VALUE_ID_MATCH",
                "attribute_id": condition.attribute_id,
                "attribute_value_id": condition.value_id,
            }
            for condition in attribute.conditions
        ],
    }


def _words(text: str) -> set[str]:
    return {word.strip(",.&()").rstrip("s").lower() for word in text.split()} - {""}


def _level(call: Call, level: int, node: Category) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": localized(call, node),
        "level": level,
        "is_leaf": node.is_leaf,
        "permission_statuses": list(node.permission_statuses),
    }
