"""An Akeneo API scripted by hand, for answers that the demo PIM does not give."""

import json

import httpx

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.settings import AkeneoSettings
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

    def use(self, work, base_url="https://pim.test/sub", kind=None, **settings):
        connection = {"client_id": "id", "secret": SECRETS[0], "username": "u", "password": SECRETS[1]}
        whole = AkeneoSettings(base_url=base_url, **(kind or connection), **settings)

        async def inside():
            async with AkeneoClient(whole, transport=httpx.MockTransport(self), pause=no_pause) as client:
                return await work(client)

        return run(inside())


async def all_pages(client, **params):
    return [item async for page in client.pages("products-uuid", **params) for item in page]


def page(items, next_href=None):
    links = {"next": {"href": next_href}} if next_href else {}
    return httpx.Response(200, json={"_links": links, "_embedded": {"items": items}})
