"""Every request that the client can send, read by an independent client of the Partner API."""

import asyncio
from inspect import getmembers, isasyncgenfunction, iscoroutinefunction
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.client import PartnerClient, ShopClient
from catalog_sync.tiktok.endpoints import Endpoint
from catalog_sync_tests.tiktok import oracle
from catalog_sync_tests.tiktok.fakes import APP, CIPHER, SECRET, Server, Time, Tokens, ok
from catalog_sync_tests.tiktok.generated import arguments

ENDPOINTS = [value for value in vars(endpoints).values() if isinstance(value, Endpoint)]
METHODS = [
    pytest.param(client, name, id=f"{client.__name__}.{name}")
    for client in (ShopClient, PartnerClient)
    for name, method in getmembers(client)
    if not name.startswith("_") and (iscoroutinefunction(method) or isasyncgenfunction(method))
]
ANSWER = {"id": "1", "uri": "u", "product_id": "1", "manufacturer_id": "1", "responsible_person_id": "1"}
RELAXED = settings(
    deadline=None,
    max_examples=15,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def requests(client: type, name: str, given: dict[str, Any]) -> list[httpx.Request]:
    """What the method sends when it is called with these arguments."""
    server = Server(lambda request: ok({**ANSWER, "has_draft": True}))

    async def main() -> None:
        async with PartnerClient(APP, Tokens(), transport=server.transport, clock=Time().clock) as partner:
            caller = (
                partner.shop(SecretStr(CIPHER), "7000000000000000101") if client is ShopClient else partner
            )
            method = getattr(caller, name)
            if isasyncgenfunction(method):
                assert [page async for page in method(**given)]
            else:
                await method(**given)

    asyncio.run(main())
    return server.requests


def sent(data: st.DataObject, client: type, name: str, *, full: bool = False) -> list[httpx.Request]:
    """What the method sends for drawn arguments, without those that exclude each other."""
    given = data.draw(arguments(getattr(client, name), full=full))
    if name == "get_product" and given["under_review"]:
        given["draft"] = False
    return requests(client, name, given)


@pytest.mark.parametrize(("client", "name"), METHODS)
@RELAXED
@given(data=st.data())
def test_every_request_is_one_that_the_independent_client_knows_and_would_sign_alike(client, name, data):
    for request in sent(data, client, name):
        operation, query = oracle.operation(request), dict(oracle.query(request))
        assert query.keys() - oracle.GATEWAY <= operation.query
        assert ("shop_cipher" in query) is operation.facts["requiresShopCipher"]
        if oracle.multipart(request):
            assert oracle.parts(request).keys() <= operation.body.__annotations__.keys()
        else:
            oracle.parsed(request)
        assert query["sign"] == oracle.expected_sign(request, SECRET)
        assert request.content != b"{}"
        assert len(request.headers.get_list("content-type")) == 1


@pytest.mark.parametrize(("client", "name"), METHODS)
@settings(RELAXED, max_examples=2)
@given(data=st.data())
def test_every_property_that_the_independent_client_knows_can_be_sent(client, name, data):
    for request in sent(data, client, name, full=True):
        if not oracle.multipart(request) and (model := oracle.parsed(request)):
            assert oracle.unset(model) == []


@settings(RELAXED, max_examples=1)
@given(data=st.data())
def test_every_endpoint_is_called_by_some_method(data):
    called = [request for method in METHODS for request in sent(data, *method.values, full=True)]
    paths = {(request.method, oracle.operation(request).facts["path"]) for request in called}
    assert paths == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}
