"""What request bodies take and refuse, beside the reference's own list of their fields."""

import json
import os
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import ValidationError

from catalog_sync.tiktok.bodies import Body
from catalog_sync.tiktok.brands import CreateCustomBrandRequest
from catalog_sync.tiktok.compliance_models import CreateManufacturerRequest, CreateResponsiblePersonRequest
from catalog_sync.tiktok.events import DeleteShopWebhookRequest, UpdateShopWebhookRequest
from catalog_sync.tiktok.life_cycle import ActivityRequest, ProductsRequest
from catalog_sync.tiktok.offer_bodies import (
    InventorySearchRequest,
    UpdateInventoryRequest,
    UpdatePriceRequest,
)
from catalog_sync.tiktok.optimized_images import OptimizeImagesRequest
from catalog_sync.tiktok.product_bodies import (
    CheckProductListingRequest,
    CreateProductRequest,
    EditProductRequest,
    PartialEditProductRequest,
)
from catalog_sync.tiktok.recommendation import RecommendCategoryRequest
from catalog_sync.tiktok.search_bodies import (
    SearchManufacturersRequest,
    SearchProductsRequest,
    SearchResponsiblePersonsRequest,
    SearchSizeChartsRequest,
)

FIELDS = Path(os.environ.get("CATALOG_SYNC_TEST_REFERENCE", "")) / "tiktok-fields.json"
STOCK = {"warehouse_id": "7068517275539719942", "quantity": 25}
NEW = {
    "title": "Cushion",
    "description": "<p>Soft.</p>",
    "category_id": "600154",
    "main_images": [{"uri": "tos-demo-i-abc/01"}],
    "skus": [{"price": {"amount": "12.99", "currency": "GBP"}, "inventory": [STOCK]}],
}
BODIES: dict[str, type[Body]] = {
    "POST /product/202309/products": CreateProductRequest,
    "PUT /product/202509/products/{product_id}": EditProductRequest,
    "POST /product/202509/products/{product_id}/partial_edit": PartialEditProductRequest,
    "POST /product/202309/products/listing_check": CheckProductListingRequest,
    "POST /product/202502/products/search": SearchProductsRequest,
    "POST /product/202309/products/activate": ActivityRequest,
    "POST /product/202309/products/deactivate": ActivityRequest,
    "DELETE /product/202309/products": ProductsRequest,
    "POST /product/202309/products/recover": ProductsRequest,
    "POST /product/202309/products/{product_id}/prices/update": UpdatePriceRequest,
    "POST /product/202309/products/{product_id}/inventory/update": UpdateInventoryRequest,
    "POST /product/202309/inventory/search": InventorySearchRequest,
    "POST /product/202309/categories/recommend": RecommendCategoryRequest,
    "POST /product/202309/brands": CreateCustomBrandRequest,
    "POST /product/202404/images/optimize": OptimizeImagesRequest,
    "POST /product/202407/sizecharts/search": SearchSizeChartsRequest,
    "POST /product/202409/compliance/manufacturers": CreateManufacturerRequest,
    "POST /product/202501/compliance/manufacturers/search": SearchManufacturersRequest,
    "POST /product/202409/compliance/responsible_persons": CreateResponsiblePersonRequest,
    "POST /product/202501/compliance/responsible_persons/search": SearchResponsiblePersonsRequest,
    "PUT /event/202309/webhooks": UpdateShopWebhookRequest,
    "DELETE /event/202309/webhooks": DeleteShopWebhookRequest,
}


def ours(kind: type[Body]) -> dict[str, bool]:
    """Every field below a body by its dotted path, and whether it must be set."""
    found = {}
    for name, field in kind.model_fields.items():
        found[name] = field.is_required()
        for inner in bodies_in(field.annotation):
            found |= {f"{name}.{path}": required for path, required in ours(inner).items()}
    return found


def bodies_in(hint: Any) -> list[type[Body]]:
    if isinstance(hint, type) and issubclass(hint, Body):
        return [hint]
    arguments = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    return [kind for argument in arguments for kind in bodies_in(argument)]


