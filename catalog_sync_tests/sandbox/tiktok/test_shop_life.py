from catalog_sync_tests.sandbox.tiktok.codes import leaf, partial, prices, stock
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, Seller, demo_world, live

INVENTORY = "/product/202309/inventory/search"
EDIT = "/product/202509/products"


def settings(seller: Seller, **values) -> None:
    assert "error" not in seller.sandbox("POST", "/settings", {"region": seller.shop.region, **values})


def control(seller: Seller, path: str, **values) -> dict:
    return seller.sandbox("POST", path, {"region": seller.shop.region, "seller_sku": "MUG-1", **values})


def test_a_repeated_key_gets_the_same_answer_a_second_product_or_an_error(gb):
    first = gb.data("POST", PRODUCTS, gb.listing(idempotency_key="k"))["product_id"]
    assert gb.data("POST", PRODUCTS, gb.listing(idempotency_key="k"))["product_id"] == first
    settings(gb, idempotency="error")
    assert gb.refusal(idempotency_key="k") == 12052910
    assert gb.refusal(idempotency_key="another") == 0
    settings(gb, idempotency="ignored")
    second = gb.data("POST", PRODUCTS, gb.listing(idempotency_key="k"))["product_id"]
    assert second != first
    assert "error" in gb.sandbox("POST", "/settings", {"idempotency": "sometimes"})


def test_a_promotion_locks_the_price_and_keeps_stock_from_falling_until_it_ends(gb):
    product = gb.get(live(gb))
    here = {"warehouse_id": gb.shop.sales_warehouse}
    control(gb, "/promotions")
    assert gb.call(*prices(product))["code"] == 12052038
    assert gb.call(*prices(product, amount="12.99"))["code"] == 0
    assert gb.data(*stock(product, here | {"quantity": 6}))["errors"][0]["code"] == 12052990
    assert gb.data(*stock(product, here | {"quantity": 9})) == {}
    sku = {"id": product["skus"][0]["id"], "price": {"amount": "9", "currency": "GBP"}}
    assert gb.call(*partial(product, skus=[sku]))["code"] == 12052038
    control(gb, "/promotions", running=False)
    assert gb.call(*prices(product))["code"] == 0


def test_orders_lower_what_is_available_and_commit_it_until_it_is_shipped(gb):
    product_id = live(gb)

    def row() -> tuple[int, int]:
        found = gb.data("POST", INVENTORY, {"product_ids": [product_id]})["inventory"][0]["skus"][0]
        return found["total_available_quantity"], found["total_committed_quantity"]

    control(gb, "/orders", quantity=1)
    gb.data(*partial({"id": product_id}, title="Under review"))
    control(gb, "/orders", quantity=2)
    assert row() == (4, 3)
    gb.world.clock.advance(5)
    assert gb.get(product_id)["title"] == "Under review"
    assert row() == (4, 3)
    control(gb, "/shipments", quantity=2)
    assert row() == (4, 1)
    assert "has not 5 pieces" in control(gb, "/orders", quantity=5)["error"]


def test_one_sku_can_be_taken_down_alone(gb):
    product_id = live(gb)
    control(gb, "/skus", deactivated_by="PLATFORM")
    down = {"status": "DEACTIVATED", "deactivation_source": "PLATFORM"}
    assert gb.get(product_id)["skus"][0]["status_info"] == down
    assert gb.get(product_id)["status"] == "ACTIVATE"
    found = gb.data("POST", SEARCH, {}, page_size=1)["products"][0]
    assert found["skus"][0]["status_info"] == down
    assert "error" in control(gb, "/orders")
    control(gb, "/skus", deactivated_by="")
    assert gb.get(product_id)["skus"][0]["status_info"]["status"] == "NORMAL"


def test_a_draft_of_a_live_product_sells_nothing_until_it_is_submitted(gb):
    product_id = live(gb)
    title = gb.get(product_id)["title"]
    gb.data(*partial({"id": product_id}, title="A draft", save_mode="AS_DRAFT"))
    shown = gb.get(product_id)
    assert (shown["title"], shown["has_draft"], shown["audit"]["status"]) == (title, True, "APPROVED")
    assert gb.get(product_id, return_draft_version="true")["title"] == "A draft"
    both = {"return_draft_version": "true", "return_under_review_version": "true"}
    assert gb.call("GET", f"{PRODUCTS}/{product_id}", **both)["code"] == 12052910
    gb.data(*partial({"id": product_id}, description="<p>Submitted.</p>"))
    gb.world.clock.advance(5)
    after = gb.get(product_id)
    assert (after["title"], after["description"], after["has_draft"]) == (
        "A draft",
        "<p>Submitted.</p>",
        False,
    )


