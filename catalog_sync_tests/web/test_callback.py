"""Waiting for a seller: the redirect or the pasted text, whichever comes first, and nothing that only looks like it."""

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from pydantic import SecretStr

from catalog_sync.sync.consent import ConsentDenied, ConsentRefused
from catalog_sync.web.callback import Callback, wait_for_code

Visit = Callable[[str], httpx.Response]


def judge(query: str) -> SecretStr:
    """Takes `good`, hears `no`, and refuses the rest."""
    if query == "no":
        raise ConsentDenied("The seller said no.")
    if query.strip() != "good":
        raise ConsentRefused("<forged>")
    return SecretStr("code")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Standard input, and a way to type into it; an empty text ends it."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as source, closing(os.fdopen(writing, "w")) as keyboard:
        monkeypatch.setattr(sys, "stdin", source)

        def type_(text: str) -> None:
            keyboard.write(text)
            keyboard.flush()
            if not text:
                keyboard.close()

        yield type_


@pytest.fixture
def callback() -> Iterator[Callback]:
    """A listener on this machine."""
    with Callback("127.0.0.1", 0, judge) as listening:
        yield listening


def wait(callback: Callback | None, told: list[str], seconds: float = 20) -> str:
    return wait_for_code(callback, judge, told.append, seconds).get_secret_value()


def visit(callback: Callback, *queries: str) -> list[httpx.Response]:
    """Follow redirects to the listener, one after the other."""
    address = f"http://127.0.0.1:{callback.server_port}/callback"
    return [httpx.get(f"{address}?{query}", trust_env=False) for query in queries]


def test_the_redirect_brings_the_code(typed: Callable[[str], None], callback: Callback) -> None:
    with ThreadPoolExecutor(1) as browser:
        shown = browser.submit(visit, callback, "good")
        assert wait(callback, []) == "code"
    [page] = shown.result()
    assert (page.status_code, "close it" in page.text) == (200, True)
    assert page.headers["referrer-policy"] == "no-referrer"


def test_a_forged_redirect_is_told_and_the_wait_goes_on(
    typed: Callable[[str], None], callback: Callback
) -> None:
    told: list[str] = []
    with ThreadPoolExecutor(1) as browser:
        shown = browser.submit(visit, callback, "forged", "", "good")
        assert wait(callback, told) == "code"
    assert [page.status_code for page in shown.result()] == [400, 404, 200]
    assert "&lt;forged&gt;" in shown.result()[0].text
    assert told == ["<forged>"]


def test_a_denied_consent_ends_the_wait(typed: Callable[[str], None], callback: Callback) -> None:
    with ThreadPoolExecutor(1) as browser:
        browser.submit(visit, callback, "no")
        with pytest.raises(ConsentDenied, match="said no"):
            wait(callback, [])


def test_a_pasted_code_comes_first(typed: Callable[[str], None], callback: Callback) -> None:
    typed("bad\n")
    typed("good\n")
    typed("")
    told: list[str] = []
    assert wait(callback, told) == "code"
    assert told == ["<forged>"]


def test_a_browser_that_hangs_up_is_not_waited_for(typed: Callable[[str], None], callback: Callback) -> None:
    socket.create_connection(("127.0.0.1", callback.server_port)).close()
    with ThreadPoolExecutor(1) as browser:
        browser.submit(visit, callback, "good")
        assert wait(callback, []) == "code"


def test_a_client_that_drips_is_hung_up_on(
    typed: Callable[[str], None], callback: Callback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.web.callback._PATIENCE", 0.1)
    came, pause = threading.Event(), threading.Event()

    def drip() -> bool:
        with socket.create_connection(("127.0.0.1", callback.server_port)) as client:
            came.set()
            try:
                for _ in range(250):
                    client.sendall(b"G")
                    pause.wait(0.02)
            except ConnectionError:
                return True
        return False

    with ThreadPoolExecutor(2) as clients:
        hung_up = clients.submit(drip)
        came.wait()
        clients.submit(visit, callback, "good")
        assert wait(callback, []) == "code"
        assert hung_up.result()


def test_when_nothing_more_can_come_the_last_reason_is_told(typed: Callable[[str], None]) -> None:
    typed("bad\n")
    typed("")
    with pytest.raises(ConsentRefused, match="<forged>"):
        wait(None, [])


def test_the_wait_ends_when_nobody_comes(typed: Callable[[str], None], callback: Callback) -> None:
    with pytest.raises(ConsentRefused, match="Nobody came back within 0 minutes"):
        wait(callback, [], seconds=0.05)
