"""Links to files outside the PIM: where they may lead, how far they are followed, how much is read."""

import asyncio
import socket

import httpx
import pytest

from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimUnreachable
from catalog_sync.pim.media.links import MediaLinks
from catalog_sync_tests.pim.world import no_pause, run

ADDRESSES = {
    "dam.test": ["203.0.113.7"],
    "cdn.test": ["198.51.100.9"],
    "inside.test": ["10.0.0.5"],
    "both.test": ["8.8.8.8", "127.0.0.1"],
    "mapped.test": ["::ffff:192.168.1.1"],
    "meta.test": ["169.254.169.254"],
}


@pytest.fixture(autouse=True)
def public(monkeypatch):
    """The addresses of documentation (RFC 5737) stand for public ones."""
    for host in ("dam.test", "cdn.test"):
        monkeypatch.setitem(ADDRESSES, host, ["93.184.216.34" if host == "dam.test" else "93.184.216.35"])


class Web:
    """What hosts answer, and what they were asked."""

    def __init__(self, **answers: httpx.Response) -> None:
        self.answers = {path.replace("_", "."): answer for path, answer in answers.items()}
        self.asked: list[httpx.Request] = []

    def links(self, **settings) -> MediaLinks:
        whole = {"limit": 1000, "seconds": 5, "pause": no_pause, "resolve": self.resolve} | settings
        return MediaLinks(transport=httpx.MockTransport(self.answer), **whole)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answers[request.headers["host"]]

    async def resolve(self, host: str, port: int) -> list[str]:
        if host in ADDRESSES:
            return ADDRESSES[host]
        raise socket.gaierror(f"{host} is not known")


def download(web: Web, link: str, **settings) -> bytes:
    return run(web.links(**settings).download(link))


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


def test_file_behind_a_link_is_read_from_the_very_address_that_was_looked_at():
    web = Web(dam_test=httpx.Response(200, content=b"picture"))
    assert download(web, "https://dam.test/a b.jpg?w=9") == b"picture"
    (asked,) = web.asked
    assert asked.url.host == "93.184.216.34"
    assert asked.headers["host"] == "dam.test"
    assert asked.extensions["sni_hostname"] == "dam.test"
    assert asked.url.query == b"w=9"


def test_no_credentials_go_out():
    web = Web(dam_test=httpx.Response(200))
    download(web, "https://someone:password@dam.test/x")
    assert "authorization" not in web.asked[0].headers


def test_redirect_is_followed_to_another_public_host():
    web = Web(dam_test=moved("https://cdn.test/y"), cdn_test=httpx.Response(200, content=b"moved"))
    assert download(web, "https://dam.test/x") == b"moved"


@pytest.mark.parametrize("host", ["inside.test", "both.test", "mapped.test", "meta.test"])
def test_link_into_a_private_network_is_refused_also_after_a_redirect(host):
    web = Web(dam_test=moved(f"http://{host}/x"))
    with pytest.raises(MediaRefused, match="private network"):
        download(web, f"https://{host}/x")
    assert web.asked == []
    with pytest.raises(MediaRefused, match="private network"):
        download(web, "https://dam.test/x")
    assert len(web.asked) == 1


def test_public_address_in_the_form_of_version_6_is_public():
    web = Web(dam_test=httpx.Response(200, content=b"x"))

    async def mapped(*_: object) -> list[str]:
        return ["::ffff:93.184.216.34"]

    assert download(web, "http://dam.test/x", resolve=mapped) == b"x"
    assert web.asked[0].url.host == "::ffff:93.184.216.34"


def test_host_that_is_named_may_be_in_a_private_network():
    web = Web(inside_test=httpx.Response(200, content=b"inside"))
    assert download(web, "http://inside.test/x", hosts={"Inside.test"}) == b"inside"


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "https:///x", "https://[::1", "ftp://dam.test/x", "https://"]
)
def test_what_is_no_address_of_the_web_is_refused(link):
    with pytest.raises(MediaRefused):
        download(Web(), link)


def test_redirects_end():
    with pytest.raises(MediaRefused, match="more than 5 times"):
        download(Web(dam_test=moved("https://dam.test/x")), "https://dam.test/x")


def test_file_that_is_too_large_is_refused():
    with pytest.raises(MediaRefused, match="more than 1000 bytes"):
        download(Web(dam_test=httpx.Response(200, content=b"x" * 1001)), "https://dam.test/x")


@pytest.mark.parametrize(("status", "error"), [(404, MediaMissing), (410, MediaMissing), (403, MediaRefused)])
def test_answer_tells_a_missing_file_from_a_refused_one_without_what_may_be_secret(status, error):
    with pytest.raises(error) as told:
        download(Web(dam_test=httpx.Response(status)), "https://dam.test/x?signature=secret")
    assert "secret" not in str(told.value)


def test_host_that_is_down_can_be_tried_later_and_one_that_nobody_knows_cannot():
    with pytest.raises(PimUnreachable):
        download(Web(dam_test=httpx.Response(503)), "https://dam.test/x")
    with pytest.raises(MediaRefused, match="name server"):
        download(Web(), "https://unknown.test/x")


def test_slow_host_is_given_up():
    async def never(*_: object) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(MediaRefused, match="took over"):
        download(Web(), "https://dam.test/x", seconds=0.01, resolve=never)
