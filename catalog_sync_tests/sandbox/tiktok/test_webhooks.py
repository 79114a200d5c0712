"""Notifications of the sandbox: made of what happens, signed, repeated on the platform's schedule, and spoilt by seed."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from tiktok_shop_api.webhooks import UnknownWebhookEvent, WebhookSignatureError
from tiktok_shop_api.webhooks import Webhooks as Oracle

from catalog_sync.sandbox.tiktok import webhook_courier
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync.tiktok.oauth import App
from catalog_sync.tiktok.webhook_models import OtherData
from catalog_sync.tiktok.webhooks import NotSigned, receive
from catalog_sync_tests.sandbox.tiktok.receiver import Posted, Receiver, receiving
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, Seller, demo_world

DAY = 86_400
SCHEDULE = (120, 1800, 10_800, 43_200)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def seller_of(hook: Receiver, region: str = "GB", **settings: object) -> Seller:
    """A seller whose app has all its notifications sent to the receiver."""
    seller = Seller(demo_world(**settings), region)
    assert seller.sandbox("POST", "/webhooks/receiver", {"address": hook.url}) == {}
    return seller


def deliveries(seller: Seller) -> list[dict]:
    """What the sandbox tells of deliveries, after those that are due."""
    return seller.sandbox("GET", "/webhooks")["deliveries"]


def live(seller: Seller, **changes: object) -> str:
    product_id = seller.create(**changes)
    seller.world.clock.advance(5)
    assert seller.get(product_id)["status"] == "ACTIVATE"
    deliveries(seller)
    return product_id


def ours(seller: Seller, posted: Posted) -> object:
    app = App(app_key=seller.app.app_key, app_secret=SecretStr(seller.app.app_secret))
    return receive([app], posted.body, posted.headers["authorization"]).notification


def theirs(seller: Seller, posted: Posted) -> object:
    return Oracle.verify_and_parse(
        app_key=seller.app.app_key,
        app_secret=seller.app.app_secret,
        raw_body=posted.body,
        signature=posted.headers["authorization"],
    )


def everything(hook: Receiver) -> Seller:
    """A seller to whom everything has happened that there are notifications for."""
    seller = seller_of(hook)
    product_id = live(seller)
    changes = {"title": "Stoneware mug with another handle", "category_id": "600032"}
    listing = seller.listing(**changes)
    seller.data("PUT", f"{PRODUCTS}/{product_id}", {**listing, "skus": [seller.sku(seller_sku="MUG-2")]})
    seller.world.clock.advance(5)
    seller.world.clock.advance(340 * DAY)
    deliveries(seller)
    seller.sandbox("POST", "/authorizations/revoke", {})
    deliveries(seller)
    return seller


def test_whatever_happens_our_verifier_and_an_independent_one_accept_and_understand_it(hook):
    seller = everything(hook)
    assert set(hook.types) == {5, 6, 7, 15, 16, 18, 37, 50}
    for posted in hook.posts:
        assert posted.headers["content-type"] == "application/json"
        notification, event = ours(seller, posted), theirs(seller, posted)
        assert not isinstance(event, UnknownWebhookEvent)
        assert not isinstance(notification.data, OtherData)
        assert event.to_dict() == posted.content
        assert (event.tts_notification_id, event.shop_id) == (
            notification.tts_notification_id, notification.shop_id,
        )  # fmt: skip


def test_our_verifier_and_an_independent_one_refuse_what_was_tampered_with(hook):
    seller = seller_of(hook)
    seller.create()
    deliveries(seller)
    posted = hook.posts[0]
    posted.body = posted.body.replace(b'"type":16', b'"type":17')
    with pytest.raises(NotSigned):
        ours(seller, posted)
    with pytest.raises(WebhookSignatureError):
        theirs(seller, posted)


def test_a_new_product_and_its_verdict_are_told_in_the_documented_shapes(hook):
    seller = seller_of(hook)
    product_id = live(seller)
    assert hook.types == [16, 50, 37, 37, 5]
    creation, change = hook.of(16)[0], hook.of(5)[0]
    assert (creation["product_id"], creation["product_types"]) == (int(product_id), [])
    assert (change["product_id"], change["status"]) == (int(product_id), "PRODUCT_FIRST_PASS_REVIEW")
    assert [row["audit"] for row in hook.of(37)] == [
        {"status": "AUDITING", "pre_approved_reasons": []},
        {"status": "APPROVED", "pre_approved_reasons": []},
    ]
    sku_id = seller.get(product_id)["skus"][0]["id"]
    assert (hook.of(50)[0]["product_id"], hook.of(50)[0]["skus"]) == (
        product_id, [{"sku_id": sku_id, "status": "CREATED"}],
    )  # fmt: skip
    assert all(posted.content["shop_id"] == seller.shop.id for posted in hook.posts)


def test_a_refusal_is_told_with_its_reason(hook):
    seller = seller_of(hook)
    reason = {"position": "Product name", "reasons": ["Banned word."], "suggestions": []}
    seller.sandbox("POST", "/verdicts", {"region": "GB", "seller_sku": "MUG-1", "reasons": [reason]})
    seller.create()
    seller.world.clock.advance(5)
    deliveries(seller)
    change = hook.of(5)[0]
    assert change["status"] == "PRODUCT_AUDIT_FAILURE"
    assert "Banned word." in change["suspended_reason"]
    assert hook.of(37)[-1]["audit"]["status"] == "FAILED"


def test_a_change_is_told_when_it_goes_live_and_not_before(hook):
    seller = seller_of(hook)
    product_id = live(seller)
    seller.data(
        "POST", f"{PRODUCTS}/{product_id}/partial_edit", {"title": "Stoneware mug with a narrow handle"}
    )
    deliveries(seller)
    assert hook.of(15) == []
    seller.world.clock.advance(5)
    deliveries(seller)
    change = hook.of(15)[0]
    assert (change["product_id"], change["change_source"], change["changed_fields"]) == (
        product_id, "OPEN_API", ["title"],
    )  # fmt: skip
    assert hook.of(5)[-1]["status"] == "PRODUCT_STATUS_CHANGED"


def test_what_the_seller_typed_into_seller_center_is_told_as_such(hook):
    seller = seller_of(hook)
    live(seller)
    edit = {"region": "GB", "seller_sku": "MUG-1", "description": "<p>Typed.</p>", "title": "A mug, typed"}
    assert "error" not in seller.sandbox("POST", "/hand_edits", edit)
    deliveries(seller)
    change = hook.of(15)[0]
    assert (change["change_source"], change["changed_fields"]) == ("SELLER_CENTER", ["title", "description"])


def test_a_move_to_another_category_and_other_variants_are_told(hook):
    everything(hook)
    moved = hook.of(18)[0]
    assert (moved["previous_category_id"], moved["current_category_id"]) == ("600031", "600032")
    assert [sku["status"] for sku in hook.of(50)[-1]["skus"]] == ["CREATED", "DELETED"]


def test_a_deactivation_is_told_as_a_change_of_status(hook):
    seller = seller_of(hook)
    product_id = live(seller)
    seller.data("POST", f"{PRODUCTS}/deactivate", {"product_ids": [product_id]})
    deliveries(seller)
    assert hook.of(5)[-1]["status"] == "PRODUCT_STATUS_CHANGED"


def test_prices_and_stock_are_nothing_to_tell_of(hook):
    seller = seller_of(hook)
    product_id = live(seller)
    sku_id, before = seller.get(product_id)["skus"][0]["id"], len(hook.posts)
    stock = [{"id": sku_id, "inventory": [{"warehouse_id": seller.shop.sales_warehouse, "quantity": 3}]}]
    seller.data("POST", f"{PRODUCTS}/{product_id}/inventory/update", {"skus": stock})
    deliveries(seller)
    assert len(hook.posts) == before


@pytest.mark.parametrize(
    ("singular", "spelling"), [(False, "pre_approved_reasons"), (True, "pre_approved_reason")]
)
def test_the_reason_of_a_pre_approval_is_spelt_either_way(hook, singular, spelling):
    seller = seller_of(hook, kyc_pending=True, webhook_singular_reason=singular)
    seller.create()
    seller.world.clock.advance(5)
    deliveries(seller)
    assert hook.of(37)[-1]["audit"] == {"status": "PRE_APPROVED", spelling: ["KYC_PENDING"]}
    seller.sandbox("POST", "/settings", {"kyc_pending": False})
    deliveries(seller)
    assert hook.of(37)[-1]["audit"] == {"status": "APPROVED", spelling: []}
    assert [change["status"] for change in hook.of(5)] == [
        "PRODUCT_FIRST_PASS_REVIEW",
        "PRODUCT_STATUS_CHANGED",
    ]


def test_a_variant_switched_off_and_on_is_told_with_who_did_it(hook):
    seller = seller_of(hook)
    live(seller)
    for source in ("PLATFORM", ""):
        switch = {"region": "GB", "seller_sku": "MUG-1", "deactivated_by": source}
        assert "error" not in seller.sandbox("POST", "/skus", switch)
    deliveries(seller)
    off, on = (change["skus"][0] for change in hook.of(50)[-2:])
    assert (off["status"], off["deactivation_source"]) == ("DEACTIVATED", "PLATFORM")
    assert (on["status"], "deactivation_source" in on) == ("ACTIVATED", False)


def test_an_end_of_the_authorization_is_announced_30_days_ahead_then_daily(hook):
    seller = seller_of(hook)
    ends = seller.world.tokens.authorizations[-1].expires
    seller.world.clock.advance(ends - seller.world.clock.now() - 30 * DAY - 60)
    deliveries(seller)
    assert 7 not in hook.types
    seller.world.clock.advance(120)
    deliveries(seller)
    told = [posted.content for posted in hook.posts if posted.content["type"] == 7]
    assert {row["shop_id"] for row in told} == {shop.id for shop in seller.app.shops}
    assert {row["data"]["expiration_time"] for row in told} == {str(int(ends))}
    deliveries(seller)
    assert len(hook.of(7)) == len(seller.app.shops)
    seller.world.clock.advance(3 * DAY)
    deliveries(seller)
    stamps = [p.content["timestamp"] for p in hook.posts if p.content["type"] == 7]
    assert len(stamps) == 4 * len(seller.app.shops)
    assert all(stamp % DAY == 0 for stamp in stamps[len(seller.app.shops) :])


def test_nothing_more_is_announced_once_the_seller_authorized_again(hook):
    seller = seller_of(hook)
    seller.world.clock.advance(340 * DAY)
    deliveries(seller)
    before = len(hook.of(7))
    seller.world.tokens.exchange(seller.app, seller.world.tokens.grant_code(seller.app))
    seller.world.clock.advance(DAY)
    deliveries(seller)
    assert len(hook.of(7)) == before > 0


def test_an_authorization_taken_back_is_told_once_per_shop(hook):
    seller = seller_of(hook)
    seller.sandbox("POST", "/authorizations/revoke", {"app": "row"})
    for _ in range(2):
        deliveries(seller)
    shops = [posted.content["shop_id"] for posted in hook.posts if posted.content["type"] == 6]
    assert sorted(shops) == sorted(shop.id for shop in seller.app.shops)


def test_a_delivery_is_repeated_on_the_schedule_and_then_dropped(hook):
    seller = seller_of(hook)
    hook.status = 500
    seller.sandbox("POST", "/webhooks", {"region": "GB", "type": 1, "data": {}})
    for tries, wait in enumerate(SCHEDULE, start=1):
        seller.world.clock.advance(wait - 30)
        deliveries(seller)
        assert len(hook.posts) == tries, "too early"
        seller.world.clock.advance(30)
        deliveries(seller)
        assert len(hook.posts) == tries + 1
    [delivery] = deliveries(seller)
    assert (delivery["outcome"], delivery["due"]) == ("dropped", None)
    assert [attempt["answer"] for attempt in delivery["attempts"]] == [500] * 5
    seller.world.clock.advance(10 * DAY)
    deliveries(seller)
    assert len(hook.posts) == 5


def test_a_delivery_ends_with_its_first_200_and_every_attempt_carries_the_same_bytes(hook):
    seller = seller_of(hook)
    hook.statuses = [401, 204, 302]
    seller.sandbox("POST", "/webhooks", {"region": "GB", "type": 1, "data": {}})
    for wait in SCHEDULE[:3]:
        seller.world.clock.advance(wait)
        [delivery] = deliveries(seller)
    assert [attempt["answer"] for attempt in delivery["attempts"]] == [401, 204, 302, 200]
    assert delivery["outcome"] == "delivered"
    assert len({posted.body for posted in hook.posts}) == 1
    assert len({posted.headers["authorization"] for posted in hook.posts}) == 1


def test_a_receiver_that_does_not_answer_in_time_is_asked_again(hook, monkeypatch):
    monkeypatch.setattr(webhook_courier, "ANSWER_SECONDS", 0.05)
    seller = seller_of(hook)
    hook.may_answer.clear()
    delivery = seller.sandbox("POST", "/webhooks", {"region": "GB", "type": 1, "data": {}})
    assert [attempt["answer"] for attempt in delivery["attempts"]] == ["TimeoutError"]
    hook.may_answer.set()
    seller.world.clock.advance(SCHEDULE[0])
    assert deliveries(seller)[0]["outcome"] == "delivered"


def test_a_receiver_that_is_down_or_elsewhere_costs_the_api_nothing():
    seller = Seller(demo_world())
    for address, answer in (
        ("http://127.0.0.1:9/hook", "Connect"),
        ("https://hooks.example.com/t", "not sent"),
    ):
        seller.sandbox("POST", "/webhooks/receiver", {"app": "row", "address": address})
        assert live(seller)
        assert answer in deliveries(seller)[-1]["attempts"][0]["answer"]


def test_an_address_removed_gets_nothing_more(hook):
    seller = seller_of(hook)
    seller.sandbox("POST", "/webhooks/receiver", {"address": None})
    seller.create()
    assert deliveries(seller) == []


def told(hook: Receiver, **settings: object) -> tuple[list[int], list[str]]:
    """Types in the order of their arrival, and outcomes, after 20 creations in a world of seed 0."""
    hook.posts.clear()
    seller = seller_of(hook, **settings)
    listing = seller.listing()
    for _ in range(20):
        seller.data("POST", PRODUCTS, listing)
    for _ in range(2):
        seller.world.clock.advance(100)
        deliveries(seller)
    outcomes = [delivery["outcome"] for delivery in deliveries(seller)]
    return hook.types, outcomes


def test_notifications_are_lost_as_the_seed_says(hook):
    types, outcomes = told(hook, webhook_lost=0.3)
    assert 0 < outcomes.count("lost") < len(outcomes)
    assert len(types) == outcomes.count("delivered")
    assert told(hook, webhook_lost=0.3) == (types, outcomes)


def test_notifications_are_doubled_as_the_seed_says(hook):
    types, outcomes = told(hook, webhook_doubled=0.3)
    ids = [posted.content["tts_notification_id"] for posted in hook.posts]
    assert len(set(ids)) < len(ids) < 2 * len(set(ids))
    assert told(hook, webhook_doubled=0.3) == (types, outcomes)


def test_notifications_come_out_of_order_as_the_seed_says(hook, monkeypatch):
    monkeypatch.setattr("catalog_sync.sandbox.tiktok.clock.time", SimpleNamespace(time=lambda: 1767225600.0))
    in_order, _ = told(hook)
    shuffled, _ = told(hook, webhook_shuffled=True)
    assert shuffled != in_order
    assert sorted(shuffled) == sorted(in_order)
    assert told(hook, webhook_shuffled=True)[0] == shuffled


def test_notifications_come_late_on_the_clock_of_the_world(hook):
    seller = seller_of(hook, webhook_late_seconds=600)
    seller.create()
    seller.world.clock.advance(500)
    deliveries(seller)
    assert hook.posts == []
    seller.world.clock.advance(200)
    deliveries(seller)
    assert hook.types[0] == 16


def test_a_forgery_by_hand_is_refused_and_a_true_one_is_not(hook):
    seller = seller_of(hook)
    seller.sandbox("POST", "/webhooks", {"region": "GB", "type": 5, "data": {"product_id": 1}})
    seller.sandbox("POST", "/webhooks", {"region": "GB", "type": 5, "signature": "0" * 64})
    seller.sandbox("POST", "/webhooks", {"region": "GB", "body": "no JSON"})
    true, forged, rubbish = hook.posts
    assert ours(seller, true).data.product_id == "1"
    with pytest.raises(NotSigned):
        ours(seller, forged)
    assert rubbish.body == b"no JSON"


def test_a_notification_by_hand_needs_a_place_to_go():
    answer = Seller(demo_world()).sandbox("POST", "/webhooks", {"region": "GB", "type": 5})
    assert "address" in answer["error"]


def test_a_served_world_judges_and_tells_by_itself(hook):
    seller = seller_of(hook, review_delay=3600)
    with serve_in_thread(seller.world):
        seller.create()
        assert [hook.arrived.get(timeout=10).content["type"] for _ in range(3)] == [16, 50, 37]
        seller.world.clock.advance(3601)
        assert [hook.arrived.get(timeout=10).content["type"] for _ in range(2)] == [37, 5]


def test_a_served_world_answers_and_ends_while_a_receiver_hangs(hook):
    seller = seller_of(hook)
    hook.may_answer.clear()
    with serve_in_thread(seller.world):
        seller.create()
        hook.arrived.get(timeout=10)
        assert seller.call("GET", "/authorization/202309/shops", cipher=False)["code"] == 0
