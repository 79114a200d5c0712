"""The webhook settings of a shop."""

import httpx
import pytest
from pydantic import ValidationError

from catalog_sync.tiktok import errors
from catalog_sync_tests.tiktok.fakes import Server, ok, run

ADDRESS = "https://hooks.example.com/t"


def test_settings_are_read_with_their_times_in_milliseconds():
    hook = {"event_type": "PRODUCT_STATUS_CHANGE", "address": ADDRESS, "create_time": 1767225600000}
    (found,) = run(Server(ok({"webhooks": [hook], "total_count": 1})), lambda shop: shop.webhooks())
    assert (found.event_type, found.address, found.create_time) == (
        "PRODUCT_STATUS_CHANGE",
        ADDRESS,
        1767225600000,
    )


def test_an_event_is_sent_to_an_address_and_nowhere_again():
    server = Server(ok({}))
    run(server, lambda shop: shop.update_webhook("PRODUCT_STATUS_CHANGE", ADDRESS))
    run(server, lambda shop: shop.delete_webhook("PRODUCT_STATUS_CHANGE"))
    assert [request.method for request in server.requests] == ["PUT", "DELETE"]
    assert server.bodies == [
        {"address": ADDRESS, "event_type": "PRODUCT_STATUS_CHANGE"},
        {"event_type": "PRODUCT_STATUS_CHANGE"},
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.update_webhook("PRODUCT_STATUS_CHANGE", ADDRESS),
        lambda shop: shop.delete_webhook("PRODUCT_STATUS_CHANGE"),
    ],
)
def test_a_setting_whose_answer_was_lost_is_made_again(change):
    server = Server(httpx.ReadError("gone"), ok({}))
    run(server, change)
    assert len(server.requests) == 2


def test_a_setting_that_is_never_answered_may_have_been_made():
    with pytest.raises(errors.OutcomeUnknown):
        run(Server(httpx.ReadError("gone")), lambda shop: shop.delete_webhook("PRODUCT_STATUS_CHANGE"))


@pytest.mark.parametrize(("event", "address"), [("LUNCH", ADDRESS), ("PRODUCT_CREATION", "h" * 256)])
def test_an_unknown_event_or_an_endless_address_is_refused_before_it_is_sent(event, address):
    server = Server(ok({}))
    with pytest.raises(ValidationError):
        run(server, lambda shop: shop.update_webhook(event, address))
    assert server.requests == []
