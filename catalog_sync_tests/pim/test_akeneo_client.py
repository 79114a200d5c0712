"""The Akeneo client: tokens, paging and files, against an API scripted by hand."""

import asyncio
import json

import httpx
import pytest

from catalog_sync.pim.akeneo_client import AkeneoClient
from catalog_sync.pim.akeneo_settings import AkeneoSettings
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimAnswerInvalid, PimRefused
from catalog_sync_tests.pim.world import no_pause, run

SECRETS = ("the-secret", "the-password")


class Api:
    """Issues numbered tokens and answers calls with `answer(request)`; 401 while `valid` names another token."""

    def __init__(self, answer=lambda _: httpx.Response(200, json={})):
        self.answer = answer
        self.grants = []
        self.refused_grants = set()
        self.valid = None
        self.asked = []

    def __call__(self, request):
        self.asked.append(request)
        if request.url.path.endswith("/oauth/v1/token"):
            return self._token(json.loads(request.content))
        if self.valid not in (None, request.headers["authorization"]):
            return httpx.Response(401, json={"code": 401, "message": "expired"})
        return self.answer(request)

    def _token(self, body):
        if body["grant_type"] in self.refused_grants:
            return httpx.Response(422, json={"message": f"wrong {body}"})
        self.grants.append(body["grant_type"])
        return httpx.Response(
            200, json={"access_token": f"t{len(self.grants)}", "refresh_token": "r", "expires_in": 3600}
        )

    def use(self, work, base_url="https://pim.test/sub", **settings):
        whole = AkeneoSettings(
            base_url=base_url,
            client_id="id",
            secret=SECRETS[0],
            username="u",
            password=SECRETS[1],
            **settings,
        )

        async def inside():
            async with AkeneoClient(whole, transport=httpx.MockTransport(self), pause=no_pause) as client:
                return await work(client)

        return run(inside())


async def all_pages(client, **params):
    return [item async for page in client.pages("products-uuid", **params) for item in page]


def page(items, next_href=None):
    links = {"next": {"href": next_href}} if next_href else {}
    return httpx.Response(200, json={"_links": links, "_embedded": {"items": items}})


def test_one_token_serves_all_calls():
    api = Api()
    api.use(lambda client: asyncio.gather(*(client.get("channels") for _ in range(5))))
    assert api.grants == ["password"]


def test_parallel_calls_with_an_expired_token_share_one_refresh():
    api = Api()

    async def work(client):
        await client.get("channels")
        api.valid = "Bearer t2"
        await asyncio.gather(*(client.get("channels") for _ in range(5)))

    api.use(work)
    assert api.grants == ["password", "refresh_token"]


def test_refused_refresh_token_falls_back_to_the_password():
    api = Api()
    api.refused_grants = {"refresh_token"}

    async def work(client):
        await client.get("channels")
        api.valid = "Bearer t2"
        await client.get("channels")

    api.use(work)
    assert api.grants == ["password", "password"]


def test_refused_credentials_say_what_to_do_without_showing_a_secret():
    api = Api()
    api.refused_grants = {"password"}
    with pytest.raises(PimRefused, match="client id, secret") as raised:
        api.use(lambda client: client.get("channels"))
    assert not any(secret in str(raised.value) for secret in SECRETS)


def test_settings_show_no_secret():
    settings = AkeneoSettings(
        base_url="https://pim.test", client_id="id", secret=SECRETS[0], username="u", password=SECRETS[1]
    )
    assert not any(secret in repr(settings) + settings.model_dump_json() for secret in SECRETS)


def test_token_refused_twice_is_a_matter_of_permissions():
    api = Api()
    api.valid = "Bearer none"
    with pytest.raises(PimRefused, match="permissions"):
        api.use(lambda client: client.get("channels"))


def test_pages_follow_the_next_link_on_the_configured_address():
    def answer(request):
        second = "search_after" in request.url.params
        link = "http://inside:8080/api/rest/v1/products-uuid?search_after=a%2Bb&limit=100&search=x"
        return page([2]) if second else page([1], link)

    api = Api(answer)
    assert api.use(lambda client: all_pages(client, search="x")) == [1, 2]
    last = api.asked[-1].url
    assert (last.host, last.path) == ("pim.test", "/sub/api/rest/v1/products-uuid")
    assert last.params["search_after"] == "a+b"


def test_parameters_that_the_next_link_forgot_are_put_back():
    def answer(request):
        return (
            page([2])
            if "search_after" in request.url.params
            else page([1], "https://pim.test/x?search_after=1")
        )

    api = Api(answer)
    api.use(lambda client: all_pages(client, search="keep"))
    assert api.asked[-1].url.params["search"] == "keep"


def test_next_link_to_the_same_page_ends_in_an_error():
    api = Api(lambda _: page([1], "https://pim.test/x?search_after=1"))
    with pytest.raises(PimAnswerInvalid, match="same page"):
        api.use(all_pages)


@pytest.mark.parametrize("body", [[], {}, {"_embedded": {"items": []}}, {"_embedded": {}, "_links": {}}])
def test_listing_of_another_shape_is_invalid(body):
    with pytest.raises(PimAnswerInvalid, match="products-uuid"):
        Api(lambda _: httpx.Response(200, json=body)).use(all_pages)


def test_refused_filter_carries_the_message_of_the_pim():
    api = Api(lambda _: httpx.Response(422, json={"message": "Filter on property x is not supported"}))
    with pytest.raises(PimAnswerInvalid, match="property x"):
        api.use(all_pages)


def test_redirect_asks_for_the_final_address():
    api = Api(lambda _: httpx.Response(302, headers={"location": "https://elsewhere"}))
    with pytest.raises(PimAnswerInvalid, match="base_url"):
        api.use(all_pages)


def test_resource_that_is_not_there_is_none_but_a_missing_listing_is_an_error():
    api = Api(lambda _: httpx.Response(404, json={"message": "no such route"}))
    assert api.use(lambda client: client.find("product-models", "a/b c")) is None
    assert api.asked[-1].url.raw_path.endswith(b"/product-models/a%2Fb%20c")
    with pytest.raises(PimAnswerInvalid, match="404"):
        api.use(all_pages)


def test_media_code_keeps_its_slashes_and_escapes_the_rest():
    api = Api(lambda _: httpx.Response(200, content=b"bytes"))
    assert api.use(lambda client: client.download("a/b/c/x y#1?.jpg")) == b"bytes"
    assert api.asked[-1].url.raw_path == b"/sub/api/rest/v1/media-files/a/b/c/x%20y%231%3F.jpg/download"


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (httpx.Response(404), MediaMissing),
        (httpx.Response(403), MediaRefused),
        (httpx.Response(200, content=b"x" * 101), MediaRefused),
    ],
)
def test_media_that_cannot_be_had_has_its_own_error(response, error):
    with pytest.raises(error, match=r"a/b\.jpg"):
        Api(lambda _: response).use(lambda client: client.download("a/b.jpg"), media_limit=100)


def test_media_code_that_climbs_out_of_its_folder_is_refused_unasked():
    api = Api()
    with pytest.raises(MediaRefused):
        api.use(lambda client: client.download("a/../../users"))
    assert api.asked == []


def test_slow_media_is_refused():
    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self):
            yield b"x"
            await asyncio.Event().wait()

    with pytest.raises(MediaRefused, match="took over"):
        Api(lambda _: httpx.Response(200, stream=Slow())).use(
            lambda client: client.download("a/b.jpg"), media_seconds=0.01
        )
