import asyncio

import httpx
import pytest

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.pacing_lanes import Lane, MemoryLanes
from catalog_sync.tiktok.trial import MAX_ATTEMPTS
from catalog_sync_tests.tiktok.fakes import (
    APP,
    REQUEST_ID,
    SHOP_ID,
    START,
    TOKEN,
    Server,
    Time,
    Tokens,
    at,
    create,
    edit,
    failure,
    ok,
    read,
    refusal,
    run,
)

CREATED = ok({"product_id": "1729592969712207008"})
PRODUCT = ok({"id": "1729592969712207008"})
BUSY = refusal(36009003, "internal error")
LOST = httpx.ReadTimeout("no answer")
THROTTLED = refusal(36009002, status=429)


class Endless(httpx.AsyncBaseTransport):
    """A server that never answers."""

    def __init__(self):
        self.transport = self
        self.reached = asyncio.Event()

    async def handle_async_request(self, request):
        self.reached.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("trouble", [BUSY, LOST, httpx.ConnectError("refused"), httpx.Response(503)])
def test_a_read_is_repeated_until_it_succeeds(trouble):
    server, time = Server(trouble, trouble, PRODUCT), Time()
    assert run(server, read, time=time).id == "1729592969712207008"
    assert len(server.requests) == 3
    assert 0.25 <= time.slept[0] <= 0.5
    assert 0.5 <= time.slept[1] <= 1.0


def test_a_read_is_given_up_after_so_many_attempts():
    server = Server(BUSY)
    assert failure(server, read, errors.Unavailable).code == 36009003
    assert len(server.requests) == MAX_ATTEMPTS


@pytest.mark.parametrize("trouble", [LOST, BUSY, httpx.Response(504, text="<html>"), httpx.Response(200)])
def test_a_create_whose_answer_was_lost_is_not_repeated_unless_keys_are_known_to_be_honoured(trouble):
    server = Server(trouble, CREATED)
    failure(server, create, errors.OutcomeUnknown)
    assert len(server.requests) == 1


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), refusal(36009002, status=429)])
def test_a_create_that_was_certainly_not_carried_out_is_repeated_with_its_key(trouble):
    server = Server(trouble, CREATED)
    run(server, create)
    assert [body["idempotency_key"] for body in server.bodies][-1] == "key-1"


def test_a_create_is_repeated_with_the_same_idempotency_key_where_keys_are_honoured():
    server = Server(LOST, BUSY, CREATED)
    assert run(server, create, keys_honoured=True).product_id == "1729592969712207008"
    assert {body["idempotency_key"] for body in server.bodies} == {"key-1"}
    assert len(server.requests) == 3


def test_an_edit_whose_answer_was_lost_is_not_sent_again():
    for trouble in (LOST, BUSY, httpx.Response(502, text="<html>"), httpx.Response(200, text="<html>")):
        server = Server(trouble)
        error = failure(server, edit, errors.OutcomeUnknown)
        assert len(server.requests) == 1
        assert error.endpoint == "Edit Product"


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), refusal(36009002, status=429)])
def test_an_edit_that_was_certainly_not_carried_out_is_sent_again(trouble):
    server = Server(trouble, ok({"product_id": "1"}))
    run(server, edit)
    assert len(server.requests) == 2


def test_an_edit_that_never_got_through_has_a_known_outcome():
    error = failure(Server(httpx.ConnectError("refused")), edit, errors.Unreachable)
    assert not error.undecided


def test_a_create_that_stays_without_answer_has_an_unknown_outcome():
    failure(Server(LOST), create, errors.OutcomeUnknown)


def test_a_refusal_after_a_lost_answer_does_not_prove_that_nothing_was_created():
    server = Server(LOST, refusal(12052996, "external id repeated"))
    error = failure(server, create, errors.OutcomeUnknown, keys_honoured=True)
    assert error.code == 12052996


