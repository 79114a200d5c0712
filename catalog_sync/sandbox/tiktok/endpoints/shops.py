"""Authorized shops, warehouses and the question whether a shop may list."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.model import Shop

CHECK_ITEMS = (
    "SHOP_STATUS",
    "SHOP_TAX",
    "PICKUP_WAREHOUSE",
    "RETURN_WAREHOUSE",
    "DELIVERY_OPTION",
    "SHIPPING_TEMPLATE",
    "PRODUCT_QUANTITY_LIMIT",
    "EXTENDED_PRODUCER_RESPONSIBILITY",
    "BANk_ACCOUNT",
    "CONTACT_INFO",
)


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
            for shop in call.app.shops
        ]
    }


def get_warehouses(call: Call) -> Data:
    """Get Warehouse List."""
    shop = call.shop
    warehouses = [_warehouse(shop, shop.sales_warehouse, "SALES_WAREHOUSE")]
    if shop.return_warehouse:
        warehouses.append(_warehouse(shop, shop.return_warehouse, "RETURN_WAREHOUSE"))
    return {"warehouses": warehouses}


def get_prerequisites(call: Call) -> Data:
    """Check Listing Prerequisites."""
    failed = {} if call.shop.return_warehouse else {"RETURN_WAREHOUSE": ["No return warehouse."]}
    return {
        "check_results": [
            {"check_item": item, "is_failed": item in failed, "fail_reasons": failed.get(item, [])}
            for item in CHECK_ITEMS
        ]
    }


def _warehouse(shop: Shop, warehouse_id: str, kind: str) -> dict[str, Any]:
    return {
        "id": warehouse_id,
        "entity_id": f"69{warehouse_id[2:]}",
        "name": f"{shop.region} {kind.partition('_')[0].lower()}",
        "effect_status": "ENABLED",
        "type": kind,
        "sub_type": "DOMESTIC_WAREHOUSE",
        "is_default": True,
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
