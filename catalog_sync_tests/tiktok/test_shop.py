import asyncio

import httpx
import pytest

from catalog_sync_tests.tiktok.fakes import CIPHER, Server, ok, run, run_client

WAREHOUSE = "7068517275539719942"


def test_authorized_shops_carry_their_cipher_hidden():
    shop = {
        "id": 7494000000000000001,
        "region": "GB",
        "seller_type": "LOCAL",
        "cipher": CIPHER,
        "code": "GBL",
    }
    (found,) = run_client(Server(ok({"shops": [shop]})), lambda client: client.authorized_shops())
    assert found.cipher.get_secret_value() == CIPHER
    assert found.id == "7494000000000000001"
    assert CIPHER not in repr(found)


def test_an_image_travels_as_multipart_with_its_use_case():
    request, _ = upload(lambda shop: shop.upload_image(b"\x89PNG", "red.png", "MAIN_IMAGE"))
    assert b'name="data"; filename="red.png"' in request.content
    assert b'name="use_case"\r\n\r\nMAIN_IMAGE' in request.content
    assert b"\x89PNG" in request.content


def test_a_file_travels_with_its_name():
    request, answer = upload(lambda shop: shop.upload_file(b"%PDF", "ce.pdf"))
    assert b'name="name"\r\n\r\nce.pdf' in request.content
    assert answer.id == "v09"


def upload(action):
    server = Server(ok({"uri": "tos/1", "id": "v09", "height": 800, "width": 800}))
    answer = run(server, action)
    return server.requests[0], answer


def test_an_upload_is_repeated_when_its_answer_was_lost():
    server = Server(httpx.ReadError("gone"), ok({"uri": "tos/1"}))
    assert run(server, lambda shop: shop.upload_image(b"x", "a.png", "MAIN_IMAGE")).uri == "tos/1"
    assert server.requests[0].headers["content-type"] != ""
    assert b"filename" in server.requests[1].content


def test_categories_are_asked_in_locale_and_version():
    server = Server(ok({"categories": [{"id": "600154", "parent_id": "600001", "is_leaf": True}]}))
    (category,) = run(server, lambda shop: shop.categories("en-GB", "v1"))
    assert (category.id, category.is_leaf) == ("600154", True)
    params = server.requests[0].url.params
    assert (params["locale"], params["category_version"]) == ("en-GB", "v1")


@pytest.mark.parametrize("spelling", ["is_requried", "is_required"])
def test_both_spellings_of_required_are_read(spelling):
    data = {"attributes": [{"id": "100393", "name": "Material", spelling: True, "values": None}]}
    (attribute,) = run(Server(ok(data)), lambda shop: shop.attributes("600154", "en-GB", "v1"))
    assert attribute.is_required
    assert attribute.values == ()


def test_rules_that_are_absent_demand_nothing():
    data = {"product_certifications": [{"id": "7182427311584347001", "name": "UKCA"}]}
    rules = run(Server(ok(data)), lambda shop: shop.rules("600154", "en-GB", "v1"))
    assert rules.product_certifications[0].name == "UKCA"
    assert not rules.size_chart.is_required
    assert not rules.package_dimension.is_required


@pytest.mark.parametrize("spelling", ["distict", "district"])
def test_warehouses_that_can_sell_are_told_from_the_others(spelling):
    sales = {
        "id": WAREHOUSE,
        "type": "SALES_WAREHOUSE",
        "effect_status": "ENABLED",
        "address": {spelling: "Leeds"},
    }
    returns = {"id": "2", "type": "RETURN_WAREHOUSE", "effect_status": "ENABLED"}
    found = run(Server(ok({"warehouses": [sales, returns]})), lambda shop: shop.warehouses())
    assert [warehouse.sells for warehouse in found] == [True, False]
    assert found[0].address.district == "Leeds"


def test_prerequisites_are_read_whatever_their_case():
    data = {"check_results": [{"check_item": "BANk_ACCOUNT", "is_failed": True, "fail_reasons": ["none"]}]}
    (check,) = run(Server(ok(data)), lambda shop: shop.prerequisites())
    assert (check.check_item, check.is_failed) == ("BANK_ACCOUNT", True)


def test_calls_of_one_client_run_side_by_side():
    async def both(shop):
        return await asyncio.gather(shop.get_product("1"), shop.get_product("2"))

    server = Server(lambda request: ok({"id": request.url.path.rpartition("/")[2]}))
    assert [product.id for product in run(server, both)] == ["1", "2"]
