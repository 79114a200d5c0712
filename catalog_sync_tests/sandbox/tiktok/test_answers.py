from typing import Any

import pytest
from tiktok_shop_api.signing import operation_for, requires_shop_cipher

from catalog_sync.sandbox.tiktok.endpoints.table import ENDPOINTS
from catalog_sync_tests.sandbox.tiktok.oracle import problems
from catalog_sync_tests.sandbox.tiktok.seller import (
    MANUFACTURERS,
    PERSONS,
    PRODUCTS,
    SEARCH,
    UPLOAD,
    Seller,
    demo_world,
    picture,
)

LEAF = "/product/202309/categories/600031"
COMPLIANCE = "/product/202501/compliance"
EDIT = "/product/202509/products"


class Shop(Seller):
    """A German seller with a live product that shows what products can show."""

    def __init__(self) -> None:
        super().__init__(demo_world(), "DE")
        picture_row = {"sku_img": {"uri": self.image()}}
        red = {"id": "100000", "value_name": "Red", **picture_row}
        ean = {"type": "EAN", "code": "4006381333931"}
        sku = self.sku(sales_attributes=[red], identifier_code=ean, external_sku_id="S", external_urls=[])
        self.product_id = self.create(
            skus=[sku],
            brand_id=self.world.taxonomy.brands[0].id,
            external_product_id="P",
            size_chart={"template": {"id": next(iter(self.app.records.size_charts))}},
        )
        self.world.clock.advance(5)
        self.product = self.get(self.product_id)

    def of_product(self, suffix: str, base: str = PRODUCTS) -> str:
        return f"{base}/{self.product_id}{suffix}"

    def sku_row(self, **more: Any) -> dict[str, Any]:
        return {"skus": [{"id": self.product["skus"][0]["id"], **more}]}

    def post(self, path: str, body: dict[str, Any], **query: Any) -> dict[str, Any]:
        return self.call("POST", path, body, cipher=requires_shop_cipher("POST", path), **query)

    def read(self, path: str, **query: Any) -> dict[str, Any]:
        return self.call("GET", path, cipher=requires_shop_cipher("GET", path), **query)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def tinted(s: Shop) -> str:
    return s.upload(UPLOAD, picture(400, 400, colour="navy"), use_case="")["data"]["uri"]


