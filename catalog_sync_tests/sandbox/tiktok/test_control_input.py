import pytest

from catalog_sync_tests.sandbox.tiktok.codes import partial
from catalog_sync_tests.sandbox.tiktok.seller import Seller


def refused(seller: Seller, path: str, body: str | dict) -> str:
    """The one line that answers a control with HTTP 400."""
    options = {"content": body} if isinstance(body, str) else {"json": body}
    response = seller.send("POST", f"/_sandbox{path}", **options)
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert "\n" not in error
    assert "pydantic" not in error
    return error


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("rate_limit", bad) for bad in (0, -1)),
        *((name, -0.1) for name in ("review_delay", "retry_after", "search_lag", "page_token_lifetime")),
        *((name, -0.1) for name in ("latency_median", "latency_sigma", "webhook_late_seconds")),
        *((name, -1) for name in ("hourly_call_limit", "daily_call_limit", "daily_create_limit")),
        ("search_window", -1),
        *((name, 1.1) for name in ("retry_after_share", "webhook_lost", "webhook_doubled")),
        *((name, -0.1) for name in ("retry_after_share", "webhook_lost", "webhook_doubled")),
    ],
)
def test_settings_out_of_bounds_are_refused_and_change_nothing(gb, name, value):
    before = gb.sandbox("GET", "/settings")
    assert refused(gb, "/settings", {name: value}).startswith(f"{name}: ")
    assert gb.sandbox("GET", "/settings") == before


def test_settings_at_their_bounds_are_taken(gb):
    bounds = {
        "rate_limit": 0.1,
        "review_delay": 0,
        "search_window": 0,
        "webhook_lost": 1,
        "retry_after": None,
    }
    answer = gb.sandbox("POST", "/settings", {"region": "GB", **bounds})["GB"]
    assert {name: answer[name] for name in bounds} == bounds


@pytest.mark.parametrize("seconds", ["1e10", "-1e10", "NaN", "Infinity", '"inf"'])
def test_the_clock_moves_only_by_what_a_date_can_show(gb, seconds):
    assert refused(gb, "/clock", f'{{"advance_seconds": {seconds}}}').startswith("advance_seconds: ")
    assert gb.get(gb.create())["status"] == "PENDING"


@pytest.mark.parametrize("skus", [None, "x", 5, {}, [None], ["x"], [{"price": 5}], [{"colour": "red"}]])
def test_malformed_skus_of_a_listing_made_by_hand_are_refused(gb, skus):
    assert refused(gb, "/listings", {"region": "GB", "listing": {"skus": skus}})
    assert gb.shop.products == {}


def test_a_platform_action_on_an_unknown_seller_sku_is_refused(gb):
    action = {"region": "GB", "product_status": "FREEZE"}
    assert "seller SKU NONE" in refused(gb, "/statuses", {**action, "seller_sku": "NONE"})
    product_id = gb.create()
    assert gb.sandbox("POST", "/statuses", {**action, "seller_sku": "MUG-1"}) == {"product_ids": [product_id]}


def test_wrong_parameters_are_named_in_one_line(gb):
    said = refused(gb, "/statuses", {"region": "GB", "product_status": "GONE"})
    assert said.startswith("seller_sku: Field required; product_status: ")
    reasons = [{"position": "p", "reasons": [1]}]
    said = refused(gb, "/verdicts", {"region": "GB", "seller_sku": "M", "reasons": reasons})
    assert said.startswith("reasons.0.reasons.0: ")
    assert refused(gb, "/clock", "{").startswith("Invalid JSON: ")
    assert refused(gb, "/authorization", {"rotation": "sometimes"}).startswith("rotation: ")


def test_products_show_their_draft(gb):
    product_id = gb.create()
    gb.world.clock.advance(5)
    assert gb.sandbox("GET", "/products")["products"][0]["draft"] is None
    gb.data(*partial({"id": product_id}, title="A draft", save_mode="AS_DRAFT"))
    state = gb.sandbox("GET", "/products")["products"][0]
    assert (state["draft"]["title"], state["live"]["title"] == "A draft") == ("A draft", False)
