"""The price and stock source beside the PIM: offers by SKU, with its own key, paged and filtered by time."""

from collections.abc import Iterable, Iterator
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import parse_time
from catalog_sync.sandbox.pim.errors import unprocessable
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.paging import read_int

MAX_LIMIT = 1000


class OffersApi:
    """Lists the offers of one catalogue in the order of their SKUs."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    async def offers(self, request: Request) -> Response:
        """Return the offers whose `as_of` is `since` or later, from after the SKU `after`.

        `next` is the SKU to go on after, null on the last page.
        """
        limit = min(read_int(request, "limit", MAX_LIMIT), MAX_LIMIT)
        rows = self.catalogue.offers.after(request.query_params.get("after"))
        found = list(islice(_since(rows, request.query_params.get("since")), limit + 1))
        page = found[:limit]
        return JSONResponse({"offers": page, "next": page[-1]["sku"] if len(found) > limit else None})


def _since(rows: Iterable[Row], since: str | None) -> Iterator[Row]:
    if since is None:
        return iter(rows)
    try:
        bound = parse_time(since)
    except ValueError as error:
        raise unprocessable(f'"since" must be an ISO 8601 time, "{since}" given.') from error
    return (row for row in rows if parse_time(row["as_of"]) >= bound)