def test_a_frozen_product_can_only_be_read_and_thaws_deactivated(gb):
    product = gb.get(live(gb))
    control(gb, "/statuses", product_status="FREEZE")
    ids = {"product_ids": [product["id"]]}
    calls = [
        prices(product),
        stock(product, {"quantity": 1}),
        partial(product, title="Mug"),
        *(("POST", f"{PRODUCTS}/{verb}", ids) for verb in ("activate", "deactivate", "recover")),
        ("DELETE", PRODUCTS, ids),
    ]
    for call in calls:
        answer = gb.call(*call)
        assert answer["code"] == 12052901 or answer["data"]["errors"], call
    assert gb.get(product["id"])["status"] == "FREEZE"
    settings(gb, ended_products="hidden")
    assert gb.call("GET", f"{PRODUCTS}/{product['id']}")["code"] == 12052032
    control(gb, "/statuses", product_status="PLATFORM_DEACTIVATED")
    assert gb.get(product["id"])["status"] == "PLATFORM_DEACTIVATED"
    assert gb.data("POST", f"{PRODUCTS}/activate", ids) == {}


def test_stock_of_which_products_may_be_updated_is_a_setting(gb):
    pending = gb.get(gb.create())
    assert gb.call(*stock(pending, {"quantity": 1}))["code"] == 0
    settings(gb, stock_statuses="live")
    assert gb.call(*stock(pending, {"quantity": 1}))["code"] == 12052901


def test_the_seller_edits_past_the_api(gb):
    product_id = live(gb)
    assert control(gb, "/hand_edits", title="By hand", amount="10.00", quantity=2) == {
        "product_ids": [product_id]
    }
    product = gb.get(product_id)
    sku = product["skus"][0]
    assert (product["title"], sku["price"]["sale_price"], sku["inventory"][0]["quantity"]) == (
        "By hand",
        "10.00",
        2,
    )


def test_without_a_bank_account_products_are_kept_as_drafts_and_say_why(gb):
    settings(gb, unmet_prerequisites=["BANk_ACCOUNT"])
    rows = gb.data("GET", "/product/202312/prerequisites")["check_results"]
    assert [row["check_item"] for row in rows if row["is_failed"]] == ["BANk_ACCOUNT"]
    data = gb.data("POST", PRODUCTS, gb.listing())
    assert "PAYMENT_ACCOUNT_NOT_LINKED" in data["warnings"][0]["message"]
    product = gb.get(data["product_id"])
    assert (product["status"], product["audit"]["status"]) == ("DRAFT", "NONE")
    assert product["audit"]["not_submitted_reasons"] == ["PAYMENT_ACCOUNT_NOT_LINKED"]
    settings(gb, unmet_prerequisites=[])
    gb.data(*partial(product, title="Mug"))
    assert gb.get(product["id"])["status"] == "PENDING"


def test_an_open_kyc_holds_approved_products_until_it_is_done(gb):
    settings(gb, kyc_pending=True)
    product_id = gb.create()
    gb.world.clock.advance(5)
    for _ in range(2):
        product = gb.get(product_id)
        assert (product["status"], product["audit"]["status"]) == ("PENDING", "PRE_APPROVED")
    assert product["audit"]["pre_approved_reasons"] == ["KYC_PENDING"]
    settings(gb, kyc_pending=False)
    assert gb.get(product_id)["status"] == "ACTIVATE"


def test_an_invitation_is_asked_for_at_once_or_after_the_review_by_market():
    world = demo_world()
    gb, us = Seller(world, "GB"), Seller(world, "US")
    for seller in (gb, us):
        leaf("600031", permission_statuses=("INVITE_ONLY",))(seller)
    assert gb.refusal() == 12052223
    product_id = us.create()
    world.clock.advance(5)
    assert us.get(product_id)["audit"]["pre_approved_reasons"] == ["RESTRICTED_CATEGORY_PENDING"]
