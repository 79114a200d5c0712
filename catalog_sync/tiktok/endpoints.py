"""Every endpoint of the Partner API that is called: version, path, whether it takes the shop cipher, what it changes."""

from dataclasses import dataclass
from enum import Enum, auto


class Effect(Enum):
    """What a call changes, and so whether it may be repeated when its answer was lost."""

    NONE = auto()  # reads and checks; uploads too: a second copy harms nobody
    KEYED = auto()  # carries an idempotency key: repeated with it only where TikTok is known to honour keys
    SETTING = auto()  # sets or clears one value: repeating it changes nothing more
    WRITE = auto()  # a change: never repeated blindly


@dataclass(frozen=True)
class Endpoint:
    """One endpoint under its title in the Partner API reference."""

    title: str
    method: str
    path: str
    cipher: bool = True
    effect: Effect = Effect.NONE


AUTHORIZED_SHOPS = Endpoint("Get Authorized Shops", "GET", "/authorization/202309/shops", cipher=False)
ACTIVE_SHOPS = Endpoint("Get Active Shops", "GET", "/seller/202309/shops", cipher=False)
PERMISSIONS = Endpoint("Get Global Product Permission", "GET", "/seller/202309/permissions", cipher=False)

WEBHOOKS = Endpoint("Get Shop Webhooks", "GET", "/event/202309/webhooks")
UPDATE_WEBHOOK = Endpoint("Update Shop Webhook", "PUT", "/event/202309/webhooks", effect=Effect.SETTING)
DELETE_WEBHOOK = Endpoint(
    "Delete Webhook for an Event", "DELETE", "/event/202309/webhooks", effect=Effect.SETTING
)

WAREHOUSES = Endpoint("Get Warehouse List", "GET", "/logistics/202309/warehouses")
DELIVERY_OPTIONS = Endpoint(
    "Get Warehouse Delivery Options", "GET", "/logistics/202309/warehouses/{warehouse_id}/delivery_options"
)
PREREQUISITES = Endpoint("Check Listing Prerequisites", "GET", "/product/202312/prerequisites")

CATEGORIES = Endpoint("Get Categories", "GET", "/product/202309/categories")
ATTRIBUTES = Endpoint("Get Category Attributes", "GET", "/product/202309/categories/{category_id}/attributes")
RULES = Endpoint("Get Category Rules", "GET", "/product/202309/categories/{category_id}/rules")
RECOMMEND_CATEGORY = Endpoint("Recommend Category", "POST", "/product/202309/categories/recommend")

BRANDS = Endpoint("Get Brands", "GET", "/product/202309/brands")
CREATE_BRAND = Endpoint(
    "Create Custom Brands", "POST", "/product/202309/brands", cipher=False, effect=Effect.WRITE
)

CREATE_MANUFACTURER = Endpoint(
    "Create Manufacturer",
    "POST",
    "/product/202409/compliance/manufacturers",
    cipher=False,
    effect=Effect.WRITE,
)
SEARCH_MANUFACTURERS = Endpoint(
    "Search Manufacturers", "POST", "/product/202501/compliance/manufacturers/search", cipher=False
)
CREATE_RESPONSIBLE_PERSON = Endpoint(
    "Create Responsible Person",
    "POST",
    "/product/202409/compliance/responsible_persons",
    cipher=False,
    effect=Effect.WRITE,
)
SEARCH_RESPONSIBLE_PERSONS = Endpoint(
    "Search Responsible Persons",
    "POST",
    "/product/202501/compliance/responsible_persons/search",
    cipher=False,
)
SEARCH_SIZE_CHARTS = Endpoint("Search Size Charts", "POST", "/product/202407/sizecharts/search", cipher=False)

UPLOAD_IMAGE = Endpoint("Upload Product Image", "POST", "/product/202309/images/upload", cipher=False)
UPLOAD_FILE = Endpoint("Upload Product File", "POST", "/product/202309/files/upload", cipher=False)
OPTIMIZE_IMAGES = Endpoint("Optimize Images", "POST", "/product/202404/images/optimize")

CHECK_LISTING = Endpoint("Check Product Listing", "POST", "/product/202309/products/listing_check")
CREATE_PRODUCT = Endpoint("Create Product", "POST", "/product/202309/products", effect=Effect.KEYED)
EDIT_PRODUCT = Endpoint("Edit Product", "PUT", "/product/202509/products/{product_id}", effect=Effect.WRITE)
PARTIAL_EDIT_PRODUCT = Endpoint(
    "Partial Edit Product",
    "POST",
    "/product/202509/products/{product_id}/partial_edit",
    effect=Effect.WRITE,
)
GET_PRODUCT = Endpoint("Get Product", "GET", "/product/202309/products/{product_id}")
SEARCH_PRODUCTS = Endpoint("Search Products", "POST", "/product/202502/products/search")
DIAGNOSES = Endpoint("Get Product Diagnoses", "GET", "/product/202405/products/diagnoses")

UPDATE_PRICES = Endpoint(
    "Update Price", "POST", "/product/202309/products/{product_id}/prices/update", effect=Effect.WRITE
)
UPDATE_INVENTORY = Endpoint(
    "Update Inventory",
    "POST",
    "/product/202309/products/{product_id}/inventory/update",
    effect=Effect.WRITE,
)
SEARCH_INVENTORY = Endpoint("Inventory Search", "POST", "/product/202309/inventory/search")

ACTIVATE = Endpoint("Activate Products", "POST", "/product/202309/products/activate", effect=Effect.WRITE)
DEACTIVATE = Endpoint(
    "Deactivate Products", "POST", "/product/202309/products/deactivate", effect=Effect.WRITE
)
DELETE = Endpoint("Delete Products", "DELETE", "/product/202309/products", effect=Effect.WRITE)
RECOVER = Endpoint("Recover Products", "POST", "/product/202309/products/recover", effect=Effect.WRITE)