PDF = ("/product/202309/files/upload", b"%PDF-1.4")
READS = {
    "GetAuthorizedShopsResponse": lambda s: s.read("/authorization/202309/shops"),
    "GetActiveShopsResponse": lambda s: s.read("/seller/202309/shops"),
    "GetGlobalProductPermissionResponse": lambda s: s.read("/seller/202309/permissions"),
    "GetWarehouseListResponse": lambda s: s.read("/logistics/202309/warehouses"),
    "GetGlobalSellerWarehousesResponse": lambda s: s.read("/logistics/202309/global_warehouses"),
    "GetWarehouseDeliveryOptionsResponse": lambda s: s.read(
        f"/logistics/202309/warehouses/{s.shop.sales_warehouse}/delivery_options"
    ),
    "CheckListingPrerequisitesResponse": lambda s: s.read("/product/202312/prerequisites"),
    "GetCategoriesResponse": lambda s: s.read("/product/202309/categories"),
    "GetCategoryAttributesResponse": lambda s: s.read(f"{LEAF}/attributes"),
    "GetCategoryRulesResponse": lambda s: s.read(f"{LEAF}/rules"),
    "GetBrandsResponse": lambda s: s.read("/product/202309/brands", page_size=9),
    "GetProductDiagnosesResponse": lambda s: s.read(
        "/product/202405/products/diagnoses", product_ids=s.product_id
    ),
    "GetProductResponse": lambda s: s.read(s.of_product("")),
    "SearchProductsResponse": lambda s: s.post(SEARCH, {}, page_size=9),
    "InventorySearchResponse": lambda s: s.post(
        "/product/202309/inventory/search", {"product_ids": [s.product_id]}
    ),
    "SearchSizeChartsResponse": lambda s: s.post("/product/202407/sizecharts/search", {}, page_size=9),
    "SearchManufacturersResponse": lambda s: s.post(f"{COMPLIANCE}/manufacturers/search", {}, page_size=9),
    "SearchResponsiblePersonsResponse": lambda s: s.post(
        f"{COMPLIANCE}/responsible_persons/search", {}, page_size=9
    ),
    "RecommendCategoryResponse": lambda s: s.post(
        "/product/202309/categories/recommend", {"product_title": "mug"}
    ),
}
WRITES = {
    "UploadProductImageResponse": lambda s: s.upload(UPLOAD, picture(400, 400), use_case="MAIN_IMAGE"),
    "UploadProductFileResponse": lambda s: s.upload(*PDF, name="a.pdf"),
    "OptimizeImagesResponse": lambda s: s.post(
        "/product/202404/images/optimize",
        {"images": [{"uri": tinted(s), "optimization_mode": ["WHITE_BACKGROUND"]}]},
    ),
    "CreateCustomBrandsResponse": lambda s: s.post("/product/202309/brands", {"name": "Own"}),
    "CreateManufacturerResponse": lambda s: s.post(MANUFACTURERS, s.manufacturer()),
    "CreateResponsiblePersonResponse": lambda s: s.post(PERSONS, s.person()),
    "CheckProductListingResponse": lambda s: s.post(f"{PRODUCTS}/listing_check", s.listing(title=" ")),
    "CreateProductResponse": lambda s: s.post(PRODUCTS, s.listing(brand_id="666")),
    "EditProductResponse": lambda s: s.call("PUT", s.of_product("", EDIT), s.listing(brand_id="666")),
    "PartialEditProductResponse": lambda s: s.post(s.of_product("/partial_edit", EDIT), {"title": "Mug"}),
    "UpdatePriceResponse": lambda s: s.post(
        s.of_product("/prices/update"), s.sku_row(price={"amount": "9", "currency": "EUR"})
    ),
    "UpdateInventoryResponse": lambda s: s.post(
        s.of_product("/inventory/update"), s.sku_row(inventory=[{"warehouse_id": "1", "quantity": 1}])
    ),
    "ActivateProductsResponse": lambda s: s.post(f"{PRODUCTS}/activate", {"product_ids": ["1"]}),
    "DeactivateProductsResponse": lambda s: s.post(f"{PRODUCTS}/deactivate", {"product_ids": ["1"]}),
    "DeleteProductsResponse": lambda s: s.call("DELETE", PRODUCTS, {"product_ids": ["1"]}),
    "RecoverProductsResponse": lambda s: s.post(f"{PRODUCTS}/recover", {"product_ids": ["1"]}),
}


@pytest.mark.parametrize("model", [*READS, *WRITES])
def test_an_answer_has_only_the_fields_and_types_of_the_oracle(shop, model):
    answer = (READS | WRITES)[model](shop)
    assert answer["code"] == 0, answer
    assert answer["data"] or model == "UpdatePriceResponse"
    assert problems(model, answer) == []


def test_the_cipher_is_wanted_where_the_oracle_sends_it():
    known = [(e, operation_for(e.method, e.template)) for e in ENDPOINTS]
    assert [e.label for e, op in known if op and e.cipher != op["requiresShopCipher"]] == []
    assert sum(op is not None for _, op in known) >= 35


def test_the_oracle_objects_to_what_does_not_belong():
    answer = {"code": 0, "message": "", "request_id": "", "data": {"shops": [{"id": 1, "colour": "red"}]}}
    assert problems("GetActiveShopsResponse", answer) == [
        "GetActiveShopsResponse.data.shops[0].colour: unknown field",
        "GetActiveShopsResponse.data.shops[0].id: 1 is not str | tiktok_shop_api.generated.types.Unset",
    ]
