"""Products in all their versions, their stock, their weaknesses; deleted and brought back."""

import pytest

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.recommendation import RecommendCategoryRequest
from catalog_sync_tests.tiktok.fakes import NEW, REQUEST_ID, WHOLE, Server, ok, refusal, run

PRODUCT = "1729592969712207008"
SKU = "1729592969712207012"
WAREHOUSE = "7068517275539719942"


def shop_with(**versions):
    """Answers Get Product by the version that is asked for."""

    def answer(request):
        asked = "draft" if "return_draft_version" in request.url.params else "live"
        if "return_under_review_version" in request.url.params:
            asked = "under_review"
        return ok({"id": PRODUCT, **versions[asked]}) if asked in versions else refusal(12052547)

    return Server(answer)


def test_a_product_is_read_live_and_under_review():
    server = shop_with(live={"title": "Old"}, under_review={"title": "New"})
    found = run(server, lambda shop: shop.get_product_versions(PRODUCT))
    assert (found.live.title, found.under_review.title, found.draft) == ("Old", "New", None)
    assert len(server.requests) == 2


def test_a_product_without_an_edit_under_review_has_only_its_live_version():
    found = run(shop_with(live={"title": "Old"}), lambda shop: shop.get_product_versions(PRODUCT))
    assert (found.live.title, found.under_review) == ("Old", None)


def test_a_draft_is_read_where_the_product_has_one():
    server = shop_with(live={"has_draft": True}, draft={"title": "Draft"})
    assert run(server, lambda shop: shop.get_product_versions(PRODUCT)).draft.title == "Draft"


def test_a_product_that_vanishes_between_its_versions_is_not_taken_for_one_without_an_edit():
    server = Server(ok({"id": PRODUCT}), refusal(12052048))
    with pytest.raises(errors.NotFound):
        run(server, lambda shop: shop.get_product_versions(PRODUCT))


def test_two_versions_at_once_are_refused():
    with pytest.raises(ValueError, match="not both"):
        run(Server(ok()), lambda shop: shop.get_product(PRODUCT, under_review=True, draft=True))


@pytest.mark.parametrize("spelling", ["pre_approved_reasons", "pre_approved_reason"])
def test_what_holds_an_approved_product_back_is_read_in_both_spellings(spelling):
    data = {"id": PRODUCT, "audit": {"status": "PRE_APPROVED", spelling: ["KYC_PENDING"]}}
    product = run(Server(ok(data)), lambda shop: shop.get_product(PRODUCT))
    assert product.audit.pre_approved_reasons == ("KYC_PENDING",)


@pytest.mark.parametrize(
    ("save", "data"),
    [
        (lambda shop: shop.create_product(NEW, "key-1"), {"product_id": PRODUCT}),
        (lambda shop: shop.edit_product(PRODUCT, WHOLE), {}),
    ],
)
def test_a_product_that_was_saved_keeps_its_answer_although_an_item_failed(save, data):
    trouble = {
        "errors": [{"code": 12052592, "message": "GTIN dropped"}],
        "warnings": [{"message": "brand cleared"}],
    }
    saved = run(Server(ok(data | trouble)), save)
    assert saved.complaints == ["brand cleared", "GTIN dropped (code 12052592)"]
    assert saved.request_id == REQUEST_ID


def test_failed_items_are_raised_in_the_words_of_all_with_the_request_id():
    failed = [
        {
            "code": 12052990,
            "message": "Check failed",
            "detail": {"extra_errors": [{"code": 12052393, "message": "promotion"}]},
        },
        {"code": 12052097, "message": "no such warehouse"},
    ]
    answer = run(Server(ok({"errors": failed})), lambda shop: shop.deactivate([PRODUCT]))
    with pytest.raises(errors.Locked) as raised:
        answer.or_raise("Deactivate Products")
    assert (raised.value.request_id, raised.value.code) == (REQUEST_ID, 12052990)
    assert "promotion (code 12052393); no such warehouse (code 12052097)" in str(raised.value)


