import json
import subprocess
import sys

import httpx
import pytest

from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world


def test_a_served_world_answers_over_http_and_stops_with_its_block():
    world = demo_world()
    with serve_in_thread(world) as base_url:
        answer = httpx.get(f"{base_url}/_sandbox/world").json()
        assert answer["api_url"] == base_url
        assert {app["app_key"] for app in answer["apps"]} == set(world.apps)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{base_url}/_sandbox/world")


def test_the_process_says_when_it_is_ready_and_ends_with_its_parents_pipe():
    command = [sys.executable, "-m", "catalog_sync.sandbox.tiktok.server", "--parent-pipe", "--seed", "5"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        ready = json.loads(process.stdout.readline())
        shop = ready["shops"][0]
        parameters = {
            "app_key": shop["app_key"],
            "app_secret": ready["app_secret"],
            "auth_code": shop["auth_code"],
            "grant_type": "authorized_code",
        }
        answer = httpx.get(f"{ready['auth_url']}/api/v2/token/get", params=parameters).json()
        assert answer["code"] == 0
        assert [app["name"] for app in ready["apps"]] == ["row", "us"]
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_equal_seeds_give_equal_worlds():
    assert [a.app_key for a in demo_world(seed=3).apps.values()] == [
        a.app_key for a in demo_world(seed=3).apps.values()
    ]
    assert demo_world(seed=3).apps.keys() != demo_world(seed=4).apps.keys()


def test_the_reference_client_drives_a_shop_from_upload_to_live():
    reference = pytest.importorskip("tiktok_shop_api")
    models = pytest.importorskip("tiktok_shop_api.generated.models")
    seller = Seller(demo_world(review_delay=0))
    keys = (seller.app.app_key, seller.app.app_secret, seller.token, seller.shop.cipher)
    with (
        serve_in_thread(seller.world) as base_url,
        reference.TikTokShop(*keys, base_url=base_url) as client,
    ):
        shops = client.authorization.get_authorized_shops().data.shops
        assert [shop.region for shop in shops] == ["GB", "ID", "DE"]
        assert client.logistics.get_warehouse_list().data.warehouses[0].id == seller.shop.sales_warehouse
        body = models.CreateProductRequest.from_dict(seller.listing())
        created = client.products.create_product(body=body).data
        product = client.products.get_product(created.product_id).data
        assert (product.status, product.audit.status) == ("ACTIVATE", "APPROVED")
        found = client.products.search_products(page_size=10).data
        assert [row.id for row in found.products] == [created.product_id]
        attributes = client.products.get_category_attributes("600031", category_version="v1").data.attributes
        assert {row.id for row in attributes} >= {"100000", "100393"}
        checked = client.products.check_product_listing(
            body=models.CheckProductListingRequest.from_dict(seller.listing())
        )
        assert checked.data.check_result == "PASS"
        with pytest.raises(reference.TikTokShopError) as refused:
            client.products.get_product("1")
        assert refused.value.code == 12052032
