from urllib.parse import parse_qs, urlsplit

import pytest

from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world
from catalog_sync_tests.sandbox.tiktok.test_oauth import exchange, granted_code, refresh

SHOPS = "/authorization/202309/shops"


def behave(seller: Seller, **settings) -> None:
    answer = seller.sandbox("POST", "/authorization", settings)
    assert {name: answer[name] for name in settings} == settings


def test_rotation_at_once_kills_the_old_refresh_token_with_the_answer():
    gb = Seller(demo_world())
    behave(gb, rotation="rotate_at_once")
    old = exchange(gb, granted_code(gb))["data"]
    new = refresh(gb, old["refresh_token"])["data"]
    assert refresh(gb, old["refresh_token"])["code"] == 98001004
    assert refresh(gb, new["refresh_token"])["code"] == 0


def test_without_rotation_the_refresh_token_stays_while_access_tokens_change():
    gb = Seller(demo_world())
    behave(gb, rotation="keep")
    old = exchange(gb, granted_code(gb))["data"]
    first, second = (refresh(gb, old["refresh_token"])["data"] for _ in range(2))
    assert first["refresh_token"] == second["refresh_token"] == old["refresh_token"]
    assert len({old["access_token"], first["access_token"], second["access_token"]}) == 3
    gb.token = second["access_token"]
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0
    assert refresh(gb, old["refresh_token"])["code"] == 0


def test_using_a_new_pair_ends_every_older_refresh_token():
    gb = Seller(demo_world())
    old = exchange(gb, granted_code(gb))["data"]
    lost, kept = (refresh(gb, old["refresh_token"])["data"] for _ in range(2))
    assert refresh(gb, kept["refresh_token"])["code"] == 0
    assert [refresh(gb, pair["refresh_token"])["code"] for pair in (old, lost)] == [98001004, 98001004]


def test_lifetimes_can_be_set_and_a_refresh_does_not_prolong_the_authorization():
    gb = Seller(demo_world())
    behave(gb, code_lifetime=60, access_lifetime=100, refresh_lifetime=1000)
    late = granted_code(gb)
    now = int(gb.world.clock.now())
    pair = exchange(gb, granted_code(gb))["data"]
    assert pair["access_token_expire_in"] - now in (100, 101)
    assert pair["refresh_token_expire_in"] - now in (1000, 1001)
    gb.world.clock.advance(101)
    gb.token = pair["access_token"]
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 105002
    assert exchange(gb, late)["code"] == 36004004
    new = refresh(gb, pair["refresh_token"])["data"]
    assert new["refresh_token_expire_in"] == pair["refresh_token_expire_in"]
    gb.world.clock.advance(900)
    assert refresh(gb, new["refresh_token"])["code"] == 98001004


def test_disputed_answers_of_the_auth_host_are_modes():
    gb = Seller(demo_world())
    behave(gb, used_code=98001005, dead_refresh_token=98001006)
    code = granted_code(gb)
    assert [exchange(gb, code)["code"] for _ in range(2)] == [0, 98001005]
    assert exchange(gb, "never granted")["code"] == 36004004
    assert refresh(gb, "never issued")["code"] == 98001006
    assert "error" in gb.sandbox("POST", "/authorization", {"rotation": "sometimes"})
    assert "unknown: rotatoin" in gb.sandbox("POST", "/authorization", {"rotatoin": "keep"})["error"]


@pytest.mark.parametrize("answer", [105002, 36009004])
def test_a_revoked_authorization_dies_with_all_its_tokens(answer):
    gb = Seller(demo_world())
    pair = exchange(gb, granted_code(gb))["data"]
    gb.token = pair["access_token"]
    revoked = gb.sandbox("POST", "/authorizations/revoke", {"app": "row", "answer": answer})
    assert revoked == {"revoked": 2}
    assert gb.call("GET", SHOPS, cipher=False)["code"] == answer
    assert refresh(gb, pair["refresh_token"])["code"] == 98001004
    us = Seller(gb.world, "US")
    assert us.call("GET", SHOPS, cipher=False)["code"] == 0
    gb.token = exchange(gb, granted_code(gb))["data"]["access_token"]
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0


