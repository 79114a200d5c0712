import pytest

from catalog_sync_tests.sandbox.tiktok.codes import CHECK, EDIT, partial
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, live

TEMPLATES = {"pod_templates": [{"pod_template_id": "1", "remark": "", "sku_ids": []}]}


@pytest.mark.parametrize("name", ["skus", "main_images", "title", "product_attributes"])
def test_a_null_in_a_partial_edit_changes_nothing(gb, name):
    product_id = live(gb)
    before = gb.get(product_id)[name]
    gb.data(*partial({"id": product_id}, **{name: None, "description": "<p>New.</p>"}))
    gb.world.clock.advance(5)
    after = gb.get(product_id)
    assert (after[name], after["description"]) == (before, "<p>New.</p>")


def test_an_unknown_save_mode_is_refused_by_name(gb):
    product_id = live(gb)
    edit = f"{EDIT}/{product_id}"
    for method, path, body in (
        ("POST", PRODUCTS, gb.listing(save_mode="DRAFT")),
        ("PUT", edit, gb.listing(save_mode="DRAFT")),
        ("POST", f"{edit}/partial_edit", {"save_mode": "draft"}),
    ):
        answer = gb.call(method, path, body)
        assert (answer["code"], "save_mode" in answer["message"]) == (12052910, True), (method, path)
    assert len(gb.shop.products) == 1
    assert gb.data("POST", CHECK, gb.listing(save_mode="DRAFT"))["check_result"] == "PASS"


def test_both_save_modes_and_none_are_taken(gb):
    states = [gb.get(gb.create(save_mode=mode))["status"] for mode in ("LISTING", None, "AS_DRAFT")]
    assert states == ["PENDING", "PENDING", "DRAFT"]


@pytest.mark.parametrize("given", [True, False, None])
def test_what_is_not_for_sale_is_shown_as_created_and_stays_so(gb, given):
    product_id = live(gb, is_not_for_sale=given)
    sku = {"id": gb.get(product_id)["skus"][0]["id"], "seller_sku": "MUG-1"}
    gb.data("PUT", f"{EDIT}/{product_id}", gb.listing(skus=[sku], title="A mug of another name"))
    gb.world.clock.advance(5)
    shown = gb.get(product_id)
    assert (shown["title"], shown["is_not_for_sale"]) == ("A mug of another name", bool(given))
    found = gb.data("POST", "/product/202502/products/search", {}, page_size=1)["products"][0]
    assert found["is_not_for_sale"] is bool(given)


def test_print_on_demand_and_a_starting_bid_are_taken(gb):
    price = {"amount": "12.99", "currency": "GBP", "starting_bid_price": "1"}
    product_id = live(gb, skus=[gb.sku(price=price)])
    assert gb.call(*partial({"id": product_id}, pod_info=TEMPLATES))["code"] == 0
    assert gb.call("POST", PRODUCTS, gb.listing(pod_info=TEMPLATES))["code"] == 36009004


def test_refused_input_is_named(gb):
    product_id = live(gb)
    both = {"return_draft_version": "true", "return_under_review_version": "true"}
    said = {
        "idempotency_key": gb.call("POST", PRODUCTS, gb.listing(idempotency_key="")),
        "return_draft_version": gb.call("GET", f"{PRODUCTS}/{product_id}", **both),
        "sku_ids": gb.call("POST", "/product/202309/inventory/search", {}),
    }
    assert {answer["code"] for answer in said.values()} == {12052910}
    assert [name for name, answer in said.items() if name not in answer["message"]] == []
