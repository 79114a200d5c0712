from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, Seller, demo_world, live

EDIT = "/product/202509/products"
ACTIVATE = f"{PRODUCTS}/activate"
DEACTIVATE = f"{PRODUCTS}/deactivate"


def states(seller: Seller, product_id: str) -> tuple[str, str, str]:
    product = seller.get(product_id)
    return product["status"], product["product_status"], product["audit"]["status"]


def edit(seller: Seller, product_id: str, **changes) -> dict:
    sku = {"id": seller.get(product_id)["skus"][0]["id"], "seller_sku": "MUG-1"}
    return seller.data("PUT", f"{EDIT}/{product_id}", seller.listing(**{"skus": [sku], **changes}))


def test_a_created_product_is_pending_until_the_review_delay_has_passed(gb):
    product_id = gb.create()
    assert states(gb, product_id) == ("PENDING", "INITIAL", "AUDITING")
    gb.world.clock.advance(3)
    assert states(gb, product_id) == ("ACTIVATE", "ACTIVATE", "APPROVED")


def test_a_verdict_moves_the_update_time(gb):
    product_id = gb.create()
    created = gb.get(product_id)["update_time"]
    gb.world.clock.advance(60)
    found = gb.data("POST", SEARCH, {"update_time_ge": created + 30}, page_size=10)
    assert [product["id"] for product in found["products"]] == [product_id]


def test_a_draft_is_not_reviewed_until_it_is_listed(gb):
    product_id = gb.create(save_mode="AS_DRAFT", title="")
    gb.world.clock.advance(60)
    assert states(gb, product_id) == ("DRAFT", "DRAFT", "NONE")
    edit(gb, product_id)
    assert states(gb, product_id) == ("PENDING", "INITIAL", "AUDITING")
    answer = gb.call("PUT", f"{EDIT}/{product_id}", gb.listing(save_mode="AS_DRAFT"))
    assert answer["code"] == 12052488


def test_an_edit_of_a_live_product_is_reviewed_while_the_first_version_sells(gb):
    product_id = live(gb)
    old = gb.get(product_id)["title"]
    assert edit(gb, product_id, title="A new title")["audit"] == {"status": "AUDITING"}
    assert states(gb, product_id) == ("ACTIVATE", "ACTIVATE", "AUDITING")
    assert gb.get(product_id)["title"] == old
    assert gb.get(product_id, return_under_review_version="true")["title"] == "A new title"
    gb.world.clock.advance(5)
    assert gb.get(product_id)["title"] == "A new title"
    answer = gb.call("GET", f"{PRODUCTS}/{product_id}", return_under_review_version="true")
    assert answer["code"] == 12052547


def test_a_refused_edit_leaves_the_first_version_live(gb):
    product_id = live(gb)
    edit(gb, product_id, title="Mug with free shipping")
    gb.world.clock.advance(5)
    assert states(gb, product_id) == ("ACTIVATE", "ACTIVATE", "FAILED")
    product = gb.get(product_id)
    assert "free shipping" not in product["title"]
    assert product["audit_failed_reasons"][0]["listing_platform"] == "TIKTOK_SHOP"
    found = gb.data("POST", SEARCH, {"status": "ACTIVATE", "audit_status": ["FAILED"]}, page_size=10)
    assert found["total_count"] == 1


def test_a_full_edit_blanks_what_it_omits_but_keeps_price_and_stock(gb):
    brand = gb.world.taxonomy.brands[0].id
    product_id = live(gb, brand_id=brand, external_product_id="P-1")
    edit(gb, product_id)
    gb.world.clock.advance(5)
    product = gb.get(product_id)
    assert "brand" not in product
    assert "external_product_id" not in product
    assert product["skus"][0]["price"]["sale_price"] == "12.99"
    assert product["skus"][0]["inventory"][0]["quantity"] == 7


def test_an_omitted_sku_is_deleted_and_a_new_one_needs_price_and_stock(gb):
    red = [{"id": "100000", "value_name": "Red"}]
    product_id = live(gb, skus=[gb.sku("RED", sales_attributes=red)])
    blue = {"seller_sku": "BLUE", "sales_attributes": [{"id": "100000", "value_name": "Blue"}]}
    path = f"{EDIT}/{product_id}"
    stock = gb.sku()["inventory"]
    assert gb.call("PUT", path, gb.listing(skus=[blue | {"inventory": stock}]))["code"] == 12052571
    assert gb.call("PUT", path, gb.listing(skus=[blue | {"price": gb.sku()["price"]}]))["code"] == 12052486
    assert gb.call("PUT", path, gb.listing(skus=[gb.sku("BLUE") | blue]))["code"] == 0
    gb.world.clock.advance(5)
    assert [sku["seller_sku"] for sku in gb.get(product_id)["skus"]] == ["BLUE"]


def test_an_edit_names_only_its_own_skus_once(gb):
    product_id = live(gb)
    sku_id = gb.get(product_id)["skus"][0]["id"]
    path = f"{EDIT}/{product_id}"
    assert gb.call("PUT", path, gb.listing(skus=[{"id": "1"}]))["code"] == 12052557
    assert gb.call("PUT", path, gb.listing(skus=[{"id": sku_id}, {"id": sku_id}]))["code"] == 12052553


