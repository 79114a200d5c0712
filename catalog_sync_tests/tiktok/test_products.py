import pytest
from pydantic import ValidationError
from tiktok_shop_api.generated import models as oracle

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.offer_bodies import AbsoluteStock, SkuInventory, SkuPrice
from catalog_sync.tiktok.product_bodies import (
    CheckProductListingRequest,
    CreateProductRequest,
    EditProductRequest,
    PartialEditProductRequest,
)
from catalog_sync.tiktok.search_bodies import SearchProductsRequest
from catalog_sync.tiktok.sku_bodies import Price
from catalog_sync_tests.tiktok.fakes import Server, ok, run

PRODUCT = "1729592969712207008"
SKU = "1729592969712207012"
WAREHOUSE = "7068517275539719942"
BODY = {
    "save_mode": "LISTING",
    "title": "Größe ✓ cushion cover",
    "description": "<p>Soft.</p>",
    "category_id": "600154",
    "category_version": "v1",
    "main_images": [{"uri": "tos-demo-i-abc/01"}],
    "package_weight": {"value": "0.35", "unit": "KILOGRAM"},
    "product_attributes": [{"id": "100393", "values": [{"id": "1000039"}, {"name": "Linen"}]}],
    "skus": [
        {
            "seller_sku": "CUSH-45-RED",
            "price": {"amount": "12.99", "currency": "GBP"},
            "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 25}],
        }
    ],
}


NEW = CreateProductRequest.model_validate(BODY)
WHOLE = EditProductRequest.model_validate(BODY)
CHECKED = CheckProductListingRequest.model_validate(
    {name: value for name, value in BODY.items() if name not in ("save_mode", "category_version")}
)


def sent(action, data=None):
    server = Server(ok(data or {"product_id": PRODUCT}))
    run(server, action)
    (request,) = server.requests
    return request, server.bodies[0] if request.content else None


async def collect(pages):
    return [page async for page in pages]


def search(server, **filters):
    return run(server, lambda shop: collect(shop.search_products(SearchProductsRequest(**filters))))


def test_create_sends_what_the_official_reference_describes():
    request, body = sent(lambda shop: shop.create_product(NEW, "key-1"))
    assert request.method == "POST"
    assert body == {**BODY, "idempotency_key": "key-1"}
    parsed = oracle.CreateProductRequest.from_dict(body)
    assert parsed.to_dict() == body
    assert not parsed.additional_properties


def test_create_answers_ids_and_every_warning(caplog):
    data = {
        "product_id": PRODUCT,
        "skus": [{"id": SKU, "seller_sku": "CUSH-45-RED", "external_sku_id": "S-1"}],
        "warnings": [{"message": "The [brand_id] field has been cleared."}],
    }
    created = run(Server(ok(data)), lambda shop: shop.create_product(NEW, "key-1"))
    assert created.product_id == PRODUCT
    assert created.skus[0].id == SKU
    assert created.warnings == ("The [brand_id] field has been cleared.",)
    assert "The [brand_id] field has been cleared." in caplog.text


def test_edit_replaces_the_product_in_the_current_version():
    request, body = sent(lambda shop: shop.edit_product(PRODUCT, WHOLE))
    assert (request.method, request.url.path) == ("PUT", f"/product/202509/products/{PRODUCT}")
    assert not oracle.EditProductRequest.from_dict(body).additional_properties


def test_partial_edit_answers_the_state_of_the_review():
    data = {"product_id": PRODUCT, "audit": {"status": "AUDITING"}}
    server = Server(ok(data))
    edited = run(
        server, lambda shop: shop.partial_edit_product(PRODUCT, PartialEditProductRequest(title="New"))
    )
    assert edited.audit.status == "AUDITING"
    assert server.requests[0].url.path == f"/product/202509/products/{PRODUCT}/partial_edit"


def test_prices_are_sent_as_the_official_reference_describes():
    prices = [SkuPrice(id=SKU, price=Price(amount="11.99", currency="GBP"))]
    request, body = sent(lambda shop: shop.update_prices(PRODUCT, prices))
    assert request.url.path == f"/product/202309/products/{PRODUCT}/prices/update"
    assert body == {"skus": [{"id": SKU, "price": {"amount": "11.99", "currency": "GBP"}}]}
    assert not oracle.UpdatePriceRequest.from_dict(body).skus[0].additional_properties


