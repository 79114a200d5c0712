from catalog_sync_tests.tiktok.fakes import (
    CIPHER,
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
