"""The webhook settings of a shop: strict about topics and addresses, and answered as the reference says."""

import pytest
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.models.update_shop_webhook_request_event_type import (
    UpdateShopWebhookRequestEventType,
)

from catalog_sync_tests.sandbox.tiktok.receiver import receiving
from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

WEBHOOKS = "/event/202309/webhooks"
ADDRESS = "https://hooks.example.com/t"
STATUS = "PRODUCT_STATUS_CHANGE"


def put(seller: Seller, address: str = ADDRESS, event_type: str = STATUS) -> dict:
    return seller.call("PUT", WEBHOOKS, {"address": address, "event_type": event_type})


def rows(seller: Seller) -> list[dict]:
    data = seller.data("GET", WEBHOOKS)
    assert data["total_count"] == len(data["webhooks"])
    return data["webhooks"]


def strictly(model: str, answer: dict) -> None:
    parsed = getattr(models, model).from_dict(answer)
    assert parsed.to_dict() == answer
    assert not parsed.additional_properties
    for row in getattr(parsed.data, "webhooks", []):
        assert not row.additional_properties


def test_a_setting_is_made_replaced_listed_and_removed(gb):
    assert (put(gb)["code"], put(gb)["data"]) == (0, {})
    gb.world.clock.advance(60)
    put(gb, "https://other.example.com")
    [row] = rows(gb)
    assert (row["event_type"], row["address"]) == (STATUS, "https://other.example.com")
    assert row["update_time"] - row["create_time"] >= 60_000
    assert row["create_time"] > 1_600_000_000_000
    assert gb.data("DELETE", WEBHOOKS, {"event_type": STATUS}) == {}
    assert rows(gb) == []


def test_removing_what_is_not_set_succeeds(gb):
    assert gb.data("DELETE", WEBHOOKS, {"event_type": STATUS}) == {}


def test_every_documented_topic_can_be_set_and_no_other(gb):
    for event_type in UpdateShopWebhookRequestEventType:
        assert put(gb, event_type=event_type)["code"] == 0
    assert len(rows(gb)) == len(UpdateShopWebhookRequestEventType) == 17
    assert put(gb, event_type="SKU_STATUS_CHANGE")["code"] == 36009004
    assert gb.call("DELETE", WEBHOOKS, {"event_type": "NO_SUCH"})["code"] == 36009004


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hooks.example.com/t",
        "http://hooks.example.com/t",
        "https://hooks.example.com:8443/t",
        "https://192.0.2.1/t",
        "https://[2001:db8::1]/t",
        "https://user@hooks.example.com/t",
        "https://hooks/t",
        "https://[broken/t",
        "ftp://127.0.0.1/t",
        f"https://hooks.example.com/{'t' * 250}",
    ],
)
def test_an_address_that_the_platform_would_not_take_is_refused(gb, address):
    answer = put(gb, address)
    assert answer["code"] == 36009004
    assert "Address" in answer["message"]
    assert rows(gb) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/t", "http://localhost:1/t", "http://[::1]:9/t"])
def test_a_receiver_on_this_machine_may_be_plain(gb, address):
    assert put(gb, address)["code"] == 0


def test_missing_and_mistyped_fields_are_refused(gb):
    for body in ({"address": ADDRESS}, {"event_type": STATUS}, {"address": 1, "event_type": STATUS}):
        assert gb.call("PUT", WEBHOOKS, body)["code"] == 36009004
    assert gb.call("DELETE", WEBHOOKS, {})["code"] == 36009004


def test_settings_need_the_scope_for_authorizations(gb):
    gb.world.tokens.revoke_scope("seller.authorization.info")
    assert put(gb)["code"] == 105005


def test_each_shop_has_settings_of_its_own():
    world = demo_world()
    gb, us = Seller(world, "GB"), Seller(world, "US")
    put(gb)
    assert rows(us) == []


def test_only_what_was_asked_for_is_sent():
    with receiving() as hook:
        gb = Seller(demo_world())
        put(gb, hook.url, "PRODUCT_CREATION")
        gb.create()
        gb.sandbox("GET", "/webhooks")
        assert hook.types == [16]


def test_the_address_of_a_shop_goes_before_that_of_its_app():
    with receiving() as shops, receiving() as apps:
        gb = Seller(demo_world())
        put(gb, shops.url, "PRODUCT_CREATION")
        gb.sandbox("POST", "/webhooks/receiver", {"app": "row", "address": apps.url})
        gb.create()
        gb.sandbox("GET", "/webhooks")
        assert shops.types == [16]
        assert set(apps.types) == {50, 37}


def test_answers_fit_the_reference_of_an_independent_client(gb):
    strictly("UpdateShopWebhookResponse", put(gb))
    strictly("GetShopWebhooksResponse", gb.call("GET", WEBHOOKS))
    strictly("DeleteWebhookForAnEventResponse", gb.call("DELETE", WEBHOOKS, {"event_type": STATUS}))