def test_inventory_is_sent_as_absolute_quantities_per_warehouse():
    stock = [SkuInventory(id=SKU, inventory=(AbsoluteStock(warehouse_id=WAREHOUSE, quantity=40),))]
    _, body = sent(lambda shop: shop.update_inventory(PRODUCT, stock))
    assert body == {"skus": [{"id": SKU, "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 40}]}]}
    assert not oracle.UpdateInventoryRequest.from_dict(body).skus[0].additional_properties


@pytest.mark.parametrize(
    "bad",
    [
        lambda: Price(amount="12,99", currency="GBP"),
        lambda: Price(amount="-1", currency="GBP"),
        lambda: Price(amount="1", currency="gbp"),
        lambda: AbsoluteStock(warehouse_id=WAREHOUSE, quantity=-1),
        lambda: SkuInventory(id=SKU, inventory=()),
    ],
)
def test_malformed_prices_and_stock_are_refused_before_they_are_sent(bad):
    with pytest.raises(ValidationError):
        bad()


def test_failed_items_come_back_typed_by_their_inner_cause():
    inner = {"warehouse_id": WAREHOUSE, "code": 12052393, "message": "Stock is used by a promotion"}
    detail = {"sku_id": SKU, "extra_errors": [inner]}
    data = {"errors": [{"code": 12052990, "message": "Check failed", "detail": detail}]}
    stock = [SkuInventory(id=SKU, inventory=(AbsoluteStock(warehouse_id=WAREHOUSE, quantity=4),))]
    answer = run(Server(ok(data)), lambda shop: shop.update_inventory(PRODUCT, stock))
    (failed,) = answer.errors
    assert failed.kind is errors.Locked
    assert failed.detail.sku_id == SKU
    assert "promotion" in str(failed)


def test_activation_returns_the_products_that_failed():
    data = {"errors": [{"code": 12052048, "message": "not yours", "detail": {"product_id": PRODUCT}}]}
    server = Server(ok(data))
    (failed,) = run(server, lambda shop: shop.activate([PRODUCT, "2"])).errors
    assert (failed.kind, failed.detail.product_id) == (errors.NotFound, PRODUCT)
    assert server.bodies == [{"product_ids": [PRODUCT, "2"]}]
    assert run(Server(ok(None)), lambda shop: shop.deactivate([PRODUCT])).errors == ()


def test_more_than_twenty_products_are_refused_before_anything_is_sent():
    server = Server(ok())
    with pytest.raises(ValueError, match="at most 20"):
        run(server, lambda shop: shop.deactivate(["1"] * 21))
    assert server.requests == []


def test_a_product_is_read_with_its_leaf_category_and_review():
    data = {
        "id": PRODUCT,
        "status": "FAILED",
        "audit": {"status": "FAILED"},
        "audit_failed_reasons": [{"position": "Image", "reasons": ["blurry"], "suggestions": None}],
        "category_chains": [{"id": "600001", "is_leaf": False}, {"id": "600154", "is_leaf": True}],
        "skus": [{"id": SKU, "price": {"sale_price": "12.99"}, "sales_attributes": None}],
        "product_types": ["UNKNOWN"],
    }
    server = Server(ok(data))
    product = run(server, lambda shop: shop.get_product(PRODUCT, under_review=True))
    assert product.category_id == "600154"
    assert product.audit_failed_reasons[0].reasons == ("blurry",)
    assert product.skus[0].price.sale_price == "12.99"
    assert product.model_extra == {"product_types": ["UNKNOWN"]}
    assert server.requests[0].url.params["return_under_review_version"] == "true"


def test_the_live_product_is_read_without_that_parameter():
    request, _ = sent(lambda shop: shop.get_product(PRODUCT), {"id": PRODUCT})
    assert "return_under_review_version" not in request.url.params


def test_a_search_follows_the_page_tokens_to_the_end():
    first = ok({"products": [{"id": "1"}], "next_page_token": "6AsPQ/sU+Mv==", "total_count": 2})
    server = Server(first, ok({"products": [{"id": "2"}], "next_page_token": ""}))
    pages = search(server, seller_skus=["SKU-1"], status="ACTIVATE", update_time_ge=1767139200)
    assert [product.id for page in pages for product in page.products] == ["1", "2"]
    assert [r.url.params.get("page_token") for r in server.requests] == [None, "6AsPQ/sU+Mv=="]
    body = {"status": "ACTIVATE", "seller_skus": ["SKU-1"], "update_time_ge": 1767139200}
    assert server.bodies == [body, body]
    assert not oracle.SearchProductsRequest.from_dict(body).additional_properties


def test_a_search_without_filters_still_sends_a_body():
    server = Server(ok({}))
    search(server)
    assert server.bodies == [{"status": "ALL"}]


def test_a_search_that_runs_in_circles_is_ended():
    server = Server(ok({"next_page_token": "a"}))
    with pytest.raises(errors.Unreadable, match="same page token"):
        search(server)
    assert len(server.requests) == 2


def test_a_search_for_more_than_ten_skus_is_refused():
    with pytest.raises(ValueError, match="at most 10"):
        search(Server(ok()), seller_skus=["s"] * 11)


def test_the_check_tells_reasons_and_its_single_warning():
    data = {
        "check_result": "FAILED",
        "fail_reasons": [{"code": 12052104, "message": "property is required"}],
        "warnings": {"message": "brand dropped"},
    }
    result = run(Server(ok(data)), lambda shop: shop.listing_check(CHECKED))
    assert not result.passed
    assert result.fail_reasons[0].code == 12052104
    assert result.warnings == ("brand dropped",)


def test_a_passed_check_has_no_empty_warning():
    result = run(
        Server(ok({"check_result": "PASS", "warnings": {"message": ""}})), lambda s: s.listing_check(CHECKED)
    )
    assert result.passed
    assert result.warnings == ()