def theirs(tree: dict[str, Any]) -> dict[str, bool]:
    found = {}
    for name, field in tree.items():
        found[name] = field.get("required", False)
        found |= {f"{name}.{path}": required for path, required in theirs(field.get("fields", {})).items()}
    return found


@pytest.mark.parametrize("endpoint", BODIES)
def test_a_body_has_exactly_the_fields_of_the_reference_and_demands_no_less(endpoint):
    if not FIELDS.exists():
        pytest.skip("needs the field trees in a folder that CATALOG_SYNC_TEST_REFERENCE names")
    tree = json.loads(FIELDS.read_text())["endpoints"][endpoint]["request"]
    reference, body = theirs(tree), ours(BODIES[endpoint])
    assert body.keys() == reference.keys()
    assert {path for path, required in reference.items() if required and not body[path]} == set()


def test_what_is_not_set_is_not_sent_and_an_empty_list_is():
    body = CreateProductRequest.model_validate(NEW | {"certifications": [], "brand_id": None})
    sent = body.payload()
    assert sent.keys() == {*NEW, "certifications"}
    assert sent["certifications"] == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"title": 5}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"description": "x" * 10_001}, "description"),
        ({"main_images": []}, "main_images"),
        ({"main_images": [{"uri": "u"}] * 10}, "main_images"),
        ({"main_images": [{"url": "u"}]}, "main_images.0.uri"),
        ({"skus": []}, "skus"),
        ({"skus": NEW["skus"] * 301}, "skus"),
        ({"skus": [{"inventory": [STOCK]}]}, "skus.0.price"),
        ({"skus": [NEW["skus"][0] | {"seller_sku": "x" * 51}]}, "skus.0.seller_sku"),
        ({"skus": [NEW["skus"][0] | {"sales_attributes": [{"name": "x" * 21}]}]}, "skus.0.sales_attributes.0.name"),
        ({"skus": [NEW["skus"][0] | {"price": {"amount": 12.99, "currency": "GBP"}}]}, "skus.0.price.amount"),
        ({"skus": [NEW["skus"][0] | {"inventory": [STOCK | {"quantity": -1}]}]}, "skus.0.inventory.0.quantity"),
        ({"skus": [NEW["skus"][0] | {"inventory": [STOCK | {"quantity": "25"}]}]}, "skus.0.inventory.0.quantity"),
        ({"certifications": [{"id": "1"}] * 11}, "certifications"),
        ({"package_weight": {"value": "1", "unit": "OUNCE"}}, "package_weight.unit"),
        ({"is_cod_allowed": "true"}, "is_cod_allowed"),
        ({"manufacturer_ids": [172]}, "manufacturer_ids.0"),
        ({"save_mode": "PUBLISH"}, "save_mode"),
        ({"locale": "english"}, "locale"),
        ({"idempotency_key": "x" * 129}, "idempotency_key"),
    ],
)  # fmt: skip
def test_what_the_partner_api_would_not_take_is_named_by_its_field(change, field):
    with pytest.raises(ValidationError) as refused:
        CreateProductRequest.model_validate(NEW | change)
    assert field in [".".join(map(str, error["loc"])) for error in refused.value.errors()]


def test_no_stock_may_be_told_as_zero_units():
    zero = NEW | {"skus": [NEW["skus"][0] | {"inventory": [STOCK | {"quantity": 0}]}]}
    assert CreateProductRequest.model_validate(zero).payload()["skus"][0]["inventory"][0]["quantity"] == 0


def test_a_body_cannot_be_changed_once_it_is_made():
    body = CreateProductRequest.model_validate(NEW)
    with pytest.raises(ValidationError, match="frozen"):
        body.title = "Other"


@pytest.mark.parametrize("nothing", [PartialEditProductRequest, InventorySearchRequest])
def test_a_body_that_would_say_nothing_is_refused(nothing):
    with pytest.raises(ValidationError, match="names"):
        nothing()


@pytest.mark.parametrize("name", ["x", "x" * 31])
def test_a_custom_brand_has_two_to_thirty_characters(name):
    with pytest.raises(ValidationError):
        CreateCustomBrandRequest(name=name)
