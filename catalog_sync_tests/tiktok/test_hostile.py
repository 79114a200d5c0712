"""Every way in which a server can misbehave on a real socket ends typed, in time and in little memory."""

import asyncio
import gzip
import time
import tracemalloc

import httpx
import pytest
from pydantic import SecretStr

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.oauth import App, AuthClient
from catalog_sync.tiktok.unpacking import MAX_ANSWER_BYTES
from catalog_sync.tiktok.wire import Envelope, Exchange
from catalog_sync_tests.tiktok.hostile import (
    OK,
    Play,
    answer,
    bomb,
    floods,
    hostile_server,
    is_silent,
    resets,
    says,
    trickles,
)

HTML = b"<html><body>We are down for maintenance.</body></html>"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
GZIP = "content-encoding: gzip"
MUCH_MEMORY = 3 * MAX_ANSWER_BYTES


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def exchanged(http: httpx.AsyncClient, url: str, seconds: float = 20) -> Envelope:
    exchange = Exchange("Get Product", (), time.time(), seconds)
    return await exchange.envelope(http, http.build_request("GET", f"{url}/product"))


def ask(play: Play, seconds: float = 20) -> Envelope:
    async def main(url: str) -> Envelope:
        async with httpx.AsyncClient(timeout=30) as http:
            return await exchanged(http, url, seconds)

    with hostile_server(play) as url:
        return asyncio.run(main(url))


def failure(play: Play, kind: type[errors.TikTokError], seconds: float = 20) -> errors.TikTokError:
    with pytest.raises(errors.TikTokError) as caught:
        ask(play, seconds)
    assert type(caught.value) is kind
    return caught.value


@pytest.mark.parametrize("sent", [gzip.compress(OK), OK], ids=["packed", "plain"])
def test_an_answer_arrives_packed_or_plain(sent):
    headers = [GZIP] if sent != OK else []
    assert ask(says(answer(sent, "200 OK", *headers))).data == {"id": "1"}


def test_a_packed_answer_may_come_in_many_small_pieces():
    pieces = [chunk(bytes([byte])) for byte in gzip.compress(OK)]
    head = CHUNKED.replace(b"\r\n\r\n", f"\r\n{GZIP}\r\n\r\n".encode())
    assert ask(says(head, *pieces, chunk(b""))).request_id == "r-1"