def test_a_refusal_of_the_first_attempt_is_final():
    server = Server(refusal(12052104, "property is required"))
    error = failure(server, create, errors.PayloadRefused)
    assert (error.code, error.request_id, error.http_status) == (12052104, REQUEST_ID, 200)
    assert len(server.requests) == 1


def test_an_answer_to_a_create_without_the_product_id_leaves_the_outcome_unknown():
    failure(Server(ok({})), create, errors.OutcomeUnknown)


@pytest.mark.parametrize("header", ["7", at(START + 7).strftime("%a, %d %b %Y %H:%M:%S GMT")])
def test_retry_after_is_honoured_as_seconds_and_as_date(header):
    time = Time()
    run(Server(refusal(36009002, status=429, retry_after=header), PRODUCT), read, time=time)
    assert time.passed == pytest.approx(7)


def test_a_wait_beyond_the_deadline_is_not_begun():
    server, time = Server(refusal(36009002, status=429, retry_after="3600"), PRODUCT), Time()
    assert failure(server, read, errors.Throttled, time=time).retry_after == 3600
    assert time.slept == []


def test_an_unreadable_retry_after_is_ignored():
    run(Server(refusal(36009002, status=429, retry_after="soon"), PRODUCT), read)


def test_throttling_slows_the_lane_of_this_app_shop_and_endpoint_down():
    pacer, lanes = (
        Pacer(ceiling=40),
        [Lane(APP.app_key, SHOP_ID, title) for title in ("Get Product", "Search")],
    )
    run(Server(THROTTLED, PRODUCT), read, pacer=pacer)
    assert pacer.rate(lanes[0]) < 0.985 * 40
    assert pacer.rate(lanes[1]) is None


def test_a_call_without_cipher_has_one_lane_for_all_shops():
    pacer = Pacer()
    uploaded = ok({"uri": "tos-demo-i-abc/01"})
    run(Server(uploaded), lambda shop: shop.upload_image(b"...", "a.png", "MAIN_IMAGE"), pacer=pacer)
    assert pacer.rate(Lane(APP.app_key, "", "Upload Product Image"))


def test_throttled_attempts_are_limited_by_the_deadline_alone():
    server, time = Server(*[THROTTLED] * 3 * MAX_ATTEMPTS, PRODUCT), Time()
    run(server, read, time=time)
    assert len(server.requests) == 3 * MAX_ATTEMPTS + 1


def test_a_call_that_stays_throttled_ends_typed_at_its_deadline():
    server, time = Server(THROTTLED), Time()
    failure(server, edit, errors.Throttled, time=time, call_seconds=20)
    assert 15 <= time.passed <= 40
    assert len(server.requests) < 100


def test_an_edit_that_was_throttled_after_its_answer_was_lost_is_not_repeated():
    server = Server(LOST, THROTTLED, PRODUCT)
    failure(server, edit, errors.OutcomeUnknown)
    assert len(server.requests) == 1


def test_a_create_that_was_throttled_is_repeated_with_its_key():
    server = Server(THROTTLED, CREATED)
    run(server, create)
    assert [body["idempotency_key"] for body in server.bodies] == ["key-1", "key-1"]


def test_while_tiktok_holds_a_lane_for_long_nothing_is_sent_there():
    async def two(shop):
        for _ in range(2):
            with pytest.raises(errors.Throttled) as refused:
                await read(shop)
            waits.append(refused.value.retry_after)

    server, waits = Server(refusal(36009002, status=429, retry_after="3600")), []
    run(server, two)
    assert waits == pytest.approx([3600, 3600])
    assert len(server.requests) == 1


class Rationed(MemoryLanes):
    """Lanes that have so many turns, then none."""

    def __init__(self, turns):
        super().__init__(lambda: 0.0)
        self.left = turns

    async def lease(self, lane, turns):
        self.left -= (given := min(turns, self.left))
        return await super().lease(lane, given)


