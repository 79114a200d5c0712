import pytest

from catalog_sync.tiktok.search_bodies import SearchManufacturersRequest
from catalog_sync_tests.tiktok import oracle
from catalog_sync_tests.tiktok.fakes import (
    CIPHER,
    SECRET,
    Server,
    create,
    ok,
    read,
    run,
    run_client,
)


def test_the_cipher_goes_only_where_it_is_wanted():
    server = Server(ok({"uri": "u", "id": "1"}))
    run(server, lambda shop: shop.upload_image(b"x", "a.png", "MAIN_IMAGE"))
    run(server, read)
    run_client(server, lambda client: client.authorized_shops())
    assert [r.url.params.get("shop_cipher") for r in server.requests] == [None, CIPHER, None]


def test_the_content_type_is_sent_once():
    server = Server(ok({"product_id": "1", "id": "1", "uri": "u"}))
    run(server, create)
    run(server, read)
    run(server, lambda shop: shop.upload_image(b"x", "a.png", "MAIN_IMAGE"))
    kinds = [request.headers.get_list("content-type") for request in server.requests]
    assert kinds[:2] == [["application/json"]] * 2
    assert len(kinds[2]) == 1
    assert kinds[2][0].startswith("multipart/form-data; boundary=")


def test_an_id_cannot_lead_to_another_path():
    server = Server(ok({"id": "1"}))
    run(server, lambda shop: shop.get_product("../orders?x=1"))
    assert server.requests[0].url.raw_path.startswith(b"/product/202309/products/..%2Forders%3Fx%3D1?")


@pytest.mark.parametrize("no_id", ["", ".", ".."])
def test_an_id_that_would_vanish_from_the_path_is_refused(no_id):
    server = Server(ok({"id": "1"}))
    with pytest.raises(ValueError, match="no product_id"):
        run(server, lambda shop: shop.get_product(no_id))
    assert server.requests == []


def test_array_parameters_are_joined_by_commas():
    server = Server(ok({}))
    run(server, lambda shop: shop.diagnoses(["1", "2"]))
    assert server.requests[0].url.params["product_ids"] == "1,2"


def test_a_delete_with_a_body_is_signed_with_it():
    server = Server(ok({}))
    run(server, lambda shop: shop.delete(["1"]))
    (request,) = server.requests
    assert (request.method, server.bodies) == ("DELETE", [{"product_ids": ["1"]}])
    assert request.url.params["sign"] == oracle.expected_sign(request, SECRET)


@pytest.mark.parametrize("filters", [None, SearchManufacturersRequest()])
def test_an_empty_body_is_not_sent(filters):
    async def pages(client):
        return [page async for page in client.manufacturers(filters)]

    server = Server(ok({}))
    run_client(server, pages)
    assert server.requests[0].content == b""