def test_custom_values_keep_their_ids_across_edits(gb):
    pattern = [{"name": "Pattern", "value_name": "Dots"}]
    product_id = live(gb, skus=[gb.sku(sales_attributes=pattern)])
    before = gb.get(product_id)["skus"][0]
    edit(gb, product_id, title="New", skus=[{"id": before["id"], "sales_attributes": pattern}])
    gb.world.clock.advance(5)
    assert gb.get(product_id)["skus"][0]["sales_attributes"] == before["sales_attributes"]


def test_an_identifier_code_is_frozen_after_submission(gb):
    product_id = live(gb, skus=[gb.sku(identifier_code={"type": "EAN", "code": "4006381333931"})])
    sku = gb.get(product_id)["skus"][0]
    changed = {"id": sku["id"], "identifier_code": {"type": "EAN", "code": "9780306406157"}}
    assert gb.call("PUT", f"{EDIT}/{product_id}", gb.listing(skus=[changed]))["code"] == 12052593


def test_an_edit_of_price_and_stock_alone_is_not_reviewed(gb):
    product_id = live(gb)
    uri = gb.get(product_id)["main_images"][0]["uri"]
    sku = {"id": gb.get(product_id)["skus"][0]["id"], "seller_sku": "MUG-1"}
    price = {"amount": "9.50", "currency": "GBP"}
    answer = edit(gb, product_id, main_images=[{"uri": uri}], skus=[sku | {"price": price}])
    assert answer["audit"]["status"] == "APPROVED"
    assert gb.get(product_id)["skus"][0]["price"]["sale_price"] == "9.50"


def test_a_partial_edit_replaces_only_what_it_names(gb):
    product_id = live(gb)
    path = f"{EDIT}/{product_id}/partial_edit"
    answer = gb.data("POST", path, {"title": "Stoneware mug, second edition"})
    assert "warnings" not in answer
    assert answer["audit"]["status"] == "AUDITING"
    assert gb.data("POST", path, {"description": "<p>New text.</p>"})["audit"]["status"] == "AUDITING"
    gb.world.clock.advance(5)
    product = gb.get(product_id)
    assert (product["title"], product["description"]) == ("Stoneware mug, second edition", "<p>New text.</p>")
    assert product["package_weight"] == {"value": "0.45", "unit": "KILOGRAM"}
    assert gb.call("POST", path, {"category_id": "600032"})["code"] == 36009004


def test_older_paths_of_both_edits_work(gb):
    product_id = live(gb)
    assert gb.call("POST", f"{PRODUCTS}/{product_id}/partial_edit", {"title": "Mug"})["code"] == 0
    body = gb.listing(skus=[{"id": gb.get(product_id)["skus"][0]["id"]}])
    assert gb.call("PUT", f"{PRODUCTS}/{product_id}", body)["code"] == 0


def test_an_edit_while_under_review_starts_a_new_review(gb):
    product_id = gb.create(title="Mug with free shipping")
    gb.world.clock.advance(1.5)
    gb.data("POST", f"{EDIT}/{product_id}/partial_edit", {"title": "Mug"})
    gb.world.clock.advance(1)
    assert states(gb, product_id)[0] == "PENDING"
    gb.world.clock.advance(2)
    assert states(gb, product_id)[0] == "ACTIVATE"


def test_a_failed_product_is_edited_and_reviewed_again(gb):
    product_id = gb.create(title="Mug, FREE SHIPPING")
    gb.world.clock.advance(5)
    assert states(gb, product_id) == ("FAILED", "INITIAL", "FAILED")
    edit(gb, product_id, title="Mug")
    assert gb.get(product_id)["audit_failed_reasons"] == []
    gb.world.clock.advance(5)
    assert states(gb, product_id)[0] == "ACTIVATE"


def test_a_repeated_idempotency_key_gives_the_same_product(gb):
    first = gb.data("POST", PRODUCTS, gb.listing(idempotency_key="k-1"))
    second = gb.data("POST", PRODUCTS, gb.listing(idempotency_key="k-1", title="Other"))
    assert first == second
    assert gb.data("POST", PRODUCTS, gb.listing(idempotency_key="k-2"))["product_id"] != first["product_id"]
    assert gb.refusal(idempotency_key="x" * 129) == 12052910


def test_a_refused_create_does_not_use_up_its_idempotency_key(gb):
    assert gb.refusal(idempotency_key="k", title=" ") == 12052261
    assert gb.refusal(idempotency_key="k") == 0


def test_products_of_another_shop_are_refused_by_name():
    world = demo_world()
    gb, indonesia = Seller(world, "GB"), Seller(world, "ID")
    product_id = gb.create()
    assert indonesia.call("GET", f"{PRODUCTS}/{product_id}")["code"] == 12052048
    assert indonesia.call("GET", f"{PRODUCTS}/1")["code"] == 12052032
