"""Akeneo's endpoints for assets and reference entities, which only some editions have: those with such files in `api/`."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.behaviour import Behaviour
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import parse_time
from catalog_sync.sandbox.pim.errors import ApiError, not_found, unprocessable
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.paging import search_after_page
from catalog_sync.sandbox.pim.routing import Endpoint


class LinkedApi:
    """Asset families with their assets, reference entities with their records, and the files of both."""

    def __init__(self, catalogue: Catalogue, behaviour: Behaviour) -> None:
        self.catalogue = catalogue
        self.behaviour = behaviour

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints by path, none of what the catalogue has no files for."""
        kinds = (
            ("asset-families", "assets", "asset_family", "asset-media-files"),
            ("reference-entities", "records", "reference_entity", "reference-entities-media-files"),
        )
        found: dict[str, Endpoint] = {}
        for owners, items, key, media in kinds:
            if self.catalogue.resources[owners]:
                found |= self._endpoints(owners, items, key) | {f"/{media}/{{code:path}}": self.download}
        return found

    async def download(self, request: Request) -> Response:
        """Return the bytes of a file at once: there is no description beside it."""
        code = request.path_params["code"]
        row = self.catalogue.media.get(code)
        content = self.catalogue.media_bytes(row) if row else None
        if row is None or content is None:
            raise not_found("Media file", code)
        return Response(content, media_type=row["mime_type"])

    def _endpoints(self, owners: str, items: str, key: str) -> dict[str, Endpoint]:
        rows = f"{owners}-{items}"
        return {
            f"/{owners}": self._owners(owners),
            f"/{owners}/{{code}}": self._owner(owners),
            f"/{owners}/{{code}}/attributes": self._attributes(owners, key),
            f"/{owners}/{{code}}/{items}": self._items(owners, rows, key),
            f"/{owners}/{{code}}/{items}/{{item}}": self._item(owners, rows, key),
        }

    def _owners(self, owners: str) -> Endpoint:
        async def listed(request: Request) -> Response:
            return self._page(request, self.catalogue.resources[owners])

        return listed

    def _owner(self, owners: str) -> Endpoint:
        async def owner(request: Request) -> Response:
            return JSONResponse(self._find(owners, request))

        return owner

    def _attributes(self, owners: str, key: str) -> Endpoint:
        async def attributes(request: Request) -> Response:
            """Return all attributes in one plain list, without pages."""
            code = self._find(owners, request)["code"]
            rows = self.catalogue.resources[f"{owners}-attributes"]
            return JSONResponse([_without(row, key) for row in rows if row[key] == code])

        return attributes

    def _items(self, owners: str, rows: str, key: str) -> Endpoint:
        async def items(request: Request) -> Response:
            matches = _matches(request.query_params.get("search"))
            own = self._of(rows, key, self._find(owners, request)["code"])
            return self._page(request, [_without(row, key) for row in own if matches(row)])

        return items

    def _item(self, owners: str, rows: str, key: str) -> Endpoint:
        async def item(request: Request) -> Response:
            wanted = request.path_params["item"].casefold()
            own = self._of(rows, key, self._find(owners, request)["code"])
            row = next((row for row in own if row["code"].casefold() == wanted), None)
            if row is None:
                raise not_found("Record", request.path_params["item"])
            return JSONResponse(_without(row, key))

        return item

    def _of(self, rows: str, key: str, code: str) -> Iterator[Row]:
        return (row for row in self.catalogue.resources[rows] if row[key] == code)

    def _find(self, owners: str, request: Request) -> Row:
        code = request.path_params["code"]
        row = self.catalogue.find(owners, code)
        if row is None:
            raise not_found(owners, code)
        return row

    def _page(self, request: Request, rows: list[Row]) -> Response:
        """A page by cursor, which is the only way to page here."""
        if "page" in request.query_params:
            raise ApiError(422, "Pages are by search_after only.")
        after = request.query_params.get("search_after", "")
        left = sorted((row for row in rows if row["code"] > after), key=lambda row: row["code"])
        return JSONResponse(search_after_page(request, left, "code", lambda row: row, self.behaviour))


def _without(row: Row, key: str) -> Row:
    return {name: each for name, each in row.items() if name != key}


def _matches(text: str | None) -> Callable[[Row], bool]:
    """`code` `IN` and `updated` `>`, the latter in ISO 8601 with an offset (rest-api/filter)."""
    search = orjson.loads(text or "{}")
    tests = [_test(name, each) for name, conditions in search.items() for each in conditions]
    return lambda row: all(test(row) for test in tests)


def _test(name: str, condition: dict[str, Any]) -> Callable[[Row], bool]:
    operator, value = condition.get("operator"), condition.get("value")
    if (name, operator) == ("code", "IN") and isinstance(value, list):
        wanted = {code.casefold() for code in value}
        return lambda row: row["code"].casefold() in wanted
    if (name, operator) == ("updated", ">") and isinstance(value, str) and value[10:11] == "T":
        since = parse_time(value)
        return lambda row: parse_time(row["updated"]) > since
    raise unprocessable(
        f'Filter on property "{name}" with operator "{operator}" and this value is not supported.'
    )
