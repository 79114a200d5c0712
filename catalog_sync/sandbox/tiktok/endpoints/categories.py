"""Categories, their attributes and rules."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.taxonomy import Attribute, Category


def get_categories(call: Call) -> Data:
    """Get Categories: one flat list."""
    check_version(call)
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
        "epr": {"is_required": rules.epr_required},
        "responsible_person": {"is_required": rules.responsible_person_required},
        "manufacturer": {"is_required": rules.manufacturer_required},
        "allowed_special_product_types": list(limits_of(call.shop.region).pre_sale),
        "fees": [{"type": fee.type, "is_required": fee.required} for fee in rules.fees],
        "seller_sku": {"is_required": rules.seller_sku_required},
    }


def localized(call: Call, named: Category | Attribute) -> str:
    """Return the name in the asked locale: English, or the shop's own."""
    locale = call.body.get("locale") or call.query.get("locale") or call.market.locale
    return named.name if locale.startswith("en") else named.local_name


def check_version(call: Call) -> None:
    """Refuse a tree version that is not that of the shop's market; unsaid it is v1."""
    if call.query.get("category_version", "v1") != call.world.tree(call.shop).version:
        raise Refusal(12052217)


def _leaf(call: Call) -> Category:
    check_version(call)
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
