from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

SHOPS = "/authorization/202309/shops"


def credentials(seller: Seller, **more: str) -> dict[str, str]:
    return {"app_key": seller.app.app_key, "app_secret": seller.app.app_secret, **more}


def exchange(seller: Seller, code: str, grant_type: str = "authorized_code") -> dict:
    parameters = credentials(seller, auth_code=code, grant_type=grant_type)
    return seller.send("GET", "/api/v2/token/get", params=parameters).json()


def refresh(seller: Seller, token: str, grant_type: str = "refresh_token") -> dict:
    parameters = credentials(seller, refresh_token=token, grant_type=grant_type)
    return seller.send("GET", "/api/v2/token/refresh", params=parameters).json()


def granted_code(seller: Seller) -> str:
    parameters = {"service_id": seller.app.service_id, "state": "s 1"}
    response = seller.send("GET", "/open/authorize", params=parameters)
    assert response.status_code == 302
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query["state"] == ["s 1"]
    return query["code"][0]


def test_a_code_is_exchanged_once_for_a_token_of_all_the_sellers_shops():
    gb = Seller(demo_world())
    code = granted_code(gb)
    answer = exchange(gb, code)
    assert answer["message"] == "success"
    assert answer["data"]["access_token_expire_in"] == int(gb.world.clock.now()) + 7 * 86_400
    gb.token = answer["data"]["access_token"]
    assert [shop["region"] for shop in gb.data("GET", SHOPS, cipher=False)["shops"]] == ["GB", "ID", "DE"]
    assert exchange(gb, code)["code"] == 36004004


def test_a_code_expires_after_half_an_hour():
    gb = Seller(demo_world())
    code = granted_code(gb)
    gb.world.clock.advance(30 * 60 + 1)
    assert exchange(gb, code)["code"] == 36004004


def test_a_code_of_another_app_is_refused():
    world = demo_world()
    assert exchange(Seller(world, "GB"), granted_code(Seller(world, "US")))["code"] == 36004004


def test_token_endpoints_insist_on_secret_and_grant_type():
    gb = Seller(demo_world())
    assert exchange(gb, granted_code(gb), "refresh_token")["code"] == 98001004
    wrong = {**credentials(gb, auth_code="x", grant_type="authorized_code"), "app_secret": "x"}
    assert gb.send("GET", "/api/v2/token/get", params=wrong).json()["code"] == 98001004


def test_an_old_refresh_token_works_until_the_new_access_token_is_used():
    gb = Seller(demo_world())
    old = exchange(gb, granted_code(gb))["data"]
    new = refresh(gb, old["refresh_token"])["data"]
    assert new["refresh_token"] != old["refresh_token"]
    assert new["refresh_token_expire_in"] == old["refresh_token_expire_in"]
    again = refresh(gb, old["refresh_token"])["data"]
    gb.token = again["access_token"]
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0
    assert refresh(gb, old["refresh_token"])["code"] == 98001004
    assert refresh(gb, again["refresh_token"])["code"] == 0


def test_refresh_insists_on_its_own_grant_type():
    gb = Seller(demo_world())
    token = exchange(gb, granted_code(gb))["data"]["refresh_token"]
    assert refresh(gb, token, "authorized_code")["code"] == 98001004


def test_the_code_can_be_had_without_a_redirect():
    us = Seller(demo_world(), "US")
    parameters = {"service_id": us.app.service_id, "format": "json"}
    answer = us.send("GET", "/open/authorize", params=parameters).json()
    assert exchange(us, answer["code"])["data"]["access_token"].startswith("TTP_")
    assert us.send("GET", "/open/authorize", params={"service_id": "x"}).status_code == 400


def test_a_refused_token_call_carries_no_data():
    gb = Seller(demo_world())
    assert exchange(gb, "never granted").keys() == {"code", "message", "request_id"}


@pytest.mark.parametrize("code", ["", "never granted"])
def test_token_answers_show_the_time_of_the_sandbox(code):
    gb = Seller(demo_world())
    gb.world.clock.advance(86_400)
    query = credentials(gb, auth_code=code or granted_code(gb), grant_type="authorized_code")
    response = gb.send("GET", "/api/v2/token/get", params=query)
    shown = parsedate_to_datetime(response.headers["date"]).timestamp()
    assert shown == pytest.approx(gb.world.clock.now(), abs=5)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("verb", ["get", "refresh"])
def test_token_endpoints_take_only_get(method, verb):
    response = Seller(demo_world()).send(method, f"/api/v2/token/{verb}")
    assert (response.status_code, response.json()["code"]) == (405, 36009010)
