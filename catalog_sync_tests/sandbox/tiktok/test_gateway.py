import hashlib
import json
import os
from pathlib import Path

import pytest

from catalog_sync.sandbox.tiktok.signature import sign
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, UPLOAD, Seller, demo_world, picture

VECTORS = Path(os.environ.get("CATALOG_SYNC_TEST_REFERENCE", "")) / "signing-vectors.json"
SHOPS = "/authorization/202309/shops"
CATEGORIES = "/product/202309/categories"


def seller(region: str = "GB", **settings) -> Seller:
    return Seller(demo_world(**settings), region)


def code(response) -> tuple[int, int]:
    return response.status_code, response.json()["code"]


def test_the_published_example_has_its_signature():
    query = [("app_key", "29a39d"), ("timestamp", "1623812664")]
    expected = "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8"
    assert sign("e59af819cc", SHOPS, query, b"") == expected


def test_unknown_paths_methods_and_versions_are_told_apart():
    gb = seller()
    assert code(gb.send("GET", "/product/202309/nothing")) == (404, 36009009)
    assert code(gb.send("PATCH", SEARCH)) == (405, 36009010)
    assert code(gb.send("POST", SEARCH.replace("202502", "202212"))) == (400, 36009014)


def test_the_app_key_is_checked_before_timestamp_and_signature():
    response = seller().send("GET", SHOPS, params={"app_key": "nobody", "timestamp": "1", "sign": "x"})
    assert code(response) == (400, 36009004)
    assert "app_key" in response.json()["message"]


@pytest.mark.parametrize(("age", "accepted"), [(299, True), (301, False), (-29, True), (-31, False)])
def test_a_timestamp_may_be_five_minutes_old_and_half_a_minute_ahead(age, accepted):
    gb = seller()
    timestamp = str(int(gb.world.clock.now()) - age)
    answer = gb.call("GET", SHOPS, cipher=False, timestamp=timestamp)
    assert (answer["code"] == 0) is accepted
    assert accepted or "timestamp" in answer["message"]


def test_a_missing_signature_is_36009004_and_a_wrong_one_106001():
    gb = seller()
    parameters = gb.parameters(SHOPS, cipher=False)
    assert code(gb.send("GET", SHOPS, params={**parameters, "sign": "0" * 64})) == (401, 106001)
    del parameters["sign"]
    assert code(gb.send("GET", SHOPS, params=parameters)) == (400, 36009004)


def test_the_signature_covers_the_bytes_of_the_body():
    gb = seller()
    parameters = gb.parameters(SEARCH, b'{"status": "ALL"}', page_size=10)
    headers = {"x-tts-access-token": gb.token, "content-type": "application/json"}
    reserialized = gb.send("POST", SEARCH, params=parameters, content=b'{"status":"ALL"}', headers=headers)
    assert reserialized.json()["code"] == 106001


def test_values_are_signed_decoded():
    assert seller().call("GET", CATEGORIES, category_version="v1", keyword="a b/c+d&=é")["code"] == 0


def test_a_multipart_body_is_not_signed():
    assert seller().upload(UPLOAD, picture(300, 300))["code"] == 0


def test_an_unknown_token_is_36009004_and_an_expired_one_105002():
    gb = seller()
    gb.world.clock.advance(7 * 86_400)
    assert code(gb.signed("GET", SHOPS, cipher=False)) == (401, 105002)
    gb.token = "stranger"
    assert code(gb.signed("GET", SHOPS, cipher=False)) == (401, 36009004)


def test_a_missing_scope_is_105005():
    gb = seller()
    gb.world.tokens.revoke_scope("seller.product.write")
    assert gb.call("POST", PRODUCTS, {})["code"] == 105005
    assert gb.call("POST", SEARCH, {}, page_size=1)["code"] == 0


def test_a_token_of_another_app_is_101000():
    world = demo_world()
    gb, us = Seller(world, "GB"), Seller(world, "US")
    gb.token = us.token
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 101000


