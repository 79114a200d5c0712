import pytest

from catalog_sync_tests.sandbox.tiktok.codes import partial, prices
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, Seller, demo_world


@pytest.fixture
def gb() -> Seller:
    return Seller(demo_world(review_delay=0, search_lag=60.0))


def found(seller: Seller, **body) -> list[dict]:
    return seller.data("POST", SEARCH, body, page_size=100)["products"]


def test_a_new_product_is_found_only_when_the_index_has_caught_up(gb):
    product_id = gb.create()
    assert gb.get(product_id)["status"] == "ACTIVATE"
    gb.world.clock.advance(59)
    assert found(gb, seller_skus=["MUG-1"]) == []
    gb.world.clock.advance(2)
    assert [row["status"] for row in found(gb, seller_skus=["MUG-1"])] == ["ACTIVATE"]


def test_a_change_shows_late_while_get_product_shows_it_at_once(gb):
    product = gb.get(gb.create())
    gb.world.clock.advance(120)
    gb.data(*prices(product, amount="9.50"))
    gb.sandbox("POST", "/orders", {"region": "GB", "seller_sku": "MUG-1", "quantity": 3})
    gb.data(*partial(product, title="Mug"))
    gb.data("POST", f"{PRODUCTS}/deactivate", {"product_ids": [product["id"]]})
    assert gb.get(product["id"])["status"] == "SELLER_DEACTIVATED"
    row = found(gb, status="ACTIVATE")[0]
    assert (row["title"], row["update_time"]) == (product["title"], product["update_time"])
    assert row["skus"][0]["price"]["tax_exclusive_price"] == "12.99"
    assert row["skus"][0]["inventory"][0]["quantity"] == 7
    gb.world.clock.advance(61)
    assert found(gb, status="ACTIVATE") == []
    row = found(gb)[0]
    assert (row["status"], row["title"]) == ("SELLER_DEACTIVATED", "Mug")
    assert row["skus"][0]["price"]["tax_exclusive_price"] == "9.50"
    assert row["skus"][0]["inventory"][0]["quantity"] == 4


def test_a_renamed_sku_is_found_by_its_old_name_until_the_index_has_caught_up(gb):
    product = gb.get(gb.create())
    gb.world.clock.advance(61)
    gb.data(*partial(product, skus=[{"id": product["skus"][0]["id"], "seller_sku": "MUG-2"}]))
    assert gb.get(product["id"])["skus"][0]["seller_sku"] == "MUG-2"
    assert (len(found(gb, seller_skus=["MUG-1"])), len(found(gb, seller_skus=["MUG-2"]))) == (1, 0)
    gb.world.clock.advance(61)
    assert (len(found(gb, seller_skus=["MUG-1"])), len(found(gb, seller_skus=["MUG-2"]))) == (0, 1)


def test_page_tokens_expire(gb):
    gb.sandbox("POST", "/settings", {"search_lag": 0, "page_token_lifetime": 30})
    uri = gb.image()
    for _ in range(3):
        gb.create(main_images=[{"uri": uri}])
    token = gb.data("POST", SEARCH, {}, page_size=1)["next_page_token"]
    gb.world.clock.advance(29)
    assert gb.call("POST", SEARCH, {}, page_size=1, page_token=token)["code"] == 0
    gb.world.clock.advance(2)
    assert gb.call("POST", SEARCH, {}, page_size=1, page_token=token)["code"] == 12019108


def test_more_hits_than_the_window_holds_are_refused_until_they_are_sliced(gb):
    gb.sandbox("POST", "/settings", {"search_lag": 0, "search_window": 1})
    gb.create()
    first = gb.world.clock.now()
    gb.world.clock.advance(100)
    gb.create()
    assert gb.call("POST", SEARCH, {}, page_size=1)["code"] == 12052180
    assert len(found(gb, create_time_ge=int(first) + 50)) == 1


@pytest.mark.parametrize("version", ["202309", "202312", "202502"])
def test_all_versions_of_the_search_answer(gb, version):
    path = f"/product/{version}/products/search"
    assert gb.data("POST", path, {}, page_size=1)["total_count"] == 0
