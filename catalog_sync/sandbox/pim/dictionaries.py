"""Akeneo's endpoints for what products refer to: families, attributes, options, categories, channels and the like."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.errors import not_found, unprocessable
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.paging import numbered_page
from catalog_sync.sandbox.pim.routing import Endpoint, json_object

KINDS = {
    "association-types": "Association type",
    "attribute-groups": "Attribute group",
    "attributes": "Attribute",
    "categories": "Category",
    "channels": "Channel",
    "currencies": "Currency",
    "families": "Family",
    "locales": "Locale",
}
"""The resources that are listed and read by code, with what a 404 calls one of them."""


class DictionariesApi:
    """Lists and single reads over the dictionaries of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints by path."""
        lists = {f"/{resource}": self._list_of(resource) for resource in KINDS}
        items = {f"/{resource}/{{code}}": self._item_of(resource) for resource in KINDS}
        children = {
            "/families/{code}/variants": self._children_of("families", "family-variants", "family"),
            "/attributes/{code}/options": self._children_of("attributes", "attribute-options", "attribute"),
        }
        return lists | items | children | {"/measurement-families": self.measurement_families}

    async def measurement_families(self, request: Request) -> Response:  # noqa: ARG002
        """Return all measurement families in one plain list, without pages."""
        return JSONResponse(self.catalogue.resources["measurement-families"])

    def _list_of(self, resource: str) -> Endpoint:
        async def listed(request: Request) -> Response:
            return _numbered(request, _selected(request, self.catalogue.resources[resource]))

        return listed

    def _item_of(self, resource: str) -> Endpoint:
        async def item(request: Request) -> Response:
            return JSONResponse(self._find(resource, request.path_params["code"]))

        return item

    def _children_of(self, parents: str, resource: str, key: str) -> Endpoint:
        async def children(request: Request) -> Response:
            code = self._find(parents, request.path_params["code"])["code"].casefold()
            rows = self.catalogue.resources[resource]
            return _numbered(request, (row for row in rows if row[key].casefold() == code))

        return children

    def _find(self, resource: str, code: str) -> Row:
        row = self.catalogue.find(resource, code)
        if row is None:
            raise not_found(KINDS[resource], code)
        return row


def _numbered(request: Request, rows: Iterable[Row]) -> Response:
    return JSONResponse(numbered_page(request, iter(rows), lambda row: row))


def _selected(request: Request, rows: list[Row]) -> list[Row]:
    """Return the rows that `search` asks for; of Akeneo's filters only `code` `IN` is known here."""
    search = json_object(request.query_params.get("search", "{}").encode())
    for name, conditions in search.items():
        wanted = {code.casefold() for each in conditions for code in _codes(name, each)}
        rows = [row for row in rows if row["code"].casefold() in wanted]
    return rows


def _codes(name: str, condition: Row) -> list[str]:
    if name != "code" or condition.get("operator") != "IN":
        operator = condition.get("operator")
        raise unprocessable(
            f'Filter on property "{name}" is not supported or does not support operator "{operator}".'
        )
    codes: list[str] = condition.get("value") or []
    return codes
