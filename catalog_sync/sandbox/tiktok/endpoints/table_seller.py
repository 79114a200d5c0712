"""The endpoints about shops, warehouses, brands, pictures and a seller's own records."""

from catalog_sync.sandbox.tiktok import schema_seller as schema
from catalog_sync.sandbox.tiktok.call import Endpoint, Handler
from catalog_sync.sandbox.tiktok.endpoints.brands import create_brand, get_brands
from catalog_sync.sandbox.tiktok.endpoints.diagnoses import get_diagnoses
from catalog_sync.sandbox.tiktok.endpoints.media import upload_file, upload_image
from catalog_sync.sandbox.tiktok.endpoints.optimize import optimize_images
from catalog_sync.sandbox.tiktok.endpoints.producers import (
    create_manufacturer,
    create_responsible_person,
    search_manufacturers,
    search_responsible_persons,
)
from catalog_sync.sandbox.tiktok.endpoints.shops import (
    get_active_shops,
    get_delivery_options,
    get_global_warehouses,
    get_permissions,
    get_prerequisites,
    get_shops,
    get_warehouses,
)
from catalog_sync.sandbox.tiktok.endpoints.size_charts import search_size_charts
from catalog_sync.sandbox.tiktok.schema import Schema

AUTHORIZATION, SHOP, LOGISTICS = "seller.authorization.info", "seller.shop.info", "seller.logistics"
PRODUCT, QUALITY = "seller.product.basic", "serller.product.optimize"
WAREHOUSES = "/logistics/202309/warehouses"
MANUFACTURERS, PERSONS = "compliance/manufacturers", "compliance/responsible_persons"


def _seller_post(path: str, handler: Handler, body: Schema) -> Endpoint:
    return Endpoint("POST", f"/product/{path}", PRODUCT, handler, cipher=False, schema=body)


SELLER_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/authorization/202309/shops", AUTHORIZATION, get_shops, cipher=False),
    Endpoint("GET", "/seller/202309/shops", SHOP, get_active_shops, cipher=False),
    Endpoint("GET", "/seller/202309/permissions", SHOP, get_permissions, cipher=False),
    Endpoint("GET", WAREHOUSES, LOGISTICS, get_warehouses),
    Endpoint("GET", f"{WAREHOUSES}/{{warehouse_id}}/delivery_options", LOGISTICS, get_delivery_options),
    Endpoint("GET", "/logistics/202309/global_warehouses", SHOP, get_global_warehouses, cipher=False),
    Endpoint("GET", "/product/202312/prerequisites", PRODUCT, get_prerequisites),
    Endpoint("GET", "/product/202309/prerequisites", PRODUCT, get_prerequisites),
    Endpoint("GET", "/product/202309/brands", PRODUCT, get_brands),
    Endpoint("GET", "/product/202405/products/diagnoses", QUALITY, get_diagnoses),
    Endpoint("POST", "/product/202309/images/upload", PRODUCT, upload_image, cipher=False, multipart=True),
    Endpoint("POST", "/product/202309/files/upload", PRODUCT, upload_file, cipher=False, multipart=True),
    Endpoint(
        "POST", "/product/202404/images/optimize", PRODUCT, optimize_images, schema=schema.OPTIMIZE_IMAGES
    ),
    _seller_post("202309/brands", create_brand, schema.CREATE_BRAND),
    _seller_post("202407/sizecharts/search", search_size_charts, schema.SEARCH_SIZE_CHARTS),
    _seller_post(f"202409/{MANUFACTURERS}", create_manufacturer, schema.CREATE_MANUFACTURER),
    _seller_post(f"202501/{MANUFACTURERS}/search", search_manufacturers, schema.SEARCH_MANUFACTURERS),
    _seller_post(f"202409/{PERSONS}", create_responsible_person, schema.CREATE_RESPONSIBLE_PERSON),
    _seller_post(f"202501/{PERSONS}/search", search_responsible_persons, schema.SEARCH_RESPONSIBLE_PERSONS),
)
