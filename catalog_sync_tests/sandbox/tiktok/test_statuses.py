from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, Seller, live

EDIT = "/product/202509/products"
ACTIVATE = f"{PRODUCTS}/activate"
DEACTIVATE = f"{PRODUCTS}/deactivate"


def states(seller: Seller, product_id: str) -> tuple[str, str, str]:
    product = seller.get(product_id)
    return product["status"], product["product_status"], product["audit"]["status"]


def test_deactivated_products_are_reviewed_when_they_come_back(gb):
    product_id = live(gb)
    assert gb.data("POST", DEACTIVATE, {"product_ids": [product_id]}) == {}
    assert states(gb, product_id) == ("SELLER_DEACTIVATED", "SELLER_DEACTIVATED", "NONE")
    assert gb.data("POST", ACTIVATE, {"product_ids": [product_id]}) == {}
    assert states(gb, product_id) == ("PENDING", "SELLER_DEACTIVATED", "AUDITING")
    gb.world.clock.advance(5)
    assert states(gb, product_id)[0] == "ACTIVATE"


def test_status_changes_report_failures_per_product(gb):
    product_id = live(gb)
    plain = gb.data("POST", DEACTIVATE, {"product_ids": [product_id, "1"]})["errors"]
    assert [(error["code"], error["detail"]["product_id"]) for error in plain] == [(12052048, "1")]
    nested = gb.data("POST", ACTIVATE, {"product_ids": ["1"]})["errors"][0]
    assert nested["code"] == 12052990
    assert nested["detail"]["extra_errors"][0]["code"] == 12052048
    again = gb.data("POST", DEACTIVATE, {"product_ids": [product_id]})["errors"]
    assert again[0]["code"] == 12052901
    assert gb.call("POST", ACTIVATE, {"product_ids": ["1"] * 21})["code"] == 12019120


def test_a_deleted_product_is_not_edited_and_comes_back_deactivated(gb):
    product_id = live(gb)
    assert gb.data("DELETE", PRODUCTS, {"product_ids": [product_id]}) == {}
    assert states(gb, product_id)[0] == "DELETED"
    assert gb.call("POST", f"{EDIT}/{product_id}/partial_edit", {"title": "x"})["code"] == 12052901
    gb.data("POST", f"{PRODUCTS}/recover", {"product_ids": [product_id]})
    assert states(gb, product_id)[0] == "SELLER_DEACTIVATED"


def test_a_frozen_product_refuses_edits_and_deletion(gb):
    product_id = live(gb)
    gb.sandbox("POST", "/statuses", {"region": "GB", "seller_sku": "MUG-1", "product_status": "FREEZE"})
    assert gb.call("POST", f"{EDIT}/{product_id}/partial_edit", {"title": "x"})["code"] == 12052901
    assert gb.data("DELETE", PRODUCTS, {"product_ids": [product_id]})["errors"][0]["code"] == 12052901
