"""Waits for a seller to come back from the authorize page: on a listener of this machine, or pasted by a person."""

import html
import selectors
import socket
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, TextIO
from urllib.parse import urlsplit

from pydantic import SecretStr

from catalog_sync.sync.consent import ConsentDenied, ConsentRefused

Judge = Callable[[str], SecretStr]
_PATIENCE = 5.0
"""Seconds that one client may hold up the wait, however it drips."""
_DONE = "The app is authorized as far as this page can tell. You may close it and go back to the terminal."
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}


class Callback(HTTPServer):
    """Listens for the redirect and judges its query; what it judged is in `outcome` until taken."""

    allow_reuse_address = True

    def __init__(self, host: str, port: int, judge: Judge) -> None:
        super().__init__((host, port), _Page)
        self._judge = judge
        self._outcome: SecretStr | ConsentRefused | None = None

    def take(self) -> SecretStr | None:
        """Answer one request; returns its code, raises its ConsentRefused, none for a request that is no redirect."""
        self._outcome = None
        self.handle_request()
        if isinstance(self._outcome, ConsentRefused):
            raise self._outcome
        return self._outcome

    def judge(self, query: str) -> str:
        """What to show to the browser; raises ConsentRefused."""
        try:
            self._outcome = self._judge(query)
        except ConsentRefused as refused:
            self._outcome = refused
            raise
        return _DONE

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer the request; hang up on a client that takes longer than it may."""
        deadline = threading.Timer(_PATIENCE, _hang_up, [request])
        deadline.start()
        try:
            super().finish_request(request, client_address)
        finally:
            deadline.cancel()
            deadline.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is nobody's failure."""


class _Page(BaseHTTPRequestHandler):
    server: Callback

    def do_GET(self) -> None:
        query = urlsplit(self.path).query
        if not query:
            self._show(404, "Nothing is here.")
            return
        try:
            self._show(200, self.server.judge(query))
        except ConsentRefused as refused:
            self._show(400, str(refused))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the address holds the code."""

    def _show(self, status: int, text: str) -> None:
        body = f"<!doctype html><title>catalog_sync</title><p>{html.escape(text)}</p>".encode()
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):  # it is gone already
        connection.shutdown(socket.SHUT_RDWR)


def wait_for_code(
    callback: Callback | None, judge_pasted: Judge, tell: Callable[[str], None], seconds: float
) -> SecretStr:
    """The code that comes first, by redirect or by standard input. What is no consent is told, and the wait goes on.

    Raises ConsentDenied when the seller said no, ConsentRefused when nothing more can come or the time is over.
    """
    ends = time.monotonic() + seconds
    refused = ConsentRefused(
        f"Nobody came back within {seconds / 60:.0f} minutes. Start again when you are ready."
    )
    with selectors.SelectSelector() as sources, _unechoed(sys.stdin):
        sources.register(sys.stdin, selectors.EVENT_READ, lambda: _pasted(sources, judge_pasted))
        if callback:
            sources.register(callback, selectors.EVENT_READ, callback.take)
        while sources.get_map() and (left := ends - time.monotonic()) > 0:
            for key, _ in sources.select(left):
                take: Callable[[], SecretStr | None] = key.data
                try:
                    if code := take():
                        return code
                except ConsentDenied:
                    raise
                except ConsentRefused as no_consent:
                    refused = no_consent
                    tell(str(no_consent))
    raise refused


def _pasted(sources: selectors.BaseSelector, judge: Judge) -> SecretStr | None:
    line = sys.stdin.readline()
    if not line:
        sources.unregister(sys.stdin)
        return None
    return judge(line) if line.strip() else None


@contextmanager
def _unechoed(terminal: TextIO) -> Iterator[None]:
    """Let a terminal not show what is pasted into it."""
    if not terminal.isatty():
        yield
        return
    before = termios.tcgetattr(terminal)
    quiet = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, quiet)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
