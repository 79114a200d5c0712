"""Every endpoint that the sandbox plays."""

from catalog_sync.sandbox.tiktok import schema
from catalog_sync.sandbox.tiktok.call import Endpoint
from catalog_sync.sandbox.tiktok.endpoints.categories import (
    get_attributes,
    get_categories,
    get_rules,
)
from catalog_sync.sandbox.tiktok.endpoints.edits import edit_product, partial_edit_product
from catalog_sync.sandbox.tiktok.endpoints.inventory import search_inventory
from catalog_sync.sandbox.tiktok.endpoints.offers import update_inventory, update_prices
from catalog_sync.sandbox.tiktok.endpoints.products import check_listing, create_product, get_product
from catalog_sync.sandbox.tiktok.endpoints.recommendation import recommend_category
from catalog_sync.sandbox.tiktok.endpoints.search import search_products
from catalog_sync.sandbox.tiktok.endpoints.statuses import (
    activate_products,
    deactivate_products,
    delete_products,
    recover_products,
)
from catalog_sync.sandbox.tiktok.endpoints.table_seller import SELLER_ENDPOINTS
from catalog_sync.sandbox.tiktok.endpoints.webhooks import delete_webhook, get_webhooks, update_webhook

READ, WRITE, DELETE = "seller.product.basic", "seller.product.write", "seller.product.delete"
AUTHORIZATION = "seller.authorization.info"
WEBHOOKS = "/event/202309/webhooks"
LEAF = "/product/202309/categories/{category_id}"
PRODUCT = "/product/202309/products/{product_id}"
NEW_PRODUCT = "/product/202509/products/{product_id}"


ENDPOINTS: tuple[Endpoint, ...] = (
    *SELLER_ENDPOINTS,
    Endpoint("GET", WEBHOOKS, AUTHORIZATION, get_webhooks),
    Endpoint("PUT", WEBHOOKS, AUTHORIZATION, update_webhook, schema=schema.UPDATE_WEBHOOK),
    Endpoint("DELETE", WEBHOOKS, AUTHORIZATION, delete_webhook, schema=schema.DELETE_WEBHOOK),
    Endpoint("GET", "/product/202309/categories", READ, get_categories),
    Endpoint("GET", LEAF + "/attributes", READ, get_attributes),
    Endpoint("GET", LEAF + "/rules", READ, get_rules),
    Endpoint("GET", PRODUCT, READ, get_product),
    Endpoint(
        "POST", "/product/202309/categories/recommend", READ, recommend_category, schema=schema.RECOMMEND
    ),
    Endpoint("POST", "/product/202309/products/listing_check", READ, check_listing, schema=schema.CHECK),
    Endpoint("POST", "/product/202309/products", WRITE, create_product, schema=schema.CREATE),
    Endpoint("DELETE", "/product/202309/products", DELETE, delete_products, schema=schema.PRODUCT_IDS),
    Endpoint("POST", "/product/202309/products/activate", READ, activate_products, schema=schema.PRODUCT_IDS),
    Endpoint(
        "POST", "/product/202309/products/deactivate", READ, deactivate_products, schema=schema.PRODUCT_IDS
    ),
    Endpoint("POST", "/product/202309/products/recover", DELETE, recover_products, schema=schema.PRODUCT_IDS),
    *(
        Endpoint(
            "POST",
            f"/product/{version}/products/search",
            READ,
            search_products,
            schema=schema.SEARCH_PRODUCTS,
        )
        for version in ("202502", "202312", "202309")
    ),
    Endpoint("PUT", NEW_PRODUCT, WRITE, edit_product, schema=schema.EDIT),
    Endpoint("PUT", PRODUCT, WRITE, edit_product, schema=schema.EDIT),
    Endpoint("POST", NEW_PRODUCT + "/partial_edit", WRITE, partial_edit_product, schema=schema.PARTIAL_EDIT),
    Endpoint("POST", PRODUCT + "/partial_edit", WRITE, partial_edit_product, schema=schema.PARTIAL_EDIT),
    Endpoint("POST", PRODUCT + "/prices/update", WRITE, update_prices, schema=schema.UPDATE_PRICES),
    Endpoint("POST", PRODUCT + "/inventory/update", WRITE, update_inventory, schema=schema.UPDATE_INVENTORY),
    Endpoint(
        "POST", "/product/202309/inventory/search", READ, search_inventory, schema=schema.SEARCH_INVENTORY
    ),
)
