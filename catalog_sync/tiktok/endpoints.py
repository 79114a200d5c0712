"""Every endpoint of the Partner API that is called: version, path, whether it takes the shop cipher, what it changes."""

from dataclasses import dataclass
from enum import Enum, auto


class Effect(Enum):
    """What a call changes, and so whether it may be repeated when its answer was lost."""

    NONE = auto()  # reads and checks; uploads too: a second copy harms nobody
    KEYED = auto()  # a change that carries an idempotency key: repeated with the same key
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
WAREHOUSES = Endpoint("Get Warehouse List", "GET", "/logistics/202309/warehouses")
PREREQUISITES = Endpoint("Check Listing Prerequisites", "GET", "/product/202312/prerequisites")

CATEGORIES = Endpoint("Get Categories", "GET", "/product/202309/categories")
ATTRIBUTES = Endpoint("Get Category Attributes", "GET", "/product/202309/categories/{category_id}/attributes")
RULES = Endpoint("Get Category Rules", "GET", "/product/202309/categories/{category_id}/rules")

UPLOAD_IMAGE = Endpoint("Upload Product Image", "POST", "/product/202309/images/upload", cipher=False)
UPLOAD_FILE = Endpoint("Upload Product File", "POST", "/product/202309/files/upload", cipher=False)

CHECK_LISTING = Endpoint("Check Product Listing", "POST", "/product/202309/products/listing_check")
CREATE_PRODUCT = Endpoint("Create Product", "POST", "/product/202309/products", effect=Effect.KEYED)
EDIT_PRODUCT = Endpoint("Edit Product", "PUT", "/product/202509/products/{product_id}", effect=Effect.WRITE)
PARTIAL_EDIT_PRODUCT = Endpoint(
    "Partial Edit Product",
    "POST",
    "/product/202509/products/{product_id}/partial_edit",
    effect=Effect.WRITE,
)
UPDATE_PRICES = Endpoint(
    "Update Price", "POST", "/product/202309/products/{product_id}/prices/update", effect=Effect.WRITE
)
UPDATE_INVENTORY = Endpoint(
    "Update Inventory",
    "POST",
    "/product/202309/products/{product_id}/inventory/update",
    effect=Effect.WRITE,
)
ACTIVATE = Endpoint("Activate Products", "POST", "/product/202309/products/activate", effect=Effect.WRITE)
DEACTIVATE = Endpoint(
    "Deactivate Products", "POST", "/product/202309/products/deactivate", effect=Effect.WRITE
)
GET_PRODUCT = Endpoint("Get Product", "GET", "/product/202309/products/{product_id}")
SEARCH_PRODUCTS = Endpoint("Search Products", "POST", "/product/202502/products/search")
