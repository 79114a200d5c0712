"""Single calls: what is tried again, how long after, and what is never read to its end."""

import asyncio

import httpx
import pytest

from catalog_sync.pim.calls import TRIES, AnswerTooLarge, Caller
from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable
from catalog_sync_tests.pim.world import no_pause, run

URL = "http://user:hidden@pim.test/things?token=hidden"


class Script:
    """Plays answers (or raises errors) in turn, and records the pauses between them."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.pauses = []

    async def send(self, limit=1000):
        async def pause(seconds):
            self.pauses.append(seconds)

        async with httpx.AsyncClient(transport=httpx.MockTransport(self._next)) as client:
            return await Caller(client, pause=pause).send(client.build_request("GET", URL), limit)

    def _next(self, request):
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_failures_are_tried_again(status):
    assert run(Script(httpx.Response(status), httpx.Response(200, content=b"ok")).send()).body == b"ok"


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 422])
def test_final_answers_are_not_tried_again(status):
    assert run(Script(httpx.Response(status)).send()).status == status


def test_disconnects_and_broken_compression_are_tried_again():
    broken = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))
    script = Script(httpx.ReadError("gone"), broken, httpx.Response(200, content=b"ok"))
    assert run(script.send()).body == b"ok"


def test_retry_after_is_obeyed():
    script = Script(httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200))
    run(script.send())
    assert script.pauses == [7.0]


def test_a_call_keeps_its_place_while_it_waits():
    """Failure mode 15: a throttled PIM is not asked by others meanwhile."""
    asked, waiting = [], asyncio.Event()

    async def pause(_):
        waiting.set()
        await asyncio.Event().wait()

    def handle(request):
        asked.append(request)
        return httpx.Response(429)

    async def work():
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as client:
            caller = Caller(client, concurrency=2, pause=pause)
            tasks = [asyncio.ensure_future(caller.send(client.build_request("GET", URL))) for _ in range(10)]
            await waiting.wait()
            for _ in range(50):
                await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    run(work())
    assert len(asked) == 2


def test_pauses_grow_and_stay_bounded():
    script = Script(*[httpx.Response(503)] * TRIES)
    with pytest.raises(PimUnreachable):
        run(script.send())
    assert len(script.pauses) == TRIES - 1
    assert all(0.25 * 2**n <= pause <= 0.5 * 2**n for n, pause in enumerate(script.pauses))


def test_giving_up_says_where_and_why_but_no_query_or_password():
    with pytest.raises(PimUnreachable) as raised:
        run(Script(*[httpx.ConnectTimeout("x")] * TRIES).send())
    assert "http://pim.test/things" in str(raised.value)
    assert "ConnectTimeout" in str(raised.value)
    assert "hidden" not in str(raised.value)


def test_answers_are_read_up_to_the_limit_only():
    with pytest.raises(AnswerTooLarge):
        run(Script(httpx.Response(200, content=b"x" * 1001)).send(limit=1000))
    assert len(run(Script(httpx.Response(200, content=b"x" * 1000)).send(limit=1000)).body) == 1000


def test_an_answer_that_is_not_json_says_what_it_is():
    answer = run(Script(httpx.Response(200, html="<h1>Maintenance</h1>")).send())
    with pytest.raises(PimAnswerInvalid, match="text/html"):
        answer.json()


@pytest.mark.parametrize("headers", [{}, {"date": "yesterday"}])
def test_an_answer_without_a_clock_is_invalid(headers):
    with pytest.raises(PimAnswerInvalid, match="Date"):
        run(Script(httpx.Response(200, headers=headers)).send()).clock()


def test_at_most_four_calls_run_at_once():
    running, most = 0, 0

    async def handle(request):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return httpx.Response(200)

    async def many():
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as client:
            caller = Caller(client, pause=no_pause)
            await asyncio.gather(*(caller.send(client.build_request("GET", URL)) for _ in range(20)))

    run(many())
    assert most == 4
