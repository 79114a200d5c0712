import pytest

from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, Seller, demo_world


@pytest.fixture
def gb() -> Seller:
    return Seller(demo_world(review_delay=0))


@pytest.fixture
def product(gb) -> dict:
    return gb.get(gb.create())


def prices(product: dict, amount: str, currency: str = "GBP") -> tuple[str, dict]:
    row = {"id": product["skus"][0]["id"], "price": {"amount": amount, "currency": currency}}
    return f"{PRODUCTS}/{product['id']}/prices/update", {"skus": [row]}


def stock(product: dict, quantity: int, **warehouse: str) -> tuple[str, dict]:
    row = {"id": product["skus"][0]["id"], "inventory": [{"quantity": quantity, **warehouse}]}
    return f"{PRODUCTS}/{product['id']}/inventory/update", {"skus": [row]}


def test_a_new_price_is_live_at_once_and_not_reviewed(gb, product):
    assert gb.data("POST", *prices(product, "11.99")) == {}
    after = gb.get(product["id"])
    assert after["skus"][0]["price"]["sale_price"] == "11.99"
    assert after["audit"]["status"] == "APPROVED"


def test_a_new_price_reaches_the_version_under_review_too(gb, product):
    gb.sandbox("POST", "/settings", {"review_delay": 60})
    gb.data("POST", f"{PRODUCTS}/{product['id']}/partial_edit", {"title": "Mug"})
    gb.data("POST", *prices(product, "11.99"))
    gb.data("POST", *stock(product, 3))
    gb.world.clock.advance(61)
    after = gb.get(product["id"])
    assert after["title"] == "Mug"
    assert after["skus"][0]["price"]["sale_price"] == "11.99"
    assert after["skus"][0]["inventory"][0]["quantity"] == 3


def test_prices_are_checked_and_only_live_products_take_them(gb, product):
    assert gb.call("POST", *prices(product, "99999"))["code"] == 12052570
    assert gb.call("POST", *prices(product, "9", "USD"))["code"] == 12052084
    path, body = prices(product, "9")
    assert gb.call("POST", path, {"skus": body["skus"] * 2})["code"] == 12052553
    assert gb.call("POST", path, {"skus": [{**body["skus"][0], "id": "1"}]})["code"] == 12052557
    assert gb.call("POST", path, {"skus": []})["code"] == 12052902
    gb.data("POST", f"{PRODUCTS}/deactivate", {"product_ids": [product["id"]]})
    assert gb.call("POST", path, body)["code"] == 12052901


def test_stock_is_absolute_and_needs_no_warehouse_when_there_is_one(gb, product):
    assert gb.data("POST", *stock(product, 0)) == {}
    assert gb.get(product["id"])["skus"][0]["inventory"][0]["quantity"] == 0
    assert gb.data("POST", *stock(product, 5, warehouse_id=gb.shop.sales_warehouse)) == {}
    assert gb.get(product["id"])["skus"][0]["inventory"][0]["quantity"] == 5


def test_a_wrong_warehouse_is_reported_per_sku(gb, product):
    error = gb.data("POST", *stock(product, 5, warehouse_id="1"))["errors"][0]
    assert (error["code"], error["detail"]["sku_id"]) == (12052990, product["skus"][0]["id"])
    assert error["detail"]["extra_errors"][0]["code"] == 12052097
    assert gb.get(product["id"])["skus"][0]["inventory"][0]["quantity"] == 7


def test_a_pending_product_takes_stock_but_no_price(gb):
    gb.sandbox("POST", "/settings", {"review_delay": 60})
    pending = gb.get(gb.create())
    assert gb.call("POST", *prices(pending, "9"))["code"] == 12052901
    assert gb.data("POST", *stock(pending, 2)) == {}


def test_inventory_is_found_by_product_and_by_sku(gb, product):
    path = "/product/202309/inventory/search"
    found = gb.data("POST", path, {"product_ids": [product["id"], "1"]})["inventory"]
    assert [row["product_id"] for row in found] == [product["id"]]
    assert found[0]["skus"][0]["total_available_quantity"] == 7
    by_sku = gb.data("POST", path, {"sku_ids": [product["skus"][0]["id"]]})["inventory"]
    assert by_sku == found
    assert gb.call("POST", path, {"product_ids": ["1"] * 101})["code"] == 12019120
