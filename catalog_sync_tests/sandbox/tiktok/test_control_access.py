import json

import httpx
import pytest

from catalog_sync.sandbox.tiktok.control import CONTROLS
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync_tests.sandbox.tiktok.seller import SEARCH, Seller, demo_world

SHOPS = "/authorization/202309/shops"
CATEGORIES = "/product/202309/categories"


def test_the_index_has_a_line_for_every_control(gb):
    lines = gb.send("GET", "/_sandbox/").text.splitlines()
    assert len(lines) == len(CONTROLS)
    for control, line in zip(CONTROLS, lines, strict=True):
        assert line.startswith(f"{control.method:4} /_sandbox{control.path} ")
        assert control.handle.__doc__.partition("\n")[0] in line
    assert any("advance_seconds" in line for line in lines)


def test_an_unknown_control_points_to_the_index(gb):
    response = gb.send("POST", "/_sandbox/world", json={})
    assert (response.status_code, "lists all" in response.json()["error"]) == (404, True)
    assert gb.send("GET", "/_sandbox/nowhere").status_code == 404


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"{control.method} {control.path}")
def test_no_control_takes_parameters_it_does_not_know(gb, control):
    path = f"/_sandbox{control.path}"
    options = {"json": {"nonsense": 1}} if control.method != "GET" else {"params": {"nonsense": 1}}
    answer = gb.send(control.method, path, **options)
    assert answer.status_code == 400
    assert "nonsense" in answer.json()["error"] or "Field required" in answer.json()["error"]


def test_settings_of_any_kind_are_set_by_name_and_checked(gb):
    answer = gb.sandbox("POST", "/settings", {"app": "row", "daily_call_limit": 7})
    assert {region: settings["daily_call_limit"] for region, settings in answer.items()} == {
        "GB": 7,
        "ID": 7,
        "DE": 7,
    }
    assert gb.app.settings.daily_call_limit == 7
    assert gb.sandbox("GET", "/settings")["US"]["daily_call_limit"] is None
    assert "unknown settings: speed; known:" in gb.sandbox("POST", "/settings", {"speed": 1})["error"]
    wrong = gb.sandbox("POST", "/settings", {"latency_median": 1, "rate_limit": "many"})
    assert "rate_limit" in wrong["error"]
    assert gb.shop.settings.latency_median == 0
    gb.sandbox("POST", "/settings", {"daily_call_limit": None})
    assert gb.shop.settings.daily_call_limit is None


def test_a_reset_brings_back_the_start_with_the_same_keys_and_codes(gb):
    first = gb.sandbox("POST", "/reset")
    gb.token = gb.world.tokens.exchange(gb.world.apps[gb.app.app_key], first["shops"][0]["auth_code"]).access
    gb.shop = gb.world.shop_in("GB")
    gb.create()
    gb.sandbox("POST", "/clock", {"advance_seconds": 5000})
    gb.sandbox("POST", "/settings", {"rate_limit": 1})
    gb.sandbox("POST", "/faults", {"endpoint": "*", "kind": "reset", "share": 0.5})
    assert gb.sandbox("POST", "/reset") == first
    assert gb.sandbox("GET", "/products")["products"] == []
    assert gb.sandbox("GET", "/calls") == {}
    assert gb.sandbox("GET", "/faults")["faults"] == []
    assert gb.sandbox("GET", "/tokens")["authorizations"] == []
    assert gb.sandbox("GET", "/settings")["GB"]["rate_limit"] == 1e6
    assert gb.sandbox("GET", "/clock")["now"] < Seller(demo_world()).world.clock.now() + 60


def test_a_reset_world_stays_where_it_is_served():
    world = demo_world()
    with serve_in_thread(world) as base_url:
        assert httpx.get(f"{base_url}/_sandbox/world").json()["api_url"] == base_url
        assert httpx.post(f"{base_url}/_sandbox/reset").json()["api_url"] == base_url


def test_tokens_are_told_without_their_secrets(gb):
    pair = gb.world.tokens.refresh(gb.app, gb.world.tokens.authorizations[0].tokens[0].refresh)
    (told,) = gb.sandbox("GET", "/tokens")["authorizations"]
    assert (told["app"], told["shops"], told["revoked"]) == ("row", ["GB", "ID", "DE"], False)
    assert [token["refresh_token_lives"] for token in told["tokens"]] == [True, True]
    assert told["tokens"][1]["access_token_expires"] == pair.access_expires
    gb.token = pair.access
    gb.call("GET", SHOPS, cipher=False)
    (told,) = gb.sandbox("GET", "/tokens")["authorizations"]
    assert [token["refresh_token_lives"] for token in told["tokens"]] == [False, True]
    assert pair.access not in json.dumps(told)
    assert pair.refresh not in json.dumps(told)


