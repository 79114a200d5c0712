"""From page to page of a listing: only the cursor of a `next` link is believed, and it has to lead on."""

from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from catalog_sync.pim.errors import PimAnswerInvalid

CURSORS = ("search_after", "page")
EMPTY_PAGES = 100
"""So many pages without a row in a row are no listing any more."""


class Page(NamedTuple):
    """The rows of a page, the parameters of its `next` link where it has one, and how many rows the listing has in all."""

    rows: list[dict[str, Any]]
    link: dict[str, str] | None
    total: int | None


class Trail:
    """The way through one listing, asked with `params`.

    The links of a PIM have dropped parameters (pim-community-dev#11722) and named hosts and schemes of the inside
    (magento2-connector#531): so every page is asked at our address with our own parameters and the link's cursor.
    """

    def __init__(self, path: str, params: dict[str, str]) -> None:
        self._path = path
        self._params = params
        self._seen = {hash(frozenset(params.items()))}
        self._empty = 0

    def onward(self, link: dict[str, str], rows: int) -> dict[str, str]:
        """The parameters of the page that the link of a page of so many rows leads to."""
        self._empty = 0 if rows else self._empty + 1
        if self._empty == EMPTY_PAGES:
            raise PimAnswerInvalid(f"The PIM's listing of {self._path} leads through empty pages only.")
        query = {name: link[name] for name in CURSORS if name in link} | self._params
        place = hash(frozenset(query.items()))
        if place in self._seen:
            raise PimAnswerInvalid(f"The PIM's listing of {self._path} links back to a page it has shown.")
        self._seen.add(place)
        return query


def page_of(path: str, body: Any) -> Page:
    """Read an answer as a page; raises PimAnswerInvalid."""
    try:
        rows = body["_embedded"]["items"]
        following = body["_links"].get("next")
        link = dict(parse_qsl(urlsplit(following["href"]).query)) if following else None
        return Page(rows, link, body.get("items_count"))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PimAnswerInvalid(f"The PIM's listing of {path} has no items or a broken next link.") from error
