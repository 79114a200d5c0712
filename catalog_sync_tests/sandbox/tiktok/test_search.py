from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, Seller, demo_world


def found(seller: Seller, page_size: int = 100, **body) -> list[str]:
    return [row["id"] for row in seller.data("POST", SEARCH, body, page_size=page_size)["products"]]


def test_pages_hold_every_product_once_and_end_with_an_empty_token(gb):
    uri = gb.image()
    created = {gb.create(skus=[gb.sku(f"M-{n}")], main_images=[{"uri": uri}]) for n in range(7)}
    seen, token = [], ""
    while True:
        page = gb.data("POST", SEARCH, {}, page_size=3, **({"page_token": token} if token else {}))
        seen += [row["id"] for row in page["products"]]
        token = page["next_page_token"]
        assert page["total_count"] == 7
        if not token:
            break
    assert sorted(seen) == sorted(created)


def test_a_search_by_seller_sku_sees_the_base_version(gb):
    one, two = (gb.create(skus=[gb.sku(sku)]) for sku in ("A", "B"))
    assert found(gb, seller_skus=["A"]) == [one]
    assert sorted(found(gb, seller_skus=["A", "B"])) == sorted([one, two])
    gb.world.clock.advance(5)
    sku_id = gb.get(one)["skus"][0]["id"]
    gb.data("POST", f"{PRODUCTS}/{one}/partial_edit", {"skus": [{"id": sku_id, "seller_sku": "A2"}]})
    assert found(gb, seller_skus=["A"]) == [one]
    assert found(gb, seller_skus=["A2"]) == []
    gb.world.clock.advance(5)
    assert found(gb, seller_skus=["A"]) == []
    assert found(gb, seller_skus=["A2"]) == found(gb, sku_ids=[sku_id]) == [one]


def test_filters_by_status_audit_and_time_combine(gb):
    early = gb.create()
    gb.world.clock.advance(100)
    late = gb.create()
    created = gb.get(late)["create_time"]
    assert found(gb, status="ACTIVATE") == [early]
    assert found(gb, status="PENDING", audit_status=["AUDITING"]) == [late]
    assert found(gb, create_time_ge=created) == [late]
    assert found(gb, create_time_le=created - 50) == [early]
    assert sorted(found(gb)) == sorted([early, late])


def test_limits_have_their_codes(gb):
    def code(body: dict, **query) -> int:
        return gb.call("POST", SEARCH, body, **query)["code"]

    assert code({}) == code({}, page_size=101) == 12019109
    assert code({}, page_size=10, page_token="nonsense") == 12019108
    assert code({"seller_skus": ["x"] * 11}, page_size=10) == 0
    assert code({"seller_skus": [str(n) for n in range(11)]}, page_size=10) == 12019027
    assert code({"sku_ids": [str(n) for n in range(11)]}, page_size=10) == 12019087
    assert code({"update_time_ge": 2, "update_time_le": 1}, page_size=10) == 12019119
    assert code({"status": "SOLD"}, page_size=10) == 12052910


def test_shops_do_not_see_each_other():
    world = demo_world()
    Seller(world, "GB").create()
    assert found(Seller(world, "ID")) == []
