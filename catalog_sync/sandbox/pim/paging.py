"""Akeneo's two ways to page, `search_after` and `page`, as HAL documents with absolute links."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from starlette.datastructures import URL
from starlette.requests import Request

from catalog_sync.sandbox.pim.behaviour import Behaviour, NextLinks
from catalog_sync.sandbox.pim.errors import unprocessable
from catalog_sync.sandbox.pim.loading import Row

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
MAX_PAGED_ITEMS = 10_000
"""Akeneo refuses to page by number past this many items (REST API, Pagination)."""

SOUND = Behaviour()
EMPTIED = "~"
"""What the cursor of a page starts with that is empty and yet links to a next one."""


def read_limit(request: Request) -> int:
    """Return the page size asked for, 10 by default; above 100 it is a 422."""
    limit = read_int(request, "limit", DEFAULT_LIMIT)
    if limit > MAX_LIMIT:
        raise unprocessable(f"You cannot request more than {MAX_LIMIT} items.")
    return limit


def read_int(request: Request, name: str, default: int) -> int:
    """Return a positive whole number from the query; anything else is a 422."""
    text = request.query_params.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise unprocessable(f'"{text}" is not a valid {name} number.')
    return int(text)


def search_after_page(
    request: Request,
    rows: Iterable[Row],
    key: str,
    render: Callable[[Row], Row],
    behaviour: Behaviour = SOUND,
) -> Row:
    """Return the page of `rows` (already after the cursor); a full page links to the next, maybe empty, one."""
    cursor = request.query_params.get("search_after", "")
    if cursor.startswith(EMPTIED):
        onward = request.url.include_query_params(search_after=cursor.removeprefix(EMPTIED))
        return {"_links": {"self": _href(request.url), "next": _href(onward)}, "_embedded": {"items": []}}
    rows = list(rows)[: -behaviour.index_short_by] if behaviour.index_short_by else rows
    page = list(islice(rows, read_limit(request)))
    links = {"self": _href(request.url), "first": _href(request.url.remove_query_params("search_after"))}
    if len(page) == read_limit(request):
        links["next"] = _href(_next(request, page[-1][key], behaviour.next_links))
    return {"_links": links, "_embedded": {"items": [render(row) for row in page]}}


def _next(request: Request, cursor: str, kind: NextLinks) -> URL:
    sound = request.url.include_query_params(search_after=cursor)
    if kind == "forgetful":
        return sound.remove_query_params(["search", "attributes", "scope", "locales"])
    if kind == "other":
        return sound.include_query_params(search='{"enabled":[{"operator":"=","value":false}]}', locales="xx")
    if kind == "inside":
        return sound.replace(scheme="http", netloc="pim.inside:8080")
    if kind == "circular" and "search_after" in request.query_params:
        return sound.include_query_params(search_after="")
    if kind == "empty_page":
        return sound.include_query_params(search_after=EMPTIED + cursor)
    return sound


def numbered_page(request: Request, rows: Iterator[Row], render: Callable[[Row], Row]) -> Row:
    """Return one page by its number, with `items_count` when `with_count=true`."""
    limit, number = read_limit(request), read_int(request, "page", 1)
    if limit * number > MAX_PAGED_ITEMS:
        raise unprocessable(
            "You have reached the maximum number of pages you can retrieve with the "
            '"page" pagination type. Please use the search after pagination type instead'
        )
    page = list(islice(rows, limit * (number - 1), limit * number))
    body: Row = {"_links": _page_links(request, number, len(page) == limit), "current_page": number}
    if request.query_params.get("with_count") == "true":
        body["items_count"] = limit * (number - 1) + len(page) + sum(1 for _ in rows)
    return body | {"_embedded": {"items": [render(row) for row in page]}}


def _page_links(request: Request, number: int, full: bool) -> Row:
    def link(page: int) -> Row:
        return _href(request.url.include_query_params(page=page))

    links = {"self": link(number), "first": link(1)}
    if number > 1:
        links["previous"] = link(number - 1)
    if full:
        links["next"] = link(number + 1)
    return links


def _href(url: object) -> Row:
    return {"href": str(url)}
