import pytest

from catalog_sync_tests.sandbox.tiktok.codes import partial
from catalog_sync_tests.sandbox.tiktok.seller import SEARCH, Seller, demo_world, live
from catalog_sync_tests.sandbox.tiktok.test_search import found


def test_the_category_version_filters():
    gb = Seller(demo_world())
    product_id = live(gb)
    assert found(gb, category_version="v1") == [product_id]
    assert found(gb, category_version="v2") == []


def test_only_products_with_a_draft_are_found_when_asked():
    gb = Seller(demo_world())
    plain, drafted = live(gb), live(gb)
    gb.data(*partial({"id": drafted}, title="A draft", save_mode="AS_DRAFT"))
    assert found(gb, return_draft_version=True) == [drafted]
    assert sorted(found(gb, return_draft_version=False)) == sorted([plain, drafted])


def test_quality_tiers_filter_live_products_where_there_are_tiers():
    us = Seller(demo_world(), "US")
    poor, fair = live(us), live(us, description=f"<p>{'It holds coffee and tea. ' * 20}</p>")
    us.create()
    assert [us.get(id_)["listing_quality_tier"] for id_ in (poor, fair)] == ["POOR", "FAIR"]
    assert found(us, listing_quality_tiers=["POOR"]) == [poor]
    assert found(us, listing_quality_tiers=["FAIR", "GOOD"]) == [fair]
    row = us.data("POST", SEARCH, {"listing_quality_tiers": ["FAIR"]}, page_size=1)["products"][0]
    assert row["listing_quality_tier"] == "FAIR"
    gb = Seller(us.world)
    live(gb)
    assert found(gb, listing_quality_tiers=["POOR", "FAIR", "GOOD"]) == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("status", {"status": "SOLD"}),
        ("audit_status", {"audit_status": ["AUDITING", "SOLD"]}),
        ("listing_platforms", {"listing_platforms": ["TIKTOK_SHOP"]}),
    ],
)
def test_an_unknown_state_is_refused_by_name(name, body):
    answer = Seller(demo_world()).call("POST", SEARCH, body, page_size=1)
    assert answer["code"] == 12052910
    assert f" {name} " in answer["message"]


def test_an_unknown_page_token_is_refused_however_long_tokens_live():
    gb = Seller(demo_world(page_token_lifetime=1e12))
    assert gb.call("POST", SEARCH, {}, page_size=1, page_token="nonsense")["code"] == 12019108
