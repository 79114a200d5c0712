"""Both ways to page."""

import pytest

from catalog_sync_tests.sandbox.pim.conftest import UUIDS


def follow(pim, **parameters):
    page = pim.get("products-uuid", **parameters).json()
    while True:
        yield page
        following = page["_links"].get("next")
        if following is None:
            return
        assert following["href"].startswith("http://pim.test/api/rest/v1/products-uuid?")
        page = pim.get(following["href"].partition("/api/rest/v1/")[2]).json()


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_search_after_shows_every_product_once_in_the_order_of_their_keys(pim, limit):
    pages = list(follow(pim, pagination_type="search_after", limit=limit))
    shown = [item["uuid"] for page in pages for item in page["_embedded"]["items"]]
    assert shown == list(UUIDS.values())


def test_the_next_link_keeps_the_other_parameters(pim):
    search = '{"enabled":[{"operator":"=","value":true}]}'
    pages = list(follow(pim, pagination_type="search_after", limit=1, search=search, attributes="sku"))
    shown = [item for page in pages for item in page["_embedded"]["items"]]
    assert [item["uuid"] for item in shown] == [UUIDS[name] for name in ("mug", "s", "lone")]
    assert all(set(item["values"]) <= {"sku"} for item in shown)


def test_a_product_deleted_between_two_pages_does_not_hide_another(pim):
    pages = follow(pim, pagination_type="search_after", limit=2)
    first = next(pages)["_embedded"]["items"]
    pim.call("DELETE", f"/_pim/products/{UUIDS['mug']}")
    rest = [item["uuid"] for page in pages for item in page["_embedded"]["items"]]
    assert len(first) == 2
    assert rest == [UUIDS["m"], UUIDS["lone"]]


def test_pages_by_number_count_when_asked(pim):
    page = pim.get("products-uuid", page=2, limit=3, with_count="true").json()
    assert (page["current_page"], page["items_count"]) == (2, 4)
    assert [item["uuid"] for item in page["_embedded"]["items"]] == [UUIDS["lone"]]
    assert "previous" in page["_links"]
    assert "next" not in page["_links"]
    assert "items_count" not in pim.get("products-uuid").json()


@pytest.mark.parametrize(
    "parameters",
    [{"limit": 101}, {"limit": 0}, {"limit": "many"}, {"page": 0}, {"page": 101, "limit": 100}],
)
def test_pages_out_of_bounds_are_unprocessable(pim, parameters):
    assert pim.get("products-uuid", **parameters).status_code == 422


def test_dictionaries_page_by_number_from_ten(pim):
    assert len(pim.items("attributes", limit=2, page=3)) == 1
