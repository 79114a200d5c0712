"""A request that is wrong in two ways gets the refusal of the earlier check."""

from itertools import combinations

import httpx
import pytest

from catalog_sync_tests.sandbox.tiktok.seller import SEARCH, Seller, demo_world

SHOPS = "/authorization/202309/shops"
CHECKS = {
    "unknown path": (404, 36009009, ""),
    "wrong method": (405, 36009010, ""),
    "retired version": (400, 36009014, ""),
    "unknown app_key": (400, 36009004, "'app_key'"),
    "old timestamp": (400, 36009004, "'timestamp'"),
    "sign missing": (400, 36009004, "'sign'"),
    "sign wrong": (401, 106001, ""),
    "address not allowed": (403, 36009033, ""),
    "token missing": (401, 36009004, "'x-tts-access-token'"),
    "token revoked": (401, 36009004, "'x-tts-access-token'"),
    "token expired": (401, 105002, ""),
    "scope missing": (401, 105005, "seller.product.basic"),
    "token of a creator": (401, 101000, ""),
    "cipher missing": (400, 106013, ""),
    "cipher of another shop": (400, 101000, ""),
    "shop disabled": (403, 36009043, ""),
    "too many calls": (429, 36009002, ""),
    "wrong content type": (400, 36009022, ""),
    "wrong body": (400, 36009004, "Status has the wrong type"),
    "bad page size": (200, 12019109, ""),
}


def search(*wrong: str) -> httpx.Response:
    """A search of the shop GB's products that is wrong in these ways, and signed rightly unless said."""
    gb = Seller(demo_world())
    spoil(gb, *wrong)
    path = SEARCH.replace("202502", "202212") if "retired version" in wrong else SEARCH
    path += "/nothing" if "unknown path" in wrong else ""
    content = b'{"status": 7}' if "wrong body" in wrong else b'{"status": "ALL"}'
    headers = {} if "token missing" in wrong else {"x-tts-access-token": gb.token}
    headers["content-type"] = "text/plain" if "wrong content type" in wrong else "application/json"
    method = "PATCH" if "wrong method" in wrong else "POST"
    parameters = gb.parameters(path, content, cipher=False, **query(gb, *wrong))
    if "sign wrong" in wrong:
        parameters["sign"] = "0" * 64
    if "sign missing" in wrong:
        del parameters["sign"]
    return gb.send(method, path, params=parameters, content=content, headers=headers)


def query(gb: Seller, *wrong: str) -> dict[str, str]:
    given = {"page_size": "0" if "bad page size" in wrong else "10"}
    if "cipher missing" not in wrong:
        other = gb.world.shop_in("US") if "cipher of another shop" in wrong else gb.shop
        given["shop_cipher"] = other.cipher
    if "unknown app_key" in wrong:
        given["app_key"] = "nobody"
    if "old timestamp" in wrong:
        given["timestamp"] = "1"
    return given


def spoil(gb: Seller, *wrong: str) -> None:
    world, (authorization,) = gb.world, gb.world.tokens.authorizations
    if "address not allowed" in wrong:
        gb.app.ip_allow_list = ("203.0.113.0/24",)
    if "token revoked" in wrong:
        world.tokens.revoke(authorization, 36009004)
    if "token expired" in wrong:
        world.tokens.expire_access(gb.app)
    if "scope missing" in wrong:
        world.tokens.revoke_scope("seller.product.basic")
    if "token of a creator" in wrong:
        authorization.user_type = 1
    if "shop disabled" in wrong:
        gb.shop.disabled = True
    if "too many calls" in wrong:
        gb.shop.settings.rate_limit = 1
        world.traffic.admit(gb.app, gb.shop, f"POST {SEARCH}", world.clock.now())


def refused(response: httpx.Response, status: int, code: int, text: str) -> bool:
    answer = response.json()
    return (response.status_code, answer["code"]) == (status, code) and text in answer["message"]


def test_a_right_request_passes_all_checks():
    assert search().json()["code"] == 0


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_refuses_in_its_own_words(check):
    assert refused(search(check), *CHECKS[check])


@pytest.mark.parametrize(("earlier", "later"), list(combinations(CHECKS, 2)))
def test_the_earlier_check_refuses_first(earlier, later):
    assert refused(search(later, earlier), *CHECKS[earlier])


def test_an_unwanted_cipher_is_refused_after_the_token_and_before_the_rate():
    gb = Seller(demo_world(rate_limit=1))
    gb.call("GET", SHOPS, cipher=False)
    unwanted = gb.signed("GET", SHOPS)
    assert refused(unwanted, 400, 36009004, "'shop_cipher' query parameter is not expected")
    gb.world.tokens.expire_access(gb.app)
    assert gb.call("GET", SHOPS)["code"] == 105002
