import asyncio

import httpx
import pytest

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.calls import MAX_ATTEMPTS
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync_tests.tiktok.fakes import (
    CIPHER,
    REQUEST_ID,
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


def test_a_create_is_repeated_with_the_same_idempotency_key():
    server = Server(LOST, BUSY, CREATED)
    assert run(server, create).product_id == "1729592969712207008"
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
    error = failure(Server(LOST, refusal(12052996, "external id repeated")), create, errors.OutcomeUnknown)
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
    assert time.slept[0] == pytest.approx(7)


def test_a_wait_beyond_the_deadline_is_not_begun():
    server, time = Server(refusal(36009002, status=429, retry_after="3600"), PRODUCT), Time()
    assert failure(server, read, errors.Throttled, time=time).retry_after == 3600
    assert time.slept == []


def test_an_unreadable_retry_after_is_ignored():
    run(Server(refusal(36009002, status=429, retry_after="soon"), PRODUCT), read)


def test_throttling_slows_the_lane_down():
    time = Time()
    pacer = Pacer(40, clock=time.clock)
    run(Server(refusal(36009002, status=429), PRODUCT), read, time=time, pacer=pacer)
    assert pacer.rate(("6demoappkey01", CIPHER, "Get Product")) < 40


def test_a_lane_speeds_up_again_with_its_successes():
    time = Time()
    pacer = Pacer(40, clock=time.clock)
    lane = ("6demoappkey01", CIPHER, "Get Product")
    pacer.throttled(lane, None)
    time.passed += 1
    run(Server(PRODUCT), read, time=time, pacer=pacer)
    assert pacer.rate(lane) > 20


def test_calls_wait_for_their_turn():
    async def many(shop):
        await asyncio.gather(*(read(shop) for _ in range(12)))

    time = Time()
    run(Server(PRODUCT), many, time=time, pacer=Pacer(10, clock=time.clock))
    assert time.passed == pytest.approx(1)


def test_waiting_for_the_turn_does_not_use_up_the_deadline():
    async def many(shop):
        await asyncio.gather(*(read(shop) for _ in range(12)))

    time = Time()
    server = Server(PRODUCT)
    run(server, many, time=time, pacer=Pacer(0.2, clock=time.clock), call_seconds=5)
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


def test_a_failed_refresh_after_a_lost_create_does_not_hide_that_the_outcome_is_unknown():
    class Revoked(Tokens):
        async def refreshed(self, stale):
            raise errors.AuthorizationLost("revoked", "Token (refresh)")

    failure(Server(LOST, refusal(105002)), create, errors.OutcomeUnknown, tokens=Revoked())


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
