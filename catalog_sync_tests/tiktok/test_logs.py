import asyncio
import logging

from pydantic import SecretStr

from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.logs import hide_secrets
from catalog_sync.tiktok.oauth import AuthClient
from catalog_sync_tests.tiktok.fakes import APP, CIPHER, SECRET, TOKEN, Time, Tokens

TOKENS = (
    b'{"code":0,"message":"success","request_id":"r","data":{"access_token":"ROW_fresh_access",'
    b'"access_token_expire_in":1767830400,"refresh_token":"ROW_fresh_refresh",'
    b'"refresh_token_expire_in":1798761600,"id":"1","uri":"u"}}'
)
BUSY = b'{"code":36009003,"message":"Internal error","request_id":"r","data":null}'
SECRETS = (SECRET, TOKEN, CIPHER, "ROW_old_refresh", "auth-code-1", "ROW_fresh_access", "ROW_fresh_refresh")


async def answer(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    body = BUSY if b"/categories" in head else TOKENS
    writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n")
    writer.write(b"content-length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    writer.close()


async def talk():
    server = await asyncio.start_server(answer, "127.0.0.1")
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    app = APP.model_copy(update={"api_url": url, "auth_url": url})
    async with server:
        await AuthClient(app).exchange_code(SecretStr("auth-code-1"))
        await AuthClient(app).refresh(SecretStr("ROW_old_refresh"))
        async with PartnerClient(app, Tokens(), clock=Time().clock, call_seconds=5) as client:
            shop = client.shop(SecretStr(CIPHER), "7000000000000000101")
            await shop.get_product("1")
            await asyncio.gather(shop.categories("en-GB", "v1"), return_exceptions=True)


def test_no_secret_reaches_any_log_record_at_debug_level(caplog):
    with caplog.at_level(logging.DEBUG):
        asyncio.run(talk())
    loggers = {record.name.partition(".")[0] for record in caplog.records}
    assert {"catalog_sync", "httpx", "httpcore"} <= loggers
    assert "/api/v2/token/refresh" in caplog.text
    for record in caplog.records:
        shown = f"{record.getMessage()} {record.args!r} {record.exc_text}"
        assert not [secret for secret in SECRETS if secret in shown]


def test_headers_that_the_connection_layer_quotes_are_left_out(caplog):
    hide_secrets()
    with caplog.at_level(logging.DEBUG, logger="httpcore"):
        for name in ("connection", "http11", "http2", "proxy"):
            logging.getLogger(f"httpcore.{name}").debug("send_request_headers.failed exception=%r", TOKEN)
    assert caplog.messages == ["send_request_headers.failed"] * 4


def test_every_log_line_about_a_call_names_endpoint_and_request_id(caplog):
    with caplog.at_level(logging.DEBUG, logger="catalog_sync.tiktok"):
        asyncio.run(talk())
    assert "Get Product: ok in " in caplog.text
    assert "Internal error" in caplog.text
    lines = [record.getMessage() for record in caplog.records if record.name == "catalog_sync.tiktok.calls"]
    assert [line for line in lines if "request_id r" not in line] == []
