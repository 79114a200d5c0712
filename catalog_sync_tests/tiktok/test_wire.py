import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.tiktok import errors, unpacking
from catalog_sync_tests.tiktok.fakes import (
    CIPHER,
    REQUEST_ID,
    SECRET,
    START,
    TOKEN,
    Server,
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

SECRETS = (SECRET, TOKEN, CIPHER)


class Opaque(Tokens):
    """Gives a new token that shares nothing with the old one."""

    async def refreshed(self, stale):
        return "ROW_entirely_new"


@pytest.mark.parametrize(
    "body", [b"<html>maintenance</html>", b'{"code":0,"data":{"id"', b"", b"[]", b'"x"', b"\xff"]
)
def test_an_answer_that_is_no_json_object_is_unreadable(body):
    failure(Server(httpx.Response(200, content=body)), read, errors.Unreadable)


def test_a_success_code_on_a_failed_status_is_no_success():
    answer = {"code": 0, "message": "Success", "data": {"product_id": "1"}}
    failure(Server(httpx.Response(500, json=answer)), edit, errors.OutcomeUnknown)


def test_a_throttled_create_is_throttled_however_its_answer_is_packed():
    packed = httpx.Response(429, headers={"retry-after": "60", "content-encoding": "br"}, content=b"?")
    error = failure(Server(packed), create, errors.Throttled, call_seconds=5)
    assert error.retry_after == 60


def test_html_from_a_firewall_is_an_unknown_answer_that_decided_the_call():
    error = failure(Server(httpx.Response(403, text="<html>blocked</html>")), edit, errors.Intercepted)
    assert not error.undecided


EXPIRED = "Invalid credentials. Invalid 'timestamp' query parameter."


@pytest.mark.parametrize(
    ("server_time", "told"),
    [
        (START - 3600, "this machine's clock is 3,600 s ahead of TikTok's"),
        (START + 86_400, "this machine's clock is 86,400 s behind TikTok's"),
    ],
)
def test_a_wrong_clock_is_named_with_its_offset(server_time, told):
    date = at(server_time).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server = Server(refusal(36009004, EXPIRED, 400, date=date))
    error = failure(server, read, errors.ClockOff)
    assert told in str(error)
    assert "Set this machine's clock right" in str(error)
    assert len(server.requests) == 1


def test_a_clock_that_differs_by_the_rounding_of_the_header_is_not_called_wrong():
    date = at(START - 1).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert (
        failure(Server(refusal(36009004, EXPIRED, 400, date=date)), read, errors.ClockOff).message == EXPIRED
    )


@pytest.mark.parametrize("headers", [{}, {"date": "yesterday"}, {"date": "Mon, 99 Foo 99999 25:61:61 GMT"}])
def test_a_wrong_clock_is_told_without_its_offset_where_the_server_names_no_time(headers):
    error = failure(Server(refusal(36009004, EXPIRED, 400, **headers)), read, errors.ClockOff)
    assert error.message == EXPIRED


def test_the_offset_of_the_clock_is_told_for_the_timestamp_only():
    answer = refusal(36009004, "Invalid 'app_key'", 400, date="Thu, 01 Jan 1970 00:00:00 GMT")
    assert "clock is" not in str(failure(Server(answer), read, errors.Misconfigured))


@pytest.mark.parametrize(
    ("header", "seconds"), [("inf", 86_400), ("1e308", 86_400), ("-5", 0), ("nan", None)]
)
def test_no_server_can_make_us_wait_for_ever(header, seconds):
    answer = refusal(36009002, status=429, retry_after=header)
    assert failure(Server(answer), read, errors.Throttled, call_seconds=0.001).retry_after == seconds


def test_every_refusal_names_its_request_id():
    unfit = {"code": 0, "request_id": REQUEST_ID, "data": ["x"]}
    for answer in (ok({"title": "no id"}), refusal(77), refusal(36009003), httpx.Response(200, json=unfit)):
        assert failure(Server(answer), read, call_seconds=0.001).request_id == REQUEST_ID


def test_redirects_are_refused():
    server = Server(httpx.Response(302, headers={"location": f"https://evil.test/?t={TOKEN}"}))
    error = failure(server, read, errors.Intercepted)
    assert len(server.requests) == 1
    assert TOKEN not in str(error)


def test_an_answer_beyond_the_size_limit_is_refused(monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_ANSWER_BYTES", 1000)
    error = failure(Server(ok({"id": "1", "title": "x" * 1000})), read, errors.Unreadable)
    assert "1000 bytes" in str(error)


def test_an_unknown_code_is_reported_with_code_message_and_data():
    answer = {"code": 77, "message": "new rule", "request_id": REQUEST_ID, "data": {"hint": 1}}
    error = failure(Server(httpx.Response(200, json=answer)), edit, errors.UnknownAnswer)
    assert (error.code, error.message, error.data) == (77, "new rule", {"hint": 1})


@pytest.mark.parametrize("data", [None, {}])
def test_null_and_empty_data_are_alike(data):
    assert run(Server(ok(data)), lambda shop: shop.warehouses()) == ()


def test_secrets_echoed_by_the_server_are_struck_out():
    error = failure(Server(refusal(36009004, f"Invalid shop_cipher {CIPHER}, {TOKEN} {SECRET}")), read)
    shown = f"{error} {error!r}"
    assert "Invalid shop_cipher ***" in shown
    assert not any(secret in shown for secret in SECRETS)


def test_a_refreshed_token_is_struck_out_as_well():
    server = Server(refusal(105002), lambda r: refusal(77, f"token {r.headers['x-tts-access-token']}"))
    assert "token *** (code 77" in str(failure(server, edit, tokens=Opaque()))


def test_secrets_in_errors_of_the_http_library_are_struck_out():
    error = failure(Server(httpx.LocalProtocolError(f"Illegal header value b'{TOKEN}'")), read)
    assert TOKEN not in str(error)


async def attempt(shop):
    try:
        await edit(shop)
    except errors.TikTokError:
        return


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([200, 204, 302, 400, 404, 429, 500, 503]))
def test_whatever_bytes_come_back_end_in_an_answer_or_a_typed_error(body, status):
    run(Server(httpx.Response(status, content=body)), attempt)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10**9) | st.text("ab0", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "message", "data", "errors", "warnings", "detail"]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON, st.sampled_from([200, 400, 429, 503]))
def test_whatever_json_comes_back_ends_in_an_answer_or_a_typed_error(answer, status):
    run(Server(httpx.Response(status, json=answer)), attempt)
    run(Server(httpx.Response(status, json={"code": 0, "data": answer})), attempt)
