import socket
import zlib
from collections.abc import Iterator

import httpx
import pytest

from catalog_sync.sandbox.tiktok.faults import KINDS, Fault, Faults
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync_tests.sandbox.tiktok.seller import SEARCH, Seller, demo_world

SHOPS = "/authorization/202309/shops"
GET_SHOPS = f"GET {SHOPS}"
PRICES = "POST /product/202309/products/{product_id}/prices/update"
BEFORE = {
    "throttle",
    "throttle_mixed",
    "status_500",
    "status_503",
    "html_page",
    "timeout",
    "reset",
    "redirect",
}
TOKENS = {"expire_token", "revoke_token"}
READABLE = {"delay", "delay_after", "trickle"}


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at


class Remote:
    """A seller over real HTTP who changes the price of one live product, under faults."""

    def __init__(self, seller: Seller, base_url: str) -> None:
        self.seller = seller
        self.base_url = base_url
        product = seller.data("POST", "/product/202309/products", seller.listing())
        self.path = f"/product/202309/products/{product['product_id']}/prices/update"
        self.sku_id = product["skus"][0]["id"]
        seller.get(product["product_id"])

    def suffer(self, kind: str, endpoint: str = PRICES, **more) -> None:
        answer = self.seller.sandbox("POST", "/faults", {"endpoint": endpoint, "kind": kind, **more})
        assert answer == {}, answer

    def set_price(self, amount: str) -> httpx.Response:
        price = {"amount": amount, "currency": "GBP"}
        body = httpx.Request("POST", "http://x", json={"skus": [{"id": self.sku_id, "price": price}]})
        content = body.read()
        return httpx.post(
            self.base_url + self.path,
            params=self.seller.parameters(self.path, content),
            content=content,
            headers={"x-tts-access-token": self.seller.token, "content-type": "application/json"},
            timeout=1,
        )

    @property
    def price(self) -> str:
        return self.seller.sandbox("GET", "/products")["products"][0]["prices"]["MUG-1"]

    def outcomes(self) -> dict[str, int]:
        counts = self.seller.sandbox("GET", "/calls")["GB"][PRICES]
        return {outcome: count for outcome, count in counts.items() if count}


@pytest.fixture(scope="module")
def served() -> Iterator[Remote]:
    world = demo_world(review_delay=0)
    with serve_in_thread(world) as base_url:
        yield Remote(Seller(world), base_url)


@pytest.fixture
def gb(served: Remote) -> Remote:
    served.seller.sandbox("POST", "/faults/clear")
    served.set_price("12.99")
    served.seller.sandbox("POST", "/calls/reset")
    return served


def test_every_kind_is_either_before_or_after_the_effect():
    after = {kind for kind in KINDS if kind.endswith("_after")}
    after |= {"lose_answer", "truncated", "cut_json", "gzip_bomb", "oversized"}
    assert {*BEFORE, *TOKENS, *READABLE, *after} == KINDS.keys()


@pytest.mark.parametrize("kind", sorted(BEFORE - {"reset", "timeout"}))
def test_a_call_that_fails_before_its_effect_changes_nothing(gb, kind):
    gb.suffer(kind)
    assert gb.set_price("15.00").status_code >= 300
    assert gb.price == "12.99"
    assert gb.outcomes() in ({"429": 1}, {"failed": 1})
    assert gb.set_price("15.00").json()["code"] == 0


@pytest.mark.parametrize(("kind", "effect"), [("reset", False), ("reset_after", True)])
def test_a_reset_connection_leaves_no_answer(gb, kind, effect):
    gb.suffer(kind)
    with pytest.raises(httpx.ReadError, match=r"reset|Connection"):
        gb.set_price("15.00")
    assert (gb.price == "15.00") is effect
    assert gb.outcomes() == {"lost" if effect else "failed": 1}


@pytest.mark.parametrize(("kind", "effect"), [("timeout", False), ("timeout_after", True)])
def test_a_timeout_ends_only_when_the_caller_gives_up(gb, kind, effect):
    gb.suffer(kind)
    with pytest.raises(httpx.ReadTimeout):
        gb.set_price("15.00")
    assert (gb.price == "15.00") is effect