def test_a_spent_budget_ends_a_call_before_it_is_sent():
    server = Server(PRODUCT)
    error = failure(server, read, errors.BudgetSpent, pacer=Pacer(Rationed(0)))
    assert isinstance(error, errors.QuotaUsedUp)
    assert server.requests == []


def test_a_budget_that_ends_before_a_lost_create_is_repeated_leaves_its_outcome_unknown():
    failure(Server(LOST), create, errors.OutcomeUnknown, pacer=Pacer(Rationed(1)), keys_honoured=True)


def test_calls_wait_for_their_turn():
    async def many(shop):
        await asyncio.gather(*(read(shop) for _ in range(12)))

    time = Time()
    run(Server(PRODUCT), many, time=time, pacer=Pacer(ceiling=10, clock=time.clock))
    assert time.passed == pytest.approx(11 / 9.85, rel=0.15)


def test_waiting_for_the_turn_does_not_use_up_the_deadline():
    async def many(shop):
        await asyncio.gather(*(read(shop) for _ in range(12)))

    time = Time()
    server = Server(PRODUCT)
    run(server, many, time=time, pacer=Pacer(ceiling=0.2, clock=time.clock), call_seconds=5)
    assert len(server.requests) == 12


def test_an_answer_that_never_ends_is_cut_off_at_the_deadline():
    server = Endless()
    assert "0.01 s" in str(failure(server, read, errors.Unavailable, call_seconds=0.01))


def test_a_refused_token_is_refreshed_once_and_the_call_repeated():
    tokens = Tokens()
    server = Server(refusal(105002, "expired", 401), CREATED)
    run(server, create, tokens=tokens)
    assert tokens.stale == [TOKEN]
    assert [r.headers["x-tts-access-token"] for r in server.requests] == [TOKEN, f"{TOKEN}_1"]


def test_a_fresh_token_that_is_refused_as_well_means_the_authorization_is_lost():
    server, tokens = Server(refusal(105002, "expired", 401)), Tokens()
    failure(server, read, errors.AuthorizationLost, tokens=tokens)
    assert len(server.requests) == 2
    assert len(tokens.stale) == 1


def test_a_refresh_that_leaves_no_time_for_the_call_is_tried_again_later_and_stops_nobody_else():
    class Slow(Tokens):
        async def refreshed(self, stale):
            await asyncio.sleep(60)

    server = Server(refusal(105002, "expired", 401))
    error = failure(server, read, errors.Unavailable, tokens=Slow(), call_seconds=0.01)
    assert "left no time" in error.message
    assert len(server.requests) == 1


def test_what_tiktok_warns_of_is_logged_without_secrets(caplog):
    server = Server(ok({"product_id": "1", "warnings": [{"message": f"{TOKEN} was here"}]}))
    with caplog.at_level("WARNING"):
        run(server, create)
    assert "*** was here" in caplog.text
    assert TOKEN not in caplog.text


def test_a_failed_refresh_after_a_lost_create_does_not_hide_that_the_outcome_is_unknown():
    class Revoked(Tokens):
        async def refreshed(self, stale):
            raise errors.AuthorizationLost("revoked", "Token (refresh)")

    server = Server(LOST, refusal(105002))
    failure(server, create, errors.OutcomeUnknown, tokens=Revoked(), keys_honoured=True)


def test_every_request_is_counted_with_its_outcome():
    calls = []
    run(Server(BUSY, PRODUCT), read, on_call=calls.append)
    assert [(c.endpoint, c.outcome, c.request_id) for c in calls] == [
        ("Get Product", "Unavailable", REQUEST_ID),
        ("Get Product", "ok", REQUEST_ID),
    ]


def test_a_cancelled_request_is_counted_too():
    calls = []
    server = Endless()

    async def cancelled(shop):
        task = asyncio.create_task(read(shop))
        await server.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(server, cancelled, on_call=calls.append)
    assert [call.outcome for call in calls] == ["cancelled"]
