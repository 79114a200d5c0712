"""What goes wrong inside the sandbox itself is answered like an internal error of the platform."""

from email.utils import parsedate_to_datetime

import pytest

from catalog_sync_tests.sandbox.tiktok.seller import SEARCH, Seller, demo_world


def test_an_unexpected_exception_is_answered_counted_and_logged(caplog):
    gb = Seller(demo_world())
    gb.create()
    gb.world.clock.advance(86_400)
    gb.shop.settings.search_window = "broken"
    response = gb.signed("POST", SEARCH, {}, page_size=1)
    answer = response.json()
    assert (response.status_code, answer["code"], answer["data"]) == (500, 36009003, None)
    assert answer["request_id"]
    shown = parsedate_to_datetime(response.headers["date"]).timestamp()
    assert shown == pytest.approx(gb.world.clock.now(), abs=5)
    assert gb.world.calls.counts()["GB"][f"POST {SEARCH}"]["failed"] == 1
    (record,) = caplog.records
    assert record.exc_info
    assert SEARCH in record.getMessage()