def test_a_reset_is_seen_as_one_by_the_socket(gb):
    gb.suffer("reset", endpoint=GET_SHOPS)
    query = httpx.QueryParams(gb.seller.parameters(SHOPS, cipher=False))
    host, port = gb.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        head = f"GET {SHOPS}?{query} HTTP/1.1\r\nhost: x\r\nx-tts-access-token: {gb.seller.token}\r\n\r\n"
        connection.sendall(head.encode())
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_truncated_answer_took_effect_and_is_shorter_than_it_says(gb):
    gb.suffer("truncated")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        gb.set_price("15.00")
    assert gb.price == "15.00"
    assert gb.outcomes() == {"lost": 1}


def test_cut_json_took_effect_and_is_complete_http(gb):
    gb.suffer("cut_json")
    response = gb.set_price("15.00")
    assert (response.status_code, gb.price) == (200, "15.00")
    with pytest.raises(ValueError):
        response.json()


def test_an_error_after_the_effect_is_told_from_one_before(gb):
    gb.suffer("status_500_after")
    response = gb.set_price("15.00")
    assert (response.status_code, response.json()["code"], gb.price) == (500, 36009003, "15.00")
    assert gb.outcomes() == {"lost": 1}


@pytest.mark.parametrize("kind", sorted(READABLE))
def test_a_slow_answer_is_complete(gb, kind):
    gb.suffer(kind, seconds=0.02)
    assert gb.set_price("15.00").json()["code"] == 0
    assert (gb.price, gb.outcomes()) == ("15.00", {"ok": 1})


def test_a_trickled_answer_comes_in_many_pieces(gb):
    gb.suffer("trickle", endpoint=GET_SHOPS, seconds=0.3)
    pieces = []
    with httpx.stream(
        "GET",
        gb.base_url + SHOPS,
        params=gb.seller.parameters(SHOPS, cipher=False),
        headers={"x-tts-access-token": gb.seller.token},
    ) as response:
        pieces.extend(response.iter_raw())
    assert len(pieces) > 10
    assert b"".join(pieces).startswith(b'{"code":0')


def test_a_gzip_bomb_grows_more_than_five_hundredfold(gb):
    gb.suffer("gzip_bomb", endpoint=GET_SHOPS)
    with httpx.stream(
        "GET",
        gb.base_url + SHOPS,
        params=gb.seller.parameters(SHOPS, cipher=False),
        headers={"x-tts-access-token": gb.seller.token},
    ) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert len(zlib.decompress(packed, wbits=zlib.MAX_WBITS | 16)) > 500 * len(packed)


def test_an_oversized_answer_tells_no_length_and_goes_on(gb):
    gb.suffer("oversized", endpoint=GET_SHOPS)
    with httpx.stream(
        "GET",
        gb.base_url + SHOPS,
        params=gb.seller.parameters(SHOPS, cipher=False),
        headers={"x-tts-access-token": gb.seller.token},
    ) as response:
        assert "content-length" not in response.headers
        read = 0
        for chunk in response.iter_raw():
            read += len(chunk)
            if read > 8 << 20:
                break
    assert read > 8 << 20


def test_a_redirect_leads_elsewhere_on_the_same_host(gb):
    gb.suffer("redirect")
    response = gb.set_price("15.00")
    assert response.status_code == 307
    assert httpx.get(gb.base_url + response.headers["location"]).json()["code"] == 36009009


def test_an_expired_token_can_be_refreshed_and_a_revoked_one_not(gb):
    app, world = gb.seller.app, gb.seller.world
    pair = world.tokens.exchange(app, world.tokens.grant_code(app))
    gb.seller.token = pair.access
    gb.suffer("expire_token")
    assert gb.set_price("15.00").json()["code"] == 105002
    pair = world.tokens.refresh(app, pair.refresh)
    gb.seller.token = pair.access
    assert gb.set_price("15.00").json()["code"] == 0
    gb.suffer("revoke_token")
    assert gb.set_price("16.00").json()["code"] == 36009004
    query = {"app_key": app.app_key, "app_secret": app.app_secret, "grant_type": "refresh_token"}
    answer = gb.seller.send("GET", "/api/v2/token/refresh", params={**query, "refresh_token": pair.refresh})
    assert answer.json()["code"] == 98001004
    assert gb.price == "15.00"
    gb.seller.token = world.tokens.exchange(app, world.tokens.grant_code(app)).access