@pytest.mark.parametrize(
    ("play", "kind"),
    [
        pytest.param(says(), errors.Unavailable, id="closed at once"),
        pytest.param(resets(), errors.Unavailable, id="reset before the headers"),
        pytest.param(resets(b"HTTP/1.1 200 OK\r\ncontent-"), errors.Unavailable, id="reset in the headers"),
        pytest.param(
            resets(b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"),
            errors.Unavailable,
            id="reset in the body",
        ),
        pytest.param(says(answer(OK[:30], length=len(OK))), errors.Unavailable, id="cut off in the body"),
        pytest.param(says(CHUNKED, chunk(OK)), errors.Unavailable, id="cut off between chunks"),
        pytest.param(says(CHUNKED, b"zz\r\n"), errors.Unavailable, id="a chunk of no size"),
        pytest.param(says(answer(OK[:30])), errors.Unreadable, id="truncated JSON"),
        pytest.param(says(answer(OK, length=30)), errors.Unreadable, id="a length too small"),
        pytest.param(says(answer(OK, length=-1)), errors.Unavailable, id="a negative length"),
        pytest.param(says(answer(OK, length="many")), errors.Unavailable, id="a length that is no number"),
        pytest.param(
            says(answer(OK, "200 OK", "content-length: 7")), errors.Unavailable, id="two lengths that differ"
        ),
        pytest.param(says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), errors.Unavailable, id="no HTTP"),
        pytest.param(says(b"HTTP/1.1 99 Odd\r\n\r\n"), errors.Unavailable, id="a status that is none"),
        pytest.param(says(answer(HTML)), errors.Unreadable, id="an HTML page"),
        pytest.param(says(answer(HTML, "403 No")), errors.Intercepted, id="an HTML page of a firewall"),
        pytest.param(says(answer(HTML, "502 Bad")), errors.Unavailable, id="an HTML page of a gateway"),
        pytest.param(
            says(answer(b"", "302 Found", "location: /product")),
            errors.Intercepted,
            id="a redirect to itself",
        ),
        pytest.param(says(answer(b"", "204 No Content")), errors.Unreadable, id="no content"),
        pytest.param(says(answer(OK, "200 OK", "content-encoding: br")), errors.Unreadable, id="brotli"),
        pytest.param(says(answer(OK, "503 Busy", GZIP)), errors.Unavailable, id="not packed as it claims"),
        pytest.param(
            says(answer(gzip.compress(OK)[:-9], "200 OK", GZIP)), errors.Unreadable, id="cut off gzip"
        ),
        pytest.param(
            says(answer(gzip.compress(gzip.compress(OK)), "200 OK", "content-encoding: gzip, gzip")),
            errors.Unreadable,
            id="packed twice",
        ),
        pytest.param(
            says(answer(gzip.compress(gzip.compress(OK)), "200 OK", GZIP, GZIP)),
            errors.Unreadable,
            id="packed twice, in two headers",
        ),
    ],
)
def test_a_broken_answer_ends_typed(play, kind):
    assert str(failure(play, kind)).startswith("Get Product: ")


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(is_silent, id="silence"),
        pytest.param(trickles(b"", b"H"), id="a status line that never ends"),
        pytest.param(trickles(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n"), id="headers that never end"),
        pytest.param(trickles(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), id="early hints for ever"),
        pytest.param(trickles(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", b" "), id="a slow body"),
        pytest.param(trickles(CHUNKED, chunk(b" ")), id="a slow body of no length"),
        pytest.param(
            trickles(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", gzip.compress(b"")[:10]),
            id="a slow packed body",
        ),
    ],
)
def test_an_answer_that_trickles_ends_at_the_deadline(play):
    began = time.monotonic()
    with pytest.raises(errors.TikTokError) as caught:
        ask(play, seconds=0.2)
    assert time.monotonic() - began < 5
    assert caught.value.undecided
    assert caught.value.retry


def test_the_token_endpoints_have_a_deadline_too(monkeypatch):
    monkeypatch.setattr("catalog_sync.tiktok.oauth._CALL_SECONDS", 0.2)
    with hostile_server(trickles(CHUNKED, chunk(b" "))) as url:
        app = App(app_key="k", app_secret=SecretStr("a secret"), auth_url=url)
        with pytest.raises(errors.Unavailable, match=r"no complete answer within 0\.2 s"):
            asyncio.run(AuthClient(app).refresh(SecretStr("a refresh token")))


@pytest.mark.parametrize(
    ("play", "kind"),
    [
        pytest.param(says(answer(bomb(), "200 OK", GZIP)), errors.Unreadable, id="a gzip bomb"),
        pytest.param(
            floods(CHUNKED.replace(b"\r\n\r\n", f"\r\n{GZIP}\r\n\r\n".encode()), chunk(bomb(1))),
            errors.Unreadable,
            id="gzip bombs for ever",
        ),
        pytest.param(
            says(answer(gzip.compress(bomb()), "200 OK", "content-encoding: gzip, gzip")),
            errors.Unreadable,
            id="a bomb in a bomb",
        ),
        pytest.param(
            says(answer(bomb(), "200 OK", "content-encoding: deflate")),
            errors.Unreadable,
            id="another packing",
        ),
        pytest.param(floods(CHUNKED, chunk(b" " * 65_536)), errors.Unreadable, id="an endless body"),
        pytest.param(
            floods(b"HTTP/1.1 200 OK\r\n", b"x: %s\r\n" % (b"y" * 9_000)), errors.Unavailable, id="headers"
        ),
        pytest.param(
            floods(b"HTTP/1.1 200 OK\r\nx: ", b"y" * 65_536), errors.Unavailable, id="a long header"
        ),
        pytest.param(says(answer(b"[" * 2_000_000)), errors.Unreadable, id="deep nesting"),
    ],
)
def test_an_answer_that_swells_ends_in_little_memory(play, kind):
    tracemalloc.start()
    try:
        failure(play, kind)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MUCH_MEMORY


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b'{"code":12052104,"message":"property is required"}', "200 OK", errors.PayloadRefused),
        (b'{"code":"12052104","message":"property is required"}', "200 OK", errors.PayloadRefused),
        (b'{"code":0,"data":{"id":"1"}}', "500 Oops", errors.Unavailable),
        (b'{"code":0,"data":{"id":"1"}}', "404 Gone", errors.UnknownAnswer),
        (b'{"code":false,"data":{"id":"1"}}', "200 OK", errors.Unreadable),
        (b'{"code":0.0,"data":{"id":"1"}}', "200 OK", errors.Unreadable),
        (b'{"code":1e400,"data":{"id":"1"}}', "200 OK", errors.Unreadable),
        (b'{"code":null,"data":{"id":"1"}}', "200 OK", errors.Unreadable),
        (b'{"code":[0],"data":{"id":"1"}}', "200 OK", errors.Unreadable),
        (b'{"data":{"id":"1"}}', "200 OK", errors.Unreadable),
        (b'{"code":0,"data":[{"id":"1"}]}', "200 OK", errors.Unreadable),
        (b'{"code":0,"data":"x"}', "200 OK", errors.Unreadable),
        (b'{"code":0,"message":"\xff\xfe","data":{}}', "200 OK", errors.Unreadable),
        (b'{"code":' + nested(1_000) + b"}", "200 OK", errors.Unreadable),
        (b'{"code":0,"data":' + nested(1_000) + b"}", "200 OK", errors.Unreadable),
        (b'{"code":77,"message":' + nested(1_000) + b"}", "200 OK", errors.UnknownAnswer),
        (b'{"code":77,"request_id":' + nested(1_000) + b"}", "200 OK", errors.UnknownAnswer),
    ],
)
def test_an_odd_envelope_ends_typed(body, status, kind):
    failure(says(answer(body, status)), kind)


def test_a_code_that_is_sent_as_text_is_a_success_too():
    assert ask(says(answer(b'{"code":"0","data":{"id":"1"}}'))).data == {"id": "1"}


def test_what_follows_an_answer_is_never_taken_for_the_next_one():
    async def twice(url: str) -> Envelope:
        async with httpx.AsyncClient() as http:
            await exchanged(http, url)
            return await exchanged(http, url)

    smuggled = answer(OK.replace(b"r-1", b"smuggled"))
    with hostile_server(says(answer(OK) + smuggled), says(answer(OK))) as url:
        assert asyncio.run(twice(url)).request_id == "r-1"


def test_a_message_becomes_one_line_of_bounded_length():
    body = b'{"code":77,"message":"no\\r\\nERROR forged\\u0000%s","request_id":"a\\nb"}' % (b"x" * 1_000_000)
    error = failure(says(answer(body)), errors.UnknownAnswer)
    assert error.message.startswith("no ERROR forgedxxx")
    assert (len(error.message) < 3_000, error.request_id) == (True, "a b")


def test_no_host_is_named_as_such():
    async def main() -> Envelope:
        async with httpx.AsyncClient() as http:
            return await exchanged(http, "http://127.0.0.1:1")

    with pytest.raises(errors.Unreachable, match="Check network, proxy and host name"):
        asyncio.run(main())