def test_deleted_products_that_stay_and_come_back_are_told():
    data = {"errors": [{"code": 12052901, "message": "frozen", "detail": {"product_id": PRODUCT}}]}
    server = Server(ok(data), ok({}))
    (failed,) = run(server, lambda shop: shop.delete([PRODUCT, "2"])).errors
    assert failed.detail.product_id == PRODUCT
    assert run(server, lambda shop: shop.recover(["2"])).errors == ()
    assert [request.url.path.rpartition("/")[2] for request in server.requests] == ["products", "recover"]


def test_stock_is_read_by_warehouse_and_by_what_reserves_it():
    split = {
        "in_shop_inventory": {"quantity": 30},
        "campaign_inventory": [{"quantity": 8, "campaign_name": "Sale"}],
    }
    sku = {
        "id": SKU,
        "total_available_quantity": 38,
        "total_committed_quantity": 2,
        "warehouse_inventory": [
            {"warehouse_id": WAREHOUSE, "available_quantity": 38, "committed_quantity": 2}
        ],
        "total_available_inventory_distribution": split,
    }
    server = Server(ok({"inventory": [{"product_id": PRODUCT, "skus": [sku]}]}))
    (product,) = run(server, lambda shop: shop.inventory(sku_ids=[SKU]))
    assert product.skus[0].warehouse_inventory[0].available_quantity == 38
    assert product.skus[0].total_available_inventory_distribution.campaign_inventory[0].quantity == 8
    assert server.bodies == [{"sku_ids": [SKU]}]


def test_diagnoses_tell_what_is_weak_and_what_would_be_better():
    suggestion = {"seo_words": [{"text": "soft"}], "images": [{"uri": "a", "optimized_uri": "b"}]}
    weakness = {"code": "MAIN_IMG_DUPLICATE", "how_to_solve": "Use other pictures."}
    diagnosis = {"field": "IMAGE", "diagnosis_results": [weakness], "suggestion": suggestion}
    data = {
        "products": [{"id": PRODUCT, "listing_quality": {"current_tier": "NA"}, "diagnoses": [diagnosis]}]
    }
    (product,) = run(Server(ok(data)), lambda shop: shop.diagnoses([PRODUCT]))
    assert product.diagnoses[0].diagnosis_results[0].code == "MAIN_IMG_DUPLICATE"
    assert product.diagnoses[0].suggestion.images[0].optimized_uri == "b"


def test_more_diagnoses_than_one_call_takes_are_refused():
    with pytest.raises(ValueError, match="at most 200"):
        run(Server(ok()), lambda shop: shop.diagnoses(["1"] * 201))


def test_pictures_are_put_on_white_and_those_in_progress_are_told():
    images = [
        {"original_uri": "a", "optimize_status": "PROCESSING"},
        {"original_uri": "b", "optimized_uri": "c"},
    ]
    server = Server(ok({"images": images}))
    found = run(server, lambda shop: shop.optimize_images(["a", "b"]))
    assert [(one.optimize_status, one.optimized_uri) for one in found] == [("PROCESSING", ""), ("", "c")]
    assert server.bodies[0]["images"][0] == {"uri": "a", "optimization_mode": ["WHITE_BACKGROUND"]}


def test_a_category_is_recommended_with_the_way_to_its_leaf():
    way = [
        {"id": "600001", "name": "Home Supplies", "level": 1},
        {"id": "600154", "level": 2, "is_leaf": True},
    ]
    server = Server(ok({"leaf_category_id": "600154", "categories": way}))
    found = run(
        server, lambda shop: shop.recommend_category(RecommendCategoryRequest(product_title="Cushion"))
    )
    assert (found.leaf_category_id, [node.level for node in found.categories]) == ("600154", [1, 2])
    assert server.bodies == [{"product_title": "Cushion"}]


def test_delivery_options_are_read_with_their_limits():
    option = {"id": "1", "type": "STANDARD", "weight_limit": {"max_weight": 30, "unit": "KILOGRAM"}}
    server = Server(ok({"delivery_options": [option]}))
    (found,) = run(server, lambda shop: shop.delivery_options(WAREHOUSE, "PRODUCT"))
    assert (found.weight_limit.max_weight, server.requests[0].url.params["scope"]) == (30, "PRODUCT")
