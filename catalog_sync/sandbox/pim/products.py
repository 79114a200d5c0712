"""Akeneo's endpoints for products and product models."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.behaviour import Behaviour
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock, parse_time
from catalog_sync.sandbox.pim.entities import Table, identifier_of
from catalog_sync.sandbox.pim.errors import ApiError, not_found
from catalog_sync.sandbox.pim.index import Index
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.paging import numbered_page, search_after_page
from catalog_sync.sandbox.pim.rendering import Renderer
from catalog_sync.sandbox.pim.routing import Endpoint
from catalog_sync.sandbox.pim.search import Search

Render = Callable[[Row], Row]


class ProductsApi:
    """Lists and single reads over the entities of one catalogue."""

    def __init__(self, catalogue: Catalogue, clock: Clock, behaviour: Behaviour, index: Index) -> None:
        self.catalogue = catalogue
        self.behaviour = behaviour
        self.search = Search(catalogue, clock, behaviour, index)

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints by path."""
        return {
            "/products-uuid": self.products,
            "/products-uuid/{uuid}": self.product,
            "/products": self.products_by_identifier,
            "/products/{identifier:path}": self.product_by_identifier,
            "/product-models": self.models,
            "/product-models/{code}": self.model,
        }

    async def products(self, request: Request) -> Response:
        """List products by uuid; a PIM before version 7 has no such listing."""
        self._check_uuids()
        return self._page(request, self.catalogue.entities.products, self._product(request))

    async def products_by_identifier(self, request: Request) -> Response:
        """List the products that have an identifier; those without are left out."""
        table = self.catalogue.entities.products
        return self._page(
            request, table, self._by_identifier(request), lambda row: self._identifier(row) is not None
        )

    async def models(self, request: Request) -> Response:
        """List root and sub product models by code."""
        return self._page(request, self.catalogue.entities.models, self._model(request))

    async def product(self, request: Request) -> Response:
        """Return one product by its uuid."""
        self._check_uuids()
        uuid = request.path_params["uuid"]
        row = self.catalogue.entities.products.get(uuid)
        if row is None:
            raise not_found("Product", uuid)
        return JSONResponse(self._product(request)(row))

    async def product_by_identifier(self, request: Request) -> Response:
        """Return one product by its identifier, in whatever case."""
        wanted = request.path_params["identifier"]
        rows = self.catalogue.entities.products.rows.values()
        row = next(
            (row for row in rows if (self._identifier(row) or "").casefold() == wanted.casefold()), None
        )
        if row is None:
            raise not_found("Product", wanted)
        return JSONResponse(self._by_identifier(request)(row))

    async def model(self, request: Request) -> Response:
        """Return one product model by its code."""
        code = request.path_params["code"]
        row = self.catalogue.entities.models.get(code)
        if row is None:
            raise not_found("Product model", code)
        return JSONResponse(self._model(request)(row))

    def _page(
        self, request: Request, table: Table, render: Render, also: Callable[[Row], bool] = lambda _: True
    ) -> Response:
        by_cursor = request.query_params.get("pagination_type") == "search_after"
        start = request.query_params.get("search_after") if by_cursor else None
        found = self.search.rows(table, request.query_params.get("search"), start)
        rows = (row for row in found if also(row))
        if by_cursor:
            return JSONResponse(search_after_page(request, rows, table.key, render, self.behaviour))
        return JSONResponse(numbered_page(request, rows, render))

    def _product(self, request: Request) -> Render:
        return self._timed(Renderer(self.catalogue, request).product)

    def _model(self, request: Request) -> Render:
        return self._timed(Renderer(self.catalogue, request).model)

    def _by_identifier(self, request: Request) -> Render:
        """As version 7 shows it, with the uuid beside the identifier, or as older ones do, without."""
        render = self._timed(Renderer(self.catalogue, request).product_by_identifier)
        hidden = () if self.behaviour.uuid_endpoints else ("uuid",)
        return lambda row: {key: each for key, each in render(row).items() if key not in hidden}

    def _timed(self, render: Render) -> Render:
        """Show `updated` as the server's time zone has it."""
        if self.behaviour.shows_utc():
            return render

        def timed(row: Row) -> Row:
            return render(row) | {"updated": self.behaviour.shown(parse_time(row["updated"]))}

        return timed

    def _identifier(self, row: Row) -> str | None:
        return identifier_of(row, self.catalogue.identifier_attribute)

    def _check_uuids(self) -> None:
        if not self.behaviour.uuid_endpoints:
            raise ApiError(404, 'No route found for "GET /api/rest/v1/products-uuid"')
