"""From page to page of a listing, against an API scripted by hand."""

import httpx
import pytest

from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync_tests.pim.scripted_api import Api, all_pages, page


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


@pytest.mark.parametrize("key", ["search", "scope", "locales", "limit"])
def test_parameters_that_the_next_link_changed_are_put_back(key):
    """Failure mode 9: page two must not be filtered differently."""

    def answer(request):
        links = f"https://pim.test/x?search_after=1&{key}=theirs"
        return page([2]) if "search_after" in request.url.params else page([1], links)

    api = Api(answer)
    api.use(lambda client: all_pages(client, **{key: "ours"}))
    assert api.asked[-1].url.params[key] == "ours"


@pytest.mark.parametrize("length", [1, 2, 5])
def test_next_links_in_a_circle_end_in_an_error(length):
    """Failure mode 9: a listing that leads back to its own pages."""

    def answer(request):
        place = int(request.url.params.get("search_after", 0))
        return page([place], f"https://pim.test/x?search_after={place % length + 1}")

    with pytest.raises(PimAnswerInvalid, match="links back"):
        Api(answer).use(all_pages)


def test_an_empty_page_with_a_next_link_is_passed_but_not_for_ever():
    """Failure mode 9: an empty page is not the end."""

    def answer(last):
        def answer(request):
            place = int(request.url.params.get("search_after", 0))
            return page(
                [place] if place == last else [],
                f"https://x/?search_after={place + 1}" if place < last else None,
            )

        return answer

    assert Api(answer(50)).use(all_pages) == [50]
    with pytest.raises(PimAnswerInvalid, match="empty pages only"):
        Api(answer(10_000)).use(all_pages)


@pytest.mark.parametrize("body", [[], {}, {"_embedded": {"items": []}}, {"_embedded": {}, "_links": {}}])
def test_listing_of_another_shape_is_invalid(body):
    with pytest.raises(PimAnswerInvalid, match="products-uuid"):
        Api(lambda _: httpx.Response(200, json=body)).use(all_pages)
