"""A webhook receiver on this machine for tests: keeps what was posted, and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import orjson


@dataclass
class Posted:
    """One request as it came in."""

    body: bytes
    headers: dict[str, str]

    @property
    def content(self) -> dict[str, Any]:
        return orjson.loads(self.body)


@dataclass
class Receiver:
    """Answers with `status` unless `statuses` says otherwise for the next ones; while `hangs`, not at all."""

    url: str
    status: int = 200
    statuses: list[int] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    arrived: "Queue[Posted]" = field(default_factory=Queue)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def take(self, posted: Posted) -> int:
        self.posts.append(posted)
        self.arrived.put(posted)
        self.may_answer.wait(10)
        return self.statuses.pop(0) if self.statuses else self.status

    @property
    def types(self) -> list[int]:
        return [posted.content["type"] for posted in self.posts]

    def of(self, number: int) -> list[dict[str, Any]]:
        """The data of what came of one type."""
        return [posted.content["data"] for posted in self.posts if posted.content["type"] == number]


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.take(Posted(body, headers)))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/webhooks")
    receiver.may_answer.set()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()
