"""Akeneo's endpoints for products and product models."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.entities import Table, identifier_of
from catalog_sync.sandbox.pim.errors import not_found
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.paging import numbered_page, search_after_page
from catalog_sync.sandbox.pim.rendering import Renderer
from catalog_sync.sandbox.pim.routing import Endpoint
from catalog_sync.sandbox.pim.search import Predicate, Search


class ProductsApi:
    """Lists and single reads over the entities of one catalogue."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self.catalogue = catalogue
        self.search = Search(catalogue.entities, clock)

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints by path."""
        return {
            "/products-uuid": self.products,
            "/products-uuid/{uuid}": self.product,
            "/products": self.products_by_identifier,
            "/product-models": self.models,
            "/product-models/{code}": self.model,
        }

    async def products(self, request: Request) -> Response:
        """List products by uuid."""
        return self._page(
            request, self.catalogue.entities.products, Renderer(self.catalogue, request).product
        )

    async def products_by_identifier(self, request: Request) -> Response:
        """List the products that have an identifier; those without are left out."""
        attribute = self.catalogue.identifier_attribute
        render = Renderer(self.catalogue, request).product_by_identifier
        table = self.catalogue.entities.products
        return self._page(request, table, render, lambda row: identifier_of(row, attribute) is not None)

    async def models(self, request: Request) -> Response:
        """List root and sub product models by code."""
        return self._page(request, self.catalogue.entities.models, Renderer(self.catalogue, request).model)

    async def product(self, request: Request) -> Response:
        """Return one product by its uuid."""
        uuid = request.path_params["uuid"]
        row = self.catalogue.entities.products.get(uuid)
        if row is None:
            raise not_found("Product", uuid)
        return JSONResponse(Renderer(self.catalogue, request).product(row))

    async def model(self, request: Request) -> Response:
        """Return one product model by its code."""
        code = request.path_params["code"]
        row = self.catalogue.entities.models.get(code)
        if row is None:
            raise not_found("Product model", code)
        return JSONResponse(Renderer(self.catalogue, request).model(row))

    def _page(
        self, request: Request, table: Table, render: Callable[[Row], Row], also: Predicate = lambda _: True
    ) -> Response:
        matches = self.search.parse(request.query_params.get("search"))
        by_cursor = request.query_params.get("pagination_type") == "search_after"
        start = request.query_params.get("search_after") if by_cursor else None
        rows = (row for row in table.after(start) if matches(row) and also(row))
        if by_cursor:
            return JSONResponse(search_after_page(request, rows, table.key, render))
        return JSONResponse(numbered_page(request, rows, render))
