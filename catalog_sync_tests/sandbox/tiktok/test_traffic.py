from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.model import App
from catalog_sync.sandbox.tiktok.shop_settings import ShopSettings
from catalog_sync.sandbox.tiktok.traffic import Quota, Traffic, Windows
from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

SHOPS = "/authorization/202309/shops"
CATEGORIES = "/product/202309/categories"
BRANDS = "/product/202309/brands"


def app(**settings) -> App:
    return App("row", "k", "s", "1", "http://x", [], ShopSettings(**settings))


def admitted(traffic: Traffic, caller: App, at: float, label: str = "GET /x") -> bool:
    try:
        traffic.admit(caller, None, label, at)
    except Refusal:
        return False
    return True


@given(
    st.lists(st.floats(0, 10), min_size=1, max_size=80).map(sorted),
    st.integers(1, 5),
)
def test_no_second_ever_holds_more_calls_than_the_limit_and_room_is_never_refused(times, limit):
    windows, let_through = Windows(), []
    for now in times:
        quota = Quota(("k",), limit, 1.0)
        recent = sum(now - 1.0 < at <= now for at in let_through)
        assert windows.has_room(quota, now) is (recent < limit)
        if recent < limit:
            windows.count(quota, now)
            let_through.append(now)


def test_the_window_slides_and_has_no_burst_after_a_rest():
    traffic, caller = Traffic(0), app(rate_limit=2)
    at = (0.0, 0.9, 0.99, 1.0, 1.5, 1.95, 60.0, 60.0, 60.0)
    assert [admitted(traffic, caller, time) for time in at] == [
        *(True, True, False, True, False, True),
        *(True, True, False),
    ]


def test_a_limit_below_one_a_second_spaces_the_calls():
    traffic, caller = Traffic(0), app(rate_limit=0.2)
    assert [admitted(traffic, caller, at) for at in (0.0, 4.9, 5.0)] == [True, False, True]


def test_refused_calls_do_not_use_up_the_window():
    traffic, caller = Traffic(0), app(rate_limit=1)
    assert [admitted(traffic, caller, at / 4) for at in range(5)] == [True, False, False, False, True]


@pytest.mark.parametrize(("setting", "seconds"), [("hourly_call_limit", 3600), ("daily_call_limit", 86_400)])
def test_hourly_and_daily_limits_count_all_endpoints_of_a_shop(setting, seconds):
    world = demo_world(**{setting: 2})
    gb, indonesia = Seller(world, "GB"), Seller(world, "ID")
    gb.data("GET", CATEGORIES, category_version="v1")
    gb.data("GET", BRANDS, page_size=1)
    response = gb.signed("GET", CATEGORIES, category_version="v1")
    assert (response.status_code, response.json()["code"]) == (429, 36009002)
    indonesia.data("GET", CATEGORIES, category_version="v2")
    world.clock.advance(seconds + 1)
    gb.token = world.tokens.exchange(gb.app, world.tokens.grant_code(gb.app)).access
    gb.data("GET", CATEGORIES, category_version="v1")


def test_a_share_of_the_throttled_answers_names_a_wait_and_the_seed_says_which():
    def hints(seed: int) -> list[float | None]:
        traffic, caller = Traffic(seed), app(rate_limit=1, retry_after=3, retry_after_share=0.5)
        traffic.admit(caller, None, "GET /x", 0)
        found = []
        for _ in range(200):
            with pytest.raises(Refusal) as refusal:
                traffic.admit(caller, None, "GET /x", 0)
            found.append(refusal.value.retry_after)
        return found

    assert set(hints(1)) == {3, None}
    assert 60 < hints(1).count(3) < 140
    assert hints(1) == hints(1) != hints(2)


def test_no_wait_is_named_when_none_is_set():
    gb = Seller(demo_world(rate_limit=1, retry_after=None))
    answers = [gb.signed("GET", SHOPS, cipher=False) for _ in range(2)]
    assert answers[1].status_code == 429
    assert "retry-after" not in answers[1].headers


def test_latencies_are_log_normal_around_their_median_and_repeat_by_seed():
    settings = ShopSettings(latency_median=0.25, latency_sigma=0.4)

    def draws(seed: int) -> list[float]:
        traffic = Traffic(seed)
        return [traffic.latency(settings) for _ in range(2000)]

    drawn = sorted(draws(1))
    assert median(drawn) == pytest.approx(0.25, rel=0.05)
    assert drawn[round(0.841 * 2000)] / 0.25 == pytest.approx(1.49, rel=0.1)
    assert draws(1) == draws(1) != draws(2)
    assert Traffic(1).latency(ShopSettings()) == 0


def test_answers_wait_for_their_latency(monkeypatch):
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("catalog_sync.sandbox.tiktok.app.anyio.sleep", sleep)
    gb = Seller(demo_world())
    gb.sandbox("POST", "/settings", {"region": "GB", "latency_median": 2, "latency_sigma": 0})
    gb.call("GET", SHOPS, cipher=False)
    gb.data("GET", CATEGORIES, category_version="v1")
    assert waited == [0, 2]
