import pytest

from catalog_sync_tests.sandbox.tiktok.codes import RED
from catalog_sync_tests.sandbox.tiktok.codes import stock as multi
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


def test_a_low_list_price_is_discarded_with_a_warning():
    us = Seller(demo_world(), "US")
    low, high = ({"amount": amount, "currency": "USD"} for amount in ("14.98", "15.00"))
    data = us.data("POST", PRODUCTS, us.listing(skus=[us.sku(list_price=low)]))
    assert "list_price:14.98" in data["warnings"][0]["message"]
    assert "list_price" not in us.get(data["product_id"])["skus"][0]
    kept = us.get(us.create(skus=[us.sku(list_price=high)]))
    assert kept["skus"][0]["list_price"] == high


def test_a_stock_update_names_every_warehouse_of_the_sku(gb):
    further = gb.sandbox("POST", "/warehouses", {"region": "GB"})["warehouse_id"]
    here = [{"warehouse_id": id_, "quantity": 2} for id_ in (gb.shop.sales_warehouse, further)]
    product = gb.get(gb.create(skus=[gb.sku(inventory=here, sales_attributes=[RED])]))
    assert gb.data(*multi(product, *here)) == {}
    errors = gb.data(*multi(product, here[0]))["errors"]
    assert errors[0]["detail"]["extra_errors"][0]["code"] == 12052533
    listed = gb.data("GET", "/logistics/202309/warehouses")["warehouses"]
    assert [row["id"] for row in listed] == [gb.shop.sales_warehouse, further, gb.shop.return_warehouse]


@pytest.mark.parametrize(
    ("changed", "audit"),
    [
        ({"list_price": {"amount": "20.00", "currency": "USD"}}, "APPROVED"),
        ({"external_urls": ["https://example.com/mug"]}, "AUDITING"),
    ],
)
def test_a_list_price_is_not_reviewed_and_other_details_of_a_sku_are(changed, audit):
    us = Seller(demo_world(review_delay=0), "US")
    sku = us.get(us.create())["skus"][0]
    us.sandbox("POST", "/settings", {"review_delay": 60})
    row = {"id": sku["id"], "seller_sku": "MUG-1", **changed}
    answer = us.data(
        "POST", f"/product/202509/products/{next(iter(us.shop.products))}/partial_edit", {"skus": [row]}
    )
    assert answer["audit"]["status"] == audit
