"""An independent client lives a seller's life in the sandbox, over HTTP, and reads every answer strictly."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from tiktok_shop_api.auth import TikTokShopAuth
from tiktok_shop_api.client import TikTokShop
from tiktok_shop_api.errors import TikTokShopError
from tiktok_shop_api.webhooks import UnknownWebhookEvent, Webhooks

from catalog_sync.sandbox.tiktok.announcement import announcement
from catalog_sync.sandbox.tiktok.endpoints.table import ENDPOINTS
from catalog_sync.sandbox.tiktok.oauth_routes import TOKEN_LABELS
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync_tests.sandbox.tiktok.oracle_life import live
from catalog_sync_tests.sandbox.tiktok.oracle_seller import OracleSeller
from catalog_sync_tests.sandbox.tiktok.receiver import Receiver, receiving
from catalog_sync_tests.sandbox.tiktok.seller import demo_world

EVERY_ENDPOINT = {endpoint.label for endpoint in ENDPOINTS} | {*TOKEN_LABELS}
COMMAND = [
    sys.executable,
    "-c",
    "from catalog_sync.cli import main; main()",
    "sandbox",
    "--port",
    "0",
    "--json",
]


@pytest.fixture
def ready() -> Iterator[dict[str, Any]]:
    """What a sandbox served over HTTP announces."""
    world = demo_world()
    with serve_in_thread(world):
        yield announcement(world)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@contextmanager
def command() -> Iterator[dict[str, Any]]:
    """The one line that the command prints when it is ready."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


@pytest.mark.parametrize("region", ["GB", "DE", "ID", "US"])
def test_its_client_lives_through_every_endpoint_and_reads_every_answer(ready, hook, region):
    with OracleSeller(ready, region) as seller:
        seller.authorize()
        live(seller, hook.url)
        assert EVERY_ENDPOINT - seller.calls() == set()


def test_the_printed_line_of_the_command_is_all_it_needs(hook):
    with command() as ready, OracleSeller(ready, "GB") as seller:
        seller.use_code(seller.announced["auth_code"])
        live(seller, hook.url)
        assert EVERY_ENDPOINT - seller.calls() == set()


def test_its_verifier_accepts_what_a_served_sandbox_delivers_to_the_address_its_client_set(ready, hook):
    with OracleSeller(ready, "GB") as seller:
        seller.authorize()
        live(seller, hook.url)
        sent = [
            row for row in seller.sandbox("GET", "/webhooks")["deliveries"] if row["outcome"] == "delivered"
        ]
    assert {*hook.types} == {5, 37}
    assert len(hook.posts) == len(sent) > 10
    keys = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"]}
    for posted in hook.posts:
        signature = posted.headers["authorization"]
        event = Webhooks.verify_and_parse(**keys, raw_body=posted.body, signature=signature)
        assert not isinstance(event, UnknownWebhookEvent)
        assert not Webhooks.verify(**keys, raw_body=posted.body + b" ", signature=signature)


def refusal(operation: Any, *path: str, **query: Any) -> tuple[int | None, int]:
    """HTTP status and code of a refused call; its message must say something, and the request have an id."""
    with pytest.raises(TikTokShopError) as raised:
        operation(*path, **query)
    assert raised.value.message
    assert len(raised.value.request_id) == 34
    return raised.value.http_status, raised.value.code


def test_what_is_refused_reaches_its_client_with_status_code_message_and_request_id(ready):
    with OracleSeller(ready, "GB") as seller:
        seller.authorize()
        seller.enter_shop()
        key, secret = seller.app["app_key"], seller.app["app_secret"]
        token, cipher = seller.tokens.access_token, seller.cipher

        def shop(app_key=key, app_secret=secret, access_token=token, shop_cipher=cipher):
            return seller.opened(
                TikTokShop(app_key, app_secret, access_token, shop_cipher, base_url=seller.url)
            )

        get = seller.shop.products.get_product
        assert refusal(get, "1") == (200, 12052032)
        assert refusal(shop(app_key="6unknown").products.get_product, "1") == (400, 36009004)
        assert refusal(shop(app_secret="wrong").products.get_product, "1") == (401, 106001)
        assert refusal(shop(access_token="wrong").products.get_product, "1") == (401, 36009004)
        assert refusal(shop(shop_cipher="wrong").products.get_product, "1") == (400, 101000)
        assert refusal(shop(shop_cipher=None).products.get_product, "1") == (400, 106013)
        seller.sandbox("POST", "/scopes", remove=["seller.product.basic"])
        assert refusal(get, "1") == (401, 105005)
        seller.sandbox("POST", "/faults", endpoint="*", kind="throttle", seconds=1)
        assert refusal(seller.account.authorization.get_authorized_shops) == (429, 36009002)
        seller.sandbox("POST", "/tokens/expire")
        assert refusal(get, "1") == (401, 105002)
        seller.sandbox("POST", "/clock", advance_seconds=3600)
        assert refusal(get, "1") == (400, 36009004)


def test_what_the_auth_host_refuses_reaches_its_helper(ready):
    with OracleSeller(ready, "GB") as seller:
        code = seller.announced["auth_code"]
        wrong = TikTokShopAuth(seller.app["app_key"], "wrong", base_url=ready["auth_url"])
        assert refusal(wrong.exchange_code, code) == (200, 98001004)
        seller.use_code(code)
        assert refusal(seller.oauth.exchange_code, code) == (200, 36004004)
        assert refusal(seller.oauth.refresh, "wrong") == (200, 98001004)


def test_every_answer_of_the_api_carries_the_date_of_the_sandbox_clock_once(ready):
    with OracleSeller(ready, "GB") as seller:
        now = seller.sandbox("POST", "/clock", advance_seconds=-3600)["now"]
        answer = httpx.get(f"{seller.url}/authorization/202309/shops")
        assert [name for name, _ in answer.headers.multi_items()].count("date") == 1
        assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - now) < 60
