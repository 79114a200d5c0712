"""Authorized and active shops, permissions, warehouses, and the question whether a shop may list."""

from typing import Any, get_args

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import invalid_request
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.listing.shop_state import unmet
from catalog_sync.sandbox.tiktok.listing.warehouses import sales_warehouses
from catalog_sync.sandbox.tiktok.model import Shop
from catalog_sync.sandbox.tiktok.shop_settings import Prerequisite

CHECK_ITEMS: tuple[str, ...] = get_args(Prerequisite)
FAIL_REASONS = {"RETURN_WAREHOUSE": "No return warehouse.", "BANk_ACCOUNT": "No bank account is linked."}
DELIVERY_TYPES = {"STANDARD": "Standard shipping", "ECONOMY": "Economy shipping"}
DIMENSION_LIMIT = {"max_height": 120, "max_length": 120, "max_width": 120, "unit": "CM"}
WEIGHT_LIMIT = {"max_weight": 30_000, "min_weight": 0, "unit": "GRAM"}


def get_shops(call: Call) -> Data:
    """Get Authorized Shops."""
    return {
        "shops": [
            {
                "id": shop.id,
                "name": shop.name,
                "region": shop.region,
                "seller_type": shop.seller_type,
                "cipher": shop.cipher,
                "code": shop.code,
            }
            for shop in call.shops
        ]
    }


def get_active_shops(call: Call) -> Data:
    """Get Active Shops: those of the authorization whose seller is not inactive."""
    active = [shop for shop in call.shops if "SHOP_STATUS" not in unmet(shop) and not shop.disabled]
    return {"shops": [{"id": shop.id, "region": shop.region} for shop in active]}


def get_permissions(call: Call) -> Data:
    """Get Seller Permissions: only global sellers have any."""
    is_global = any(shop.seller_type == "CROSS_BORDER" for shop in call.shops)
    return {"permissions": ["MANAGE_GLOBAL_PRODUCT"] if is_global else []}


def get_global_warehouses(call: Call) -> Data:
    """Get Global Seller Warehouse: the warehouses of global sellers."""
    return {
        "global_warehouses": [
            {"id": id_, "name": f"{shop.region} global", "ownership": "SELLER"}
            for shop in call.shops
            if shop.seller_type == "CROSS_BORDER"
            for id_ in sales_warehouses(shop)
        ]
    }


def get_delivery_options(call: Call) -> Data:
    """Get Warehouse Delivery Options; those of a product exist only where products name them."""
    if call.path["warehouse_id"] not in {*sales_warehouses(call.shop), call.shop.return_warehouse}:
        raise invalid_request("Invalid path. The warehouse_id is not a warehouse of this shop.")
    limits = limits_of(call.shop.region)
    offered = call.query.get("scope", "WAREHOUSE") != "PRODUCT" or limits.delivery_options
    options = enumerate(DELIVERY_TYPES.items() if offered else (), 1)
    return {"delivery_options": [_delivery_option(call.shop, number, *option) for number, option in options]}


def get_warehouses(call: Call) -> Data:
    """Get Warehouse List."""
    shop = call.shop
    warehouses = [
        _warehouse(shop, id_, "SALES_WAREHOUSE", status) for id_, status in sales_warehouses(shop).items()
    ]
    if shop.return_warehouse:
        warehouses.append(_warehouse(shop, shop.return_warehouse, "RETURN_WAREHOUSE"))
    return {"warehouses": warehouses}


def get_prerequisites(call: Call) -> Data:
    """Check Listing Prerequisites."""
    failed = {item: [FAIL_REASONS.get(item, f"{item} is not in order.")] for item in unmet(call.shop)}
    return {
        "check_results": [
            {"check_item": item, "is_failed": item in failed, "fail_reasons": failed.get(item, [])}
            for item in CHECK_ITEMS
        ]
    }


def _delivery_option(shop: Shop, number: int, kind: str, name: str) -> dict[str, Any]:
    return {
        "id": f"{shop.id[-6:]}{number}",
        "name": name,
        "type": kind,
        "description": f"<p>{name}</p>",
        "dimension_limit": DIMENSION_LIMIT,
        "weight_limit": WEIGHT_LIMIT,
        "platform": list(limits_of(shop.region).platforms),
    }


def _warehouse(shop: Shop, warehouse_id: str, kind: str, status: str = "ENABLED") -> dict[str, Any]:
    return {
        "id": warehouse_id,
        "entity_id": f"69{warehouse_id[2:]}",
        "name": f"{shop.region} {kind.partition('_')[0].lower()}",
        "effect_status": status,
        "type": kind,
        "sub_type": "DOMESTIC_WAREHOUSE",
        "is_default": warehouse_id in {shop.sales_warehouse, shop.return_warehouse},
        "address": {
            "region": shop.market.country,
            "region_code": shop.region,
            "state": "",
            "city": "Demo City",
            "distict": "Demo District",
            "town": "",
            "postal_code": "00000",
            "contact_person": "Demo Contact",
            "phone_number": "(+00)0000000000",
            "full_address": "1 Demo Street",
            "address_line1": "1 Demo Street",
            "address_line2": "",
        },
    }
