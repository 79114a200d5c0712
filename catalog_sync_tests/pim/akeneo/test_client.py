"""The Akeneo client: tokens, paging and files, against an API scripted by hand."""

import asyncio

import httpx
import pytest

from catalog_sync.pim.akeneo.settings import AkeneoSettings
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimAnswerInvalid, PimForbidden, PimRefused
from catalog_sync_tests.pim.scripted_api import SECRETS, Api, all_pages


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


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"client_id": "id", "secret": "s", "username": "u"},
        {"token": "t", "client_id": "id"},
        {"token": "t", "client_id": "id", "secret": "s", "username": "u", "password": "p"},
    ],
)
def test_settings_hold_exactly_one_kind_of_token(kind):
    with pytest.raises(ValueError, match="or the token of a custom app"):
        AkeneoSettings(base_url="https://pim.test", **kind)


def test_token_of_a_custom_app_is_sent_as_it_is():
    api = Api()
    api.use(lambda client: client.get("channels"), kind={"token": "app-token"})
    assert [request.headers["authorization"] for request in api.asked] == ["Bearer app-token"]


def test_revoked_token_of_a_custom_app_says_so_and_is_not_shown():
    api = Api()
    api.valid = "Bearer another"
    with pytest.raises(PimRefused, match="revoked") as raised:
        api.use(lambda client: client.get("channels"), kind={"token": "app-token"})
    assert "app-token" not in str(raised.value)
    assert "app-token" not in repr(AkeneoSettings(base_url="https://pim.test", token="app-token"))


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("products-uuid", "List products"),
        ("product-models/a%2Fb", "List products"),
        ("attributes/options/options", "List attribute options"),
        ("attributes/options", "List attributes"),
        ("families/mugs/variants", "List family variants"),
        ("asset-families/packshots", "List asset families"),
        ("asset-families/packshots/assets", "List assets"),
        ("asset-families/packshots/attributes", "List asset families"),
        ("reference-entities/brands/attributes", "List reference entities"),
        ("media-files/a/b/options/x.jpg/download", "List products"),
    ],
)
def test_refused_entity_is_named_with_the_right_to_grant(path, right):
    """Failure mode 15: 403 on one entity only."""
    with pytest.raises(PimForbidden, match=f'"{right}"'):
        Api(lambda _: httpx.Response(403)).use(lambda client: client.get(path))


def test_token_refused_twice_is_a_matter_of_permissions():
    api = Api()
    api.valid = "Bearer none"
    with pytest.raises(PimRefused, match="permissions"):
        api.use(lambda client: client.get("channels"))


def test_refused_filter_carries_the_message_of_the_pim():
    api = Api(lambda _: httpx.Response(422, json={"message": "Filter on property x is not supported"}))
    with pytest.raises(PimAnswerInvalid, match="property x"):
        api.use(all_pages)


def test_redirect_asks_for_the_final_address():
    api = Api(lambda _: httpx.Response(302, headers={"location": "https://elsewhere"}))
    with pytest.raises(PimAnswerInvalid, match="base_url"):
        api.use(all_pages)


def test_resource_that_is_not_there_is_none_but_a_missing_listing_is_an_error():
    api = Api(lambda _: httpx.Response(404, json={"code": 404, "message": "does not exist"}))
    assert api.use(lambda client: client.find("product-models", "a/b c")) is None
    assert api.asked[-1].url.raw_path.endswith(b"/product-models/a%2Fb%20c")
    with pytest.raises(PimAnswerInvalid, match="404"):
        api.use(all_pages)


@pytest.mark.parametrize(
    "answer",
    [
        {"html": "<h1>Not found</h1>"},
        {"text": "default backend - 404"},
        {"json": {"message": "no Route matched with those values"}},
        {"json": []},
    ],
)
def test_404_of_a_gateway_does_not_say_that_the_pim_lacks_something(answer):
    """Failure mode 1, the other way round: what a gateway does not find while the PIM is down is no deletion."""
    api = Api(lambda _: httpx.Response(404, **answer))
    for question in (lambda client: client.find("products-uuid", "u"), lambda client: client.status("x")):
        with pytest.raises(PimAnswerInvalid, match="gateway"):
            api.use(question)


def test_answer_that_is_too_large_is_told_as_an_invalid_one(monkeypatch):
    monkeypatch.setattr("catalog_sync.pim.akeneo.client.ANSWER_LIMIT", 10)
    with pytest.raises(PimAnswerInvalid, match="more than 10 bytes"):
        Api(lambda _: httpx.Response(200, json=["x" * 20])).use(lambda client: client.get("channels"))


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