def test_access_tokens_can_be_made_to_expire_alone(gb):
    gb.sandbox("POST", "/tokens/expire", {"app": "us"})
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0
    gb.sandbox("POST", "/tokens/expire", {"app": "row"})
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 105002


def test_an_address_outside_the_allow_list_is_refused(gb):
    gb.sandbox("POST", "/allow_list", {"app": "row", "networks": ["203.0.113.0/24"]})
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 36009033
    gb.sandbox("POST", "/allow_list", {"app": "row", "networks": ["127.0.0.0/8"]})
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0
    assert "error" in gb.sandbox("POST", "/allow_list", {"networks": ["here"]})
    gb.sandbox("POST", "/allow_list", {"networks": None})
    assert gb.app.ip_allow_list is None


def test_a_shop_whose_authorization_ended_is_gone_until_it_is_restored(gb):
    gb.sandbox("POST", "/shops", {"region": "GB", "authorized": False})
    assert [shop["region"] for shop in gb.data("GET", SHOPS, cipher=False)["shops"]] == ["ID", "DE"]
    assert gb.call("GET", CATEGORIES)["code"] == 101000
    gb.sandbox("POST", "/shops", {"region": "GB", "authorized": True})
    assert gb.call("GET", CATEGORIES)["code"] == 0


def test_a_disabled_shop_refuses_and_its_neighbour_does_not(gb):
    gb.sandbox("POST", "/shops", {"region": "GB", "disabled": True})
    assert gb.call("GET", CATEGORIES)["code"] == 36009043
    assert Seller(gb.world, "ID").call("GET", CATEGORIES, category_version="v2")["code"] == 0
    gb.sandbox("POST", "/shops", {"region": "GB", "disabled": False})
    assert gb.call("GET", CATEGORIES)["code"] == 0


def test_a_hand_made_listing_is_live_and_found_although_the_api_would_refuse_it(gb):
    listing = {"title": "x", "skus": [{"seller_sku": "HAND-1", "sales_attributes": []}]}
    made = gb.sandbox("POST", "/listings", {"region": "GB", "listing": listing})
    found = gb.data("POST", SEARCH, {"seller_skus": ["HAND-1"]}, page_size=1)["products"]
    assert [product["id"] for product in found] == [made["product_id"]]
    detail = gb.get(made["product_id"])
    assert (detail["title"], detail["status"], detail["skus"][0]["id"]) == (
        "x",
        "ACTIVATE",
        made["sku_ids"][0],
    )
    assert gb.sandbox("GET", "/products")["products"][0]["external_product_id"] is None
    twin = gb.create(skus=[gb.sku("HAND-1")])
    (double,) = gb.sandbox("GET", "/duplicates")["duplicates"]
    assert sorted(double["product_ids"]) == sorted([made["product_id"], twin])


def test_a_hand_made_listing_can_await_its_review(gb):
    gb.sandbox("POST", "/settings", {"review_delay": 60})
    made = gb.sandbox("POST", "/listings", {"region": "GB", "listing": {"title": "y"}, "live": False})
    assert gb.get(made["product_id"])["audit"]["status"] == "AUDITING"


@pytest.mark.parametrize("listing", [{"title": 7}, {"colour": "red"}, {"skus": [{"price": {}}]}])
def test_a_hand_made_listing_of_another_shape_is_refused_with_a_reason(gb, listing):
    assert "error" in gb.sandbox("POST", "/listings", {"region": "GB", "listing": listing})
    assert gb.sandbox("GET", "/products")["products"] == []


def test_the_shop_de_lists_in_euros_and_by_its_own_certificates():
    world = demo_world(review_delay=0)
    de = Seller(world, "DE")
    assert (de.shop.market.currency, world.tree(de.shop).version) == ("EUR", "v1")
    pounds = de.sku(price={"amount": "13.99", "currency": "GBP"})
    assert de.refusal(skus=[pounds]) == 12052084
    rules = de.data("GET", f"{CATEGORIES}/604390/rules")
    names = [row["name"] for row in rules["product_certifications"]]
    assert names == ["EU Declaration of Conformity"]
