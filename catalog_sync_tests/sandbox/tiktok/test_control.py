import asyncio

import httpx
import pytest

from catalog_sync.sandbox.tiktok.app import create_app
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, UPLOAD, Seller, demo_world, picture

CREATE = "POST /product/202309/products"


def fault(seller: Seller, kind: str, endpoint: str = CREATE, **more) -> None:
    assert seller.sandbox("POST", "/faults", {"endpoint": endpoint, "kind": kind, **more}) == {}


def test_the_world_names_its_apps_and_shops(gb):
    world = gb.sandbox("GET", "/world")
    assert {app["name"]: [shop["region"] for shop in app["shops"]] for app in world["apps"]} == {
        "row": ["GB", "ID", "DE"],
        "us": ["US"],
    }
    shop = world["apps"][0]["shops"][0]
    assert (shop["cipher"], shop["warehouse_id"]) == (gb.shop.cipher, gb.shop.sales_warehouse)
    assert world["apps"][0]["app_secret"] == gb.app.app_secret


def test_controls_are_for_this_machine_only(gb):
    transport = httpx.ASGITransport(create_app(gb.world), client=("203.0.113.9", 1))

    async def ask() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            return (await client.get("/_sandbox/world")).status_code

    assert asyncio.run(ask()) == 403


def test_calls_are_counted_by_shop_endpoint_and_outcome(gb):
    gb.create()
    gb.refusal(title=" ")
    fault(gb, "throttle")
    gb.refusal()
    calls = gb.sandbox("GET", "/calls")
    assert calls["GB"][CREATE] == {"ok": 1, "refused": 1, "429": 1, "lost": 0, "failed": 0}
    assert calls["row"]["POST /product/202309/images/upload"]["ok"] == 3
    gb.sandbox("POST", "/calls/reset")
    assert gb.sandbox("GET", "/calls") == {}


def test_a_lost_answer_takes_effect_and_comes_back_as_a_gateway_page(gb):
    fault(gb, "lose_answer")
    response = gb.signed("POST", PRODUCTS, gb.listing())
    assert (response.status_code, response.headers["content-type"][:9]) == (504, "text/html")
    assert gb.data("POST", SEARCH, {"seller_skus": ["MUG-1"]}, page_size=1)["total_count"] == 1
    assert gb.refusal() == 0


def test_a_lost_answer_is_given_again_for_the_same_idempotency_key(gb):
    fault(gb, "lose_answer")
    listing = gb.listing(idempotency_key="k")
    gb.signed("POST", PRODUCTS, listing)
    product_id = gb.data("POST", PRODUCTS, listing)["product_id"]
    assert [p["id"] for p in gb.sandbox("GET", "/products")["products"]] == [product_id]


def test_faults_happen_as_often_as_ordered(gb):
    fault(gb, "status_500", endpoint="POST /product/202309/images/upload", count=2)
    codes = [gb.upload(UPLOAD, picture(300, 300))["code"] for _ in range(3)]
    assert codes == [36009003, 36009003, 0]


def test_unknown_faults_are_refused_with_a_reason(gb):
    answer = gb.sandbox("POST", "/faults", {"endpoint": "POST /nowhere", "kind": "delay"})
    assert "unknown endpoint" in answer["error"]
    assert "unknown kind" in gb.sandbox("POST", "/faults", {"endpoint": CREATE, "kind": "explode"})["error"]
    assert "error" in gb.sandbox("POST", "/faults", {"endpoint": CREATE})


def test_duplicates_are_found_per_shop_and_deleted_products_do_not_count():
    world = demo_world()
    gb, us = Seller(world, "GB"), Seller(world, "US")
    ids = [gb.create(), gb.create()]
    us.create()
    assert gb.sandbox("GET", "/duplicates")["duplicates"] == [
        {"region": "GB", "shop_id": gb.shop.id, "seller_sku": "MUG-1", "product_ids": ids}
    ]
    gb.data("DELETE", PRODUCTS, {"product_ids": ids[:1]})
    assert gb.sandbox("GET", "/duplicates")["duplicates"] == []


def test_products_show_both_versions_and_their_history(gb):
    product_id = gb.create()
    gb.world.clock.advance(5)
    gb.data("POST", f"{PRODUCTS}/{product_id}/partial_edit", {"title": "Second"})
    state = gb.sandbox("GET", f"/products?shop_id={gb.shop.id}")["products"][0]
    assert (state["status"], state["audit_status"]) == ("ACTIVATE", "AUDITING")
    assert (state["live"]["title"] == "Second", state["under_review"]["title"]) == (False, "Second")
    assert (state["prices"], state["stock"]) == ({"MUG-1": "12.99"}, {"MUG-1": 7})
    assert [row["event"] for row in state["history"]] == ["created", "submitted", "approved", "submitted"]
    assert gb.sandbox("GET", "/products?shop_id=1")["products"] == []


def test_the_clock_moves_when_told(gb):
    before = gb.sandbox("GET", "/clock")["now"]
    assert gb.sandbox("POST", "/clock", {"advance_seconds": 3600})["now"] == pytest.approx(
        before + 3600, abs=5
    )


def test_settings_reach_one_shop_or_all(gb):
    answer = gb.sandbox("POST", "/settings", {"region": "GB", "rate_limit": 3})
    assert answer["GB"]["rate_limit"] == 3
    assert gb.world.shop_in("US").settings.rate_limit == 1e6
    assert set(gb.sandbox("POST", "/settings", {"review_delay": 9})) == {"GB", "ID", "DE", "US"}
    assert (
        "unknown review rules" in gb.sandbox("POST", "/settings", {"review_rules": {"colour": True}})["error"]
    )
    assert "no shop" in gb.sandbox("POST", "/settings", {"region": "FR"})["error"]


def test_a_daily_limit_refuses_further_creates(gb):
    gb.sandbox("POST", "/settings", {"region": "GB", "daily_create_limit": 1})
    assert [gb.refusal(), gb.refusal()] == [0, 12052093]
    gb.world.clock.advance(86_401)
    assert gb.refusal() == 0


def test_the_redirect_url_of_an_app_can_be_set(gb):
    gb.sandbox(
        "POST", "/redirects", {"service_id": gb.app.service_id, "redirect_url": "http://127.0.0.1:9/cb"}
    )
    response = gb.send("GET", "/open/authorize", params={"service_id": gb.app.service_id})
    assert response.headers["location"].startswith("http://127.0.0.1:9/cb?code=")