@pytest.mark.parametrize(
    ("path", "parameter", "grant_type"),
    [
        ("/api/v2/token/get", "auth_code", "authorized_code"),
        ("/api/v2/token/refresh", "refresh_token", "refresh_token"),
    ],
)
def test_a_lost_token_answer_took_effect(path, parameter, grant_type):
    seller = Seller(demo_world())
    tokens = seller.world.tokens
    tokens.settings.rotation = "rotate_at_once"
    code = tokens.grant_code(seller.app)
    value = code if parameter == "auth_code" else tokens.exchange(seller.app, code).refresh
    query = {"app_key": seller.app.app_key, "app_secret": seller.app.app_secret, "grant_type": grant_type}
    seller.sandbox("POST", "/faults", {"endpoint": f"GET {path}", "kind": "lose_answer"})
    first, second = (seller.send("GET", path, params={**query, parameter: value}) for _ in range(2))
    assert first.status_code == 504
    assert second.json()["code"] == (36004004 if parameter == "auth_code" else 98001004)
    assert seller.sandbox("GET", "/calls")["row"][f"GET {path}"]["lost"] == 1


def met(faults: Faults, calls: int, endpoint: str = "GET /x") -> list[bool]:
    return [faults.take(endpoint) is not None for _ in range(calls)]


def test_which_calls_a_share_hits_repeats_by_seed_and_leaves_other_draws_alone():
    def hits(seed: int) -> list[bool]:
        faults = Faults(seed, Clock().now)
        faults.add(Fault("GET /x", "reset", None, share=0.3))
        return met(faults, 500)

    assert hits(1) == hits(1) != hits(2)
    assert 100 < sum(hits(1)) < 200


def test_a_storm_ends_on_the_worlds_clock():
    clock = Clock()
    faults = Faults(0, clock.now)
    faults.add(Fault("*", "throttle", None, duration=10))
    clock.at = 9.9
    assert met(faults, 3) == [True] * 3
    clock.at = 10
    assert met(faults, 3) == [False] * 3


def test_a_share_with_a_count_ends_after_so_many_hits():
    faults = Faults(0, Clock().now)
    faults.add(Fault("GET /x", "reset", 5, share=0.5))
    assert sum(met(faults, 200)) == 5


def test_faults_are_met_in_the_order_they_were_ordered_and_only_by_their_endpoint():
    faults = Faults(0, Clock().now)
    faults.add(Fault("GET /x", "reset", 1))
    faults.add(Fault("*", "timeout", 2))
    assert [fault and fault.kind for fault in (faults.take("GET /y"), faults.take("GET /x"))] == [
        "timeout",
        "reset",
    ]
    assert [fault and fault.kind for fault in (faults.take("GET /x"), faults.take("GET /x"))] == [
        "timeout",
        None,
    ]


def test_a_mixed_throttle_names_a_wait_in_about_half_of_its_answers():
    faults = Faults(0, Clock().now)
    faults.add(Fault("GET /x", "throttle_mixed", 400, seconds=2))
    taken = [faults.take("GET /x") for _ in range(400)]
    assert {fault.kind for fault in taken} == {"throttle"}
    assert 150 < sum(fault.seconds == 2 for fault in taken) < 250
    assert {fault.seconds for fault in taken} == {0, 2}


def test_a_throttle_names_its_wait_only_when_it_has_one():
    gb = Seller(demo_world())
    for seconds in (0, 7):
        gb.sandbox("POST", "/faults", {"endpoint": GET_SHOPS, "kind": "throttle", "seconds": seconds})
    answers = [gb.signed("GET", SHOPS, cipher=False) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert [answer.headers.get("retry-after") for answer in answers] == [None, "7", None]


def test_a_star_hits_the_api_but_not_the_controls():
    gb = Seller(demo_world())
    gb.sandbox("POST", "/faults", {"endpoint": "*", "kind": "status_503", "duration": 60})
    assert gb.signed("GET", SHOPS, cipher=False).status_code == 503
    assert gb.signed("POST", SEARCH, {}, page_size=1).status_code == 503
    assert [fault["count"] for fault in gb.sandbox("GET", "/faults")["faults"]] == [None]
    gb.world.clock.advance(61)
    assert gb.sandbox("GET", "/faults")["faults"] == []
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0


def test_faults_can_be_cleared_and_nonsense_is_refused():
    gb = Seller(demo_world())
    gb.sandbox("POST", "/faults", {"endpoint": "*", "kind": "status_500", "share": 1})
    gb.sandbox("POST", "/faults/clear")
    assert gb.call("GET", SHOPS, cipher=False)["code"] == 0
    for wrong in ({"share": 2}, {"share": 0}, {"count": 0}, {"duration": -1}, {"seconds": -1}):
        assert "error" in gb.sandbox("POST", "/faults", {"endpoint": "*", "kind": "reset", **wrong})
