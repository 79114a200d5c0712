"""Body schemas of the endpoints, and the check that words its refusals as the gateway does.

A schema maps a field to `str`, `int`, `bool`, another schema, or a list holding one of these; a name ending in `!` is required.
"""

from typing import Any

from catalog_sync.sandbox.tiktok.errors import invalid_request, missing

Schema = dict[str, Any]
ANY = object

IMAGE: Schema = {"uri!": str}
SALES_ATTRIBUTE: Schema = {
    "id": str,
    "name": str,
    "value_id": str,
    "value_name": str,
    "sku_img": IMAGE,
    "supplementary_sku_images": [IMAGE],
}
PRICE: Schema = {"currency!": str, "amount": str, "sale_price": str}
LISTED_PRICE: Schema = {**PRICE, "starting_bid_price": str}
LIST_PRICE: Schema = {"amount!": str, "currency!": str}
STOCK: Schema = {"warehouse_id!": str, "quantity": int, "backorder_quantity": int, "handling_time": int}
WEIGHT: Schema = {"value!": str, "unit!": str}
DIMENSIONS: Schema = {"length!": str, "width!": str, "height!": str, "unit!": str}
SKU: Schema = {
    "seller_sku": str,
    "external_sku_id": str,
    "price!": LISTED_PRICE,
    "inventory!": [STOCK],
    "sales_attributes": [SALES_ATTRIBUTE],
    "identifier_code": {"code": str, "type": str},
    "list_price": LIST_PRICE,
    "external_list_prices": [ANY],
    "external_urls": [str],
    "extra_identifier_codes": [str],
    "combined_skus": [ANY],
    "sku_unit_count": str,
    "pre_sale": {"type": str, "fulfillment_type": {"handling_duration_days": int, "release_date": int}},
    "fees": [{"type": str, "amount": str, "additional_attribute": str}],
    "sku_dimensions": DIMENSIONS,
    "sku_weight": WEIGHT,
}
CERTIFICATION: Schema = {
    "id!": str,
    "images": [IMAGE],
    "files": [{"id!": str, "name!": str, "format!": str}],
    "expiration_date": int,
}
EDIT_SKU: Schema = {**{name.rstrip("!"): value for name, value in SKU.items()}, "id": str}
PRODUCT: Schema = {
    "title!": str,
    "description!": str,
    "category_id!": str,
    "main_images!": [IMAGE],
    "skus!": [SKU],
    "save_mode": str,
    "category_version": str,
    "brand_id": str,
    "package_weight": WEIGHT,
    "package_dimensions": DIMENSIONS,
    "product_attributes": [{"id!": str, "values!": [{"id": str, "name": str, "metric_standard_info": ANY}]}],
    "certifications": [CERTIFICATION],
    "size_chart": {"template": {"id!": str}, "image": IMAGE},
    "is_cod_allowed": bool,
    "video": {"id!": str},
    "external_product_id": str,
    "listing_platforms": [str],
    "delivery_option_ids": [str],
    "manufacturer_ids": [str],
    "responsible_person_ids": [str],
    "minimum_order_quantity": int,
    "key_product_features": [str],
    "search_terms": [str],
    "locale": str,
    "shipping_template_id": str,
    "shipping_insurance_requirement": str,
    "primary_combined_product_id": str,
    "is_pre_owned": bool,
    "is_blind_box": bool,
    "is_live_quick": bool,
    "auto_translate_enabled": bool,
    "selling_format": str,
    "scheduled_sale": ANY,
    "purchase_order_quantity_limit": {"maximum_order_quantity": int, "cumulative_order_quantity": int},
    "product_tag_operations": ANY,
}
CREATE: Schema = {**PRODUCT, "idempotency_key": str, "is_not_for_sale": bool}
CHECK: Schema = {**PRODUCT, "is_not_for_sale": bool, "option": ANY}
EDIT: Schema = {
    **PRODUCT,
    "skus!": [EDIT_SKU],
    "subscribe_info_edit": ANY,
    "replicated_products": ANY,
    "inventory_mode": str,
}
NOT_IN_PARTIAL_EDIT = {
    "category_id!",
    "delivery_option_ids",
    "minimum_order_quantity",
    "shipping_template_id",
}
PARTIAL_EDIT: Schema = {
    **{name.rstrip("!"): value for name, value in EDIT.items() if name not in NOT_IN_PARTIAL_EDIT},
    "pod_info": ANY,
}
UPDATE_PRICES: Schema = {
    "skus!": [{"id!": str, "price!": PRICE, "list_price": LIST_PRICE, "external_list_prices": [ANY]}],
}
UPDATE_INVENTORY: Schema = {
    "skus!": [
        {
            "id!": str,
            "inventory!": [{**{k: v for k, v in STOCK.items() if k != "warehouse_id!"}, "warehouse_id": str}],
        }
    ],
}
PRODUCT_IDS: Schema = {"product_ids!": [str], "listing_platforms": [str]}
SEARCH_INVENTORY: Schema = {"product_ids": [str], "sku_ids": [str]}
SEARCH_PRODUCTS: Schema = {
    "status": str,
    "seller_skus": [str],
    "sku_ids": [str],
    "create_time_ge": int,
    "create_time_le": int,
    "update_time_ge": int,
    "update_time_le": int,
    "audit_status": [str],
    "category_version": str,
    "listing_quality_tiers": [str],
    "listing_platforms": [str],
    "sns_filter": str,
    "return_draft_version": bool,
    "locale": str,
    "include_live_quick_products": bool,
}
RECOMMEND: Schema = {
    "product_title!": str,
    "description": str,
    "images": [IMAGE],
    "category_version": str,
    "listing_platform": str,
    "locale": str,
    "include_prohibited_categories": bool,
    "is_live_quick": bool,
    "origin_platform_product_type": str,
    "origin_platform_vendor": str,
    "origin_platform_tags": [str],
    "origin_platform_category": {"id": str, "name": str, "full_name": str, "is_leaf": bool, "is_root": bool},
    "origin_platform_product_meta_data": {"attribute_value_list": [{"name": str, "values": [str]}]},
}
UPDATE_WEBHOOK: Schema = {"address!": str, "event_type!": str}
DELETE_WEBHOOK: Schema = {"event_type!": str}


def check_body(schema: Schema, body: dict[str, Any], owner: str = "") -> None:
    """Refuse a missing required field, an unknown field or a value of the wrong type (400, 36009004)."""
    fields = {name.rstrip("!"): kind for name, kind in schema.items()}
    for name in schema:
        if name.endswith("!") and body.get(name[:-1]) is None:
            raise missing(_named(name[:-1], owner))
    for name, value in body.items():
        if name not in fields:
            raise invalid_request(f"{_named(name, owner)} is not a field of this request.")
        if value is not None:
            _check_value(fields[name], value, name, owner)


def _check_value(kind: Any, value: Any, name: str, owner: str) -> None:
    if isinstance(kind, dict):
        _require(isinstance(value, dict), name, owner, "an object")
        check_body(kind, value, name)
    elif isinstance(kind, list):
        _require(isinstance(value, list), name, owner, "an array")
        for item in value:
            _check_value(kind[0], item, name, owner)
    elif kind is not ANY:
        _require(
            type(value) is kind, name, owner, {str: "a string", int: "an integer", bool: "a boolean"}[kind]
        )


def _require(fits: bool, name: str, owner: str, wanted: str) -> None:
    if not fits:
        raise invalid_request(f"{_named(name, owner)} has the wrong type, it should be {wanted}.")


def _named(name: str, owner: str) -> str:
    return f"{_camel(name)} of {_camel(owner)}" if owner else _camel(name)


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
