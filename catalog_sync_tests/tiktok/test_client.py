import asyncio

import httpx
import pytest
from pydantic import ValidationError
from tiktok_shop_api.generated import models as oracle

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.product_models import NewPrice, SkuInventory, SkuPrice, WarehouseStock
from catalog_sync_tests.tiktok.fakes import CIPHER, Server, ok, run, run_client

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


def sent(action, data=None):
    server = Server(ok(data or {"product_id": PRODUCT}))
    run(server, action)
    (request,) = server.requests
    return request, server.bodies[0] if request.content else None


async def collect(pages):
    return [page async for page in pages]


def search(server, **filters):
    return run(server, lambda shop: collect(shop.search_products(**filters)))


def test_authorized_shops_carry_their_cipher_hidden():
    shop = {
        "id": 7494000000000000001,
        "region": "GB",
        "seller_type": "LOCAL",
        "cipher": CIPHER,
        "code": "GBL",
    }
    (found,) = run_client(Server(ok({"shops": [shop]})), lambda client: client.authorized_shops())
    assert found.cipher.get_secret_value() == CIPHER
    assert found.id == "7494000000000000001"
    assert CIPHER not in repr(found)


def test_create_sends_what_the_official_reference_describes():
    request, body = sent(lambda shop: shop.create_product(BODY, "key-1"))
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
    created = run(Server(ok(data)), lambda shop: shop.create_product(BODY, "key-1"))
    assert created.product_id == PRODUCT
    assert created.skus[0].id == SKU
    assert created.warnings == ("The [brand_id] field has been cleared.",)
    assert "The [brand_id] field has been cleared." in caplog.text


def test_edit_replaces_the_product_in_the_current_version():
    request, body = sent(lambda shop: shop.edit_product(PRODUCT, BODY))
    assert (request.method, request.url.path) == ("PUT", f"/product/202509/products/{PRODUCT}")
    assert not oracle.EditProductRequest.from_dict(body).additional_properties


def test_partial_edit_answers_the_state_of_the_review():
    data = {"product_id": PRODUCT, "audit": {"status": "AUDITING"}}
    server = Server(ok(data))
    edited = run(server, lambda shop: shop.partial_edit_product(PRODUCT, {"title": "New"}))
    assert edited.audit.status == "AUDITING"
    assert server.requests[0].url.path == f"/product/202509/products/{PRODUCT}/partial_edit"


def test_prices_are_sent_as_the_official_reference_describes():
    prices = [SkuPrice(id=SKU, price=NewPrice(amount="11.99", currency="GBP"))]
    request, body = sent(lambda shop: shop.update_prices(PRODUCT, prices))
    assert request.url.path == f"/product/202309/products/{PRODUCT}/prices/update"
    assert body == {"skus": [{"id": SKU, "price": {"amount": "11.99", "currency": "GBP"}}]}
    assert not oracle.UpdatePriceRequest.from_dict(body).skus[0].additional_properties