@pytest.mark.parametrize(
    ("consent", "expected"),
    [
        ("auth_denied", {"code": ["null"], "error": ["auth_denied"], "state": ["s"]}),
        ("access_denied", {"error": ["access_denied"], "state": ["s"]}),
    ],
)
def test_a_seller_who_refuses_is_sent_back_without_a_code(consent, expected):
    gb = Seller(demo_world())
    behave(gb, consent=consent)
    query = {"service_id": gb.app.service_id, "state": "s"}
    response = gb.send("GET", "/open/authorize", params=query)
    assert parse_qs(urlsplit(response.headers["location"]).query) == expected


def test_an_install_from_the_app_store_comes_back_without_state():
    gb = Seller(demo_world())
    behave(gb, send_state=False)
    query = {"service_id": gb.app.service_id, "state": "s"}
    response = gb.send("GET", "/open/authorize", params=query)
    assert "state" not in parse_qs(urlsplit(response.headers["location"]).query)


def test_the_older_authorize_link_names_the_app_key():
    gb = Seller(demo_world())
    response = gb.send("GET", "/oauth/authorize", params={"app_key": gb.app.app_key, "state": "s"})
    code = parse_qs(urlsplit(response.headers["location"]).query)["code"][0]
    assert exchange(gb, code)["code"] == 0


def test_a_redirect_url_with_a_query_keeps_it():
    gb = Seller(demo_world())
    gb.app.redirect_url = "http://127.0.0.1:9/cb?app=row"
    response = gb.send("GET", "/open/authorize", params={"service_id": gb.app.service_id})
    assert parse_qs(urlsplit(response.headers["location"]).query)["app"] == ["row"]


def granted(owner: Seller, **grant) -> dict:
    code = owner.sandbox("POST", "/authorizations", {"app": "row", **grant})["auth_code"]
    return exchange(owner, code)["data"]


def test_a_token_of_another_seller_or_user_kind_does_not_fit():
    gb = Seller(demo_world())
    stranger = granted(gb, seller="stranger")
    gb.token = stranger["access_token"]
    assert stranger["open_id"] != granted(gb)["open_id"]
    assert gb.data("GET", SHOPS, cipher=False)["shops"] == []
    assert gb.call("GET", "/product/202309/categories")["code"] == 101000
    creator = granted(gb, user_type=1)
    gb.token = creator["access_token"]
    assert creator["user_type"] == 1
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 101000


def test_an_authorization_may_cover_only_some_shops():
    gb = Seller(demo_world())
    gb.token = granted(gb, regions=["ID"])["access_token"]
    assert [shop["region"] for shop in gb.data("GET", SHOPS, cipher=False)["shops"]] == ["ID"]
    assert gb.call("GET", "/product/202309/categories")["code"] == 101000


def test_a_scope_that_the_app_lost_comes_back_only_with_a_new_authorization():
    gb = Seller(demo_world())
    scopes = {"app": "row", "of_app": True}
    gb.sandbox("POST", "/scopes", {**scopes, "remove": ["seller.product.basic"]})
    assert gb.call("GET", "/product/202309/categories")["code"] == 105005
    assert "seller.product.basic" not in granted(gb)["granted_scopes"]
    gb.sandbox("POST", "/scopes", {**scopes, "add": ["seller.product.basic"]})
    assert gb.call("GET", "/product/202309/categories")["code"] == 105005
    gb.token = granted(gb)["access_token"]
    assert gb.call("GET", "/product/202309/categories")["code"] == 0


def test_a_scope_can_be_taken_from_authorizations_and_given_back():
    gb = Seller(demo_world())
    gb.sandbox("POST", "/scopes", {"remove": ["seller.product.basic"]})
    assert gb.call("GET", "/product/202309/categories")["code"] == 105005
    assert "seller.product.basic" in granted(gb)["granted_scopes"]
    gb.sandbox("POST", "/scopes", {"add": ["seller.product.basic"]})
    assert gb.call("GET", "/product/202309/categories")["code"] == 0
    assert "unknown scopes" in gb.sandbox("POST", "/scopes", {"remove": ["seller.nothing"]})["error"]