def test_the_cipher_is_unwanted_missing_or_of_another_shop():
    gb = seller()
    unwanted = gb.call("GET", SHOPS)
    assert (unwanted["code"], "shop_cipher" in unwanted["message"]) == (36009004, True)
    assert gb.call("GET", CATEGORIES, cipher=False)["code"] == 106013
    assert (
        gb.call("GET", CATEGORIES, cipher=False, shop_cipher=gb.world.shop_in("US").cipher)["code"] == 101000
    )
    other = gb.world.shop_in("ID").cipher
    assert gb.call("GET", CATEGORIES, cipher=False, shop_cipher=other, category_version="v2")["code"] == 0


def test_each_shop_and_endpoint_has_its_own_rate_bucket():
    world = demo_world(rate_limit=2)
    gb, indonesia = Seller(world, "GB"), Seller(world, "ID")
    codes = [gb.call("GET", CATEGORIES, category_version="v1")["code"] for _ in range(4)]
    assert codes[:2] == [0, 0]
    assert 36009002 in codes[2:]
    assert indonesia.call("GET", CATEGORIES, category_version="v2")["code"] == 0
    assert gb.call("POST", SEARCH, {}, page_size=1)["code"] == 0
    world.clock.advance(1)
    assert gb.call("GET", CATEGORIES, category_version="v1")["code"] == 0


def test_a_throttled_answer_is_429_and_may_name_a_wait():
    gb = seller(rate_limit=1)
    answers = [gb.signed("GET", SHOPS, cipher=False) for _ in range(3)]
    throttled = next(answer for answer in answers if answer.status_code == 429)
    assert throttled.headers["retry-after"] == "1"
    assert throttled.json()["data"] is None


def test_json_and_multipart_endpoints_insist_on_their_content_type():
    gb = seller()
    content = b'{"status":"ALL"}'
    parameters = gb.parameters(SEARCH, content, page_size=1)
    headers = {"x-tts-access-token": gb.token, "content-type": "text/plain"}
    assert code(gb.send("POST", SEARCH, params=parameters, content=content, headers=headers)) == (
        400,
        36009022,
    )
    assert code(gb.signed("POST", UPLOAD, {"data": "x"}, cipher=False)) == (400, 36009023)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"main_images": None}, "MainImages is a required field and has not been provided."),
        ({"main_images": [{}]}, "Uri of MainImages is a required field and has not been provided."),
        ({"title": 7}, "Title has the wrong type"),
        ({"titel": "x"}, "Titel is not a field"),
    ],
)
def test_body_schemas_are_worded_in_camel_case(change, message):
    gb = seller()
    response = gb.signed("POST", PRODUCTS, gb.listing(**change))
    assert code(response) == (400, 36009004)
    assert message in response.json()["message"]


def test_a_price_without_currency_is_named_with_its_owner():
    gb = seller()
    answer = gb.call("POST", PRODUCTS, gb.listing(skus=[gb.sku(price={"amount": "1.00"})]))
    assert answer["message"] == "Currency of Price is a required field and has not been provided."


def test_a_request_id_has_the_time_in_utc_plus_eight():
    request_id = seller().call("GET", SHOPS, cipher=False)["request_id"]
    assert len(request_id) == 34
    assert request_id[:14].isdigit()


@pytest.mark.skipif(not VECTORS.exists(), reason="CATALOG_SYNC_TEST_REFERENCE names no folder with vectors")
def test_signatures_equal_those_of_independent_implementations():
    for vector in json.loads(VECTORS.read_text())["request"]:
        multipart = "multipart" in vector["content_type"]
        body = b"" if multipart or vector["body"] is None else vector["body"].encode()
        query = [(key, str(value)) for key, value in vector["query"].items()]
        assert sign(vector["app_secret"], vector["path"], query, body) == vector["sign"], vector["name"]


def test_signing_agrees_with_the_reference_package():
    signing = pytest.importorskip("tiktok_shop_api.signing")
    query = [("timestamp", "1767225600"), ("app_key", "k"), ("name", "a b"), ("sign", "x")]
    body = json.dumps({"title": "Cushion ☕"}).encode()
    theirs = signing.Signer.sign(
        path=PRODUCTS,
        query=query,
        content_type="application/json",
        body=body,
        app_secret=hashlib.md5(b"s").hexdigest(),
    )
    assert sign(hashlib.md5(b"s").hexdigest(), PRODUCTS, query, body) == theirs