def test_inventory_is_sent_as_absolute_quantities_per_warehouse():
    stock = [SkuInventory(id=SKU, inventory=(WarehouseStock(warehouse_id=WAREHOUSE, quantity=40),))]
    _, body = sent(lambda shop: shop.update_inventory(PRODUCT, stock))
    assert body == {"skus": [{"id": SKU, "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 40}]}]}
    assert not oracle.UpdateInventoryRequest.from_dict(body).skus[0].additional_properties


@pytest.mark.parametrize(
    "bad",
    [
        lambda: NewPrice(amount="12,99", currency="GBP"),
        lambda: NewPrice(amount="-1", currency="GBP"),
        lambda: NewPrice(amount="1", currency="gbp"),
        lambda: WarehouseStock(warehouse_id=WAREHOUSE, quantity=-1),
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
    stock = [SkuInventory(id=SKU, inventory=(WarehouseStock(warehouse_id=WAREHOUSE, quantity=4),))]
    (failed,) = run(Server(ok(data)), lambda shop: shop.update_inventory(PRODUCT, stock))
    assert failed.kind is errors.Locked
    assert failed.detail.sku_id == SKU
    assert "promotion" in str(failed)


def test_activation_returns_the_products_that_failed():
    data = {"errors": [{"code": 12052048, "message": "not yours", "detail": {"product_id": PRODUCT}}]}
    server = Server(ok(data))
    (failed,) = run(server, lambda shop: shop.activate([PRODUCT, "2"]))
    assert (failed.kind, failed.detail.product_id) == (errors.NotFound, PRODUCT)
    assert server.bodies == [{"product_ids": [PRODUCT, "2"]}]
    assert run(Server(ok(None)), lambda shop: shop.deactivate([PRODUCT])) == ()


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
    result = run(Server(ok(data)), lambda shop: shop.listing_check(BODY))
    assert not result.passed
    assert result.fail_reasons[0].code == 12052104
    assert result.warnings == ("brand dropped",)


def test_a_passed_check_has_no_empty_warning():
    result = run(
        Server(ok({"check_result": "PASS", "warnings": {"message": ""}})), lambda s: s.listing_check(BODY)
    )
    assert result.passed
    assert result.warnings == ()


def test_an_image_travels_as_multipart_with_its_use_case():
    request, _ = upload(lambda shop: shop.upload_image(b"\x89PNG", "red.png", "MAIN_IMAGE"))
    assert b'name="data"; filename="red.png"' in request.content
    assert b'name="use_case"\r\n\r\nMAIN_IMAGE' in request.content
    assert b"\x89PNG" in request.content


def test_a_file_travels_with_its_name():
    request, answer = upload(lambda shop: shop.upload_file(b"%PDF", "ce.pdf"))
    assert b'name="name"\r\n\r\nce.pdf' in request.content
    assert answer.id == "v09"


def upload(action):
    server = Server(ok({"uri": "tos/1", "id": "v09", "height": 800, "width": 800}))
    answer = run(server, action)
    return server.requests[0], answer


def test_an_upload_is_repeated_when_its_answer_was_lost():
    server = Server(httpx.ReadError("gone"), ok({"uri": "tos/1"}))
    assert run(server, lambda shop: shop.upload_image(b"x", "a.png", "MAIN_IMAGE")).uri == "tos/1"
    assert server.requests[0].headers["content-type"] != ""
    assert b"filename" in server.requests[1].content


def test_categories_are_asked_in_locale_and_version():
    server = Server(ok({"categories": [{"id": "600154", "parent_id": "600001", "is_leaf": True}]}))
    (category,) = run(server, lambda shop: shop.categories("en-GB", "v1"))
    assert (category.id, category.is_leaf) == ("600154", True)
    params = server.requests[0].url.params
    assert (params["locale"], params["category_version"]) == ("en-GB", "v1")


@pytest.mark.parametrize("spelling", ["is_requried", "is_required"])
def test_both_spellings_of_required_are_read(spelling):
    data = {"attributes": [{"id": "100393", "name": "Material", spelling: True, "values": None}]}
    (attribute,) = run(Server(ok(data)), lambda shop: shop.attributes("600154", "en-GB", "v1"))
    assert attribute.is_required
    assert attribute.values == ()


def test_rules_that_are_absent_demand_nothing():
    data = {"product_certifications": [{"id": "7182427311584347001", "name": "UKCA"}]}
    rules = run(Server(ok(data)), lambda shop: shop.rules("600154", "en-GB", "v1"))
    assert rules.product_certifications[0].name == "UKCA"
    assert not rules.size_chart.is_required
    assert not rules.package_dimension.is_required


@pytest.mark.parametrize("spelling", ["distict", "district"])
def test_warehouses_that_can_sell_are_told_from_the_others(spelling):
    sales = {
        "id": WAREHOUSE,
        "type": "SALES_WAREHOUSE",
        "effect_status": "ENABLED",
        "address": {spelling: "Leeds"},
    }
    returns = {"id": "2", "type": "RETURN_WAREHOUSE", "effect_status": "ENABLED"}
    found = run(Server(ok({"warehouses": [sales, returns]})), lambda shop: shop.warehouses())
    assert [warehouse.sells for warehouse in found] == [True, False]
    assert found[0].address.district == "Leeds"


def test_prerequisites_are_read_whatever_their_case():
    data = {"check_results": [{"check_item": "BANk_ACCOUNT", "is_failed": True, "fail_reasons": ["none"]}]}
    (check,) = run(Server(ok(data)), lambda shop: shop.prerequisites())
    assert (check.check_item, check.is_failed) == ("BANK_ACCOUNT", True)


def test_calls_of_one_client_run_side_by_side():
    async def both(shop):
        return await asyncio.gather(shop.get_product("1"), shop.get_product("2"))

    server = Server(lambda request: ok({"id": request.url.path.rpartition("/")[2]}))
    assert [product.id for product in run(server, both)] == ["1", "2"]
