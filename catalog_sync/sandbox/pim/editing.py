"""The editing routes under `/_pim/`: what a product manager would do in the PIM's screens, for demos and tests."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.clock import Clock
from catalog_sync.sandbox.pim.errors import not_found, unprocessable
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.rendering import Renderer
from catalog_sync.sandbox.pim.routing import Endpoint, json_object

PLAIN_FIELDS = ("enabled", "family", "family_variant", "parent", "categories")


class EditingApi:
    """Changes to one catalogue; every change of a product or model sets its `updated` to the PIM's now."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self.catalogue = catalogue
        self.clock = clock

    def endpoints(self) -> dict[tuple[str, str], Endpoint]:
        """Return the endpoints by method and path."""
        return {
            ("POST", "/products"): self.create_product,
            ("PATCH", "/products/{key}"): self.edit_product,
            ("DELETE", "/products/{key}"): self.delete_product,
            ("POST", "/products/{key}/touch"): self.touch_product,
            ("PATCH", "/product-models/{code}"): self.edit_model,
            ("PUT", "/media"): self.upload,
            ("PATCH", "/offers/{sku}"): self.edit_offer,
            ("PUT", "/clock"): self.move_clock,
            ("GET", "/problems"): self.problems,
        }

    async def create_product(self, request: Request) -> Response:
        """Add a product; `identifier` becomes its identifier value, `uuid` is made unless given."""
        body = json_object(await request.body())
        now = self.clock.now().isoformat()
        row: Row = {"uuid": body.get("uuid") or str(uuid4()), "enabled": True, "categories": [], "values": {}}
        row |= {"family": None, "parent": None, "associations": {}, "created": now, "updated": now}
        if self.catalogue.entities.products.get(row["uuid"]) is not None:
            raise unprocessable(f'A product with the uuid "{row["uuid"]}" exists already.')
        self._apply(row, body)
        if body.get("identifier"):
            value = {"locale": None, "scope": None, "data": body["identifier"]}
            row["values"][self.catalogue.identifier_attribute] = [value]
        self.catalogue.entities.products.put(row)
        return JSONResponse(Renderer(self.catalogue, request).product(row), status_code=201)

    async def edit_product(self, request: Request) -> Response:
        """Merge a body in the form of Akeneo's PATCH into a product; null data empties a value."""
        row = self._product(request)
        self._apply(row, json_object(await request.body()))
        self._bump(row)
        return JSONResponse(Renderer(self.catalogue, request).product(row))

    async def delete_product(self, request: Request) -> Response:
        """Delete a product: as in Akeneo it leaves no trace."""
        self.catalogue.entities.products.remove(self._product(request))
        return Response(status_code=204)

    async def touch_product(self, request: Request) -> Response:
        """Set a product's `updated` to now without changing it."""
        row = self._product(request)
        self._bump(row)
        return JSONResponse(Renderer(self.catalogue, request).product(row))

    async def edit_model(self, request: Request) -> Response:
        """Merge a body into a product model; its variants show it without a new `updated` of their own."""
        code = request.path_params["code"]
        row = self.catalogue.entities.models.get(code)
        if row is None:
            raise not_found("Product model", code)
        self._apply(row, json_object(await request.body()))
        self._bump(row)
        return JSONResponse(Renderer(self.catalogue, request).model(row))

    async def upload(self, request: Request) -> Response:
        """Keep the raw body as a new media file named by the query's `filename` and return its description."""
        filename = request.query_params.get("filename", "")
        if not filename or "/" in filename:
            raise unprocessable('The query must name the file: "filename", without slashes.')
        row = self.catalogue.add_media(filename, await request.body())
        return JSONResponse(Renderer(self.catalogue, request).media(row), status_code=201)

    async def edit_offer(self, request: Request) -> Response:
        """Merge prices and quantities into a SKU's offer, null takes one away; `as_of` becomes now."""
        sku = request.path_params["sku"]
        body = json_object(await request.body())
        offer = self.catalogue.offers.get(sku) or {"sku": sku, "prices": {}, "quantities": {}}
        merged = {
            part: _without_nulls(offer.get(part, {}) | body.get(part, {}))
            for part in ("prices", "quantities")
        }
        row = offer | merged | {"as_of": self.clock.now().isoformat().replace("+00:00", "Z")}
        self.catalogue.offers.put(row)
        return JSONResponse(row)

    async def move_clock(self, request: Request) -> Response:
        """Set how many seconds the PIM's clock runs ahead of the real one."""
        body = json_object(await request.body())
        self.clock.offset = timedelta(seconds=float(body.get("offset_seconds", 0)))
        return JSONResponse({"now": self.clock.now().isoformat()})

    async def problems(self, request: Request) -> Response:  # noqa: ARG002
        """Return the lines of the catalogue that could not be loaded."""
        found = [
            {"file": each.file, "line": each.line, "message": each.message}
            for each in self.catalogue.problems
        ]
        return JSONResponse({"problems": found})

    def _product(self, request: Request) -> Row:
        key = request.path_params["key"]
        row = self.catalogue.product(key)
        if row is None:
            raise not_found("Product", key)
        return row

    def _apply(self, row: Row, body: Row) -> None:
        fields = {name: body[name] for name in PLAIN_FIELDS if name in body}
        for code, values in body.get("values", {}).items():
            self._check_value(row | fields, code, values)
        row |= fields
        for code, values in body.get("values", {}).items():
            row["values"][code] = _merge(row["values"].get(code, []), values)

    def _check_value(self, row: Row, code: str, values: Any) -> None:
        if self.catalogue.find("attributes", code) is None:
            raise unprocessable(f'The attribute "{code}" does not exist.')
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise unprocessable(f'Property "{code}" expects an array of {{"locale", "scope", "data"}}.')
        inherited = any(code in each["values"] for each in self.catalogue.entities.lineage(row))
        if inherited and code not in row["values"]:
            raise unprocessable(f'"{code}" comes from the product model: edit it there.')

    def _bump(self, row: Row) -> None:
        entities = self.catalogue.entities
        (entities.products if "uuid" in row else entities.models).put(row)
        row["updated"] = self.clock.now().isoformat()


def _merge(old: list[Row], new: list[Row]) -> list[Row]:
    """Return the values of an attribute with those for the same locale and channel replaced."""
    places = {(each.get("locale"), each.get("scope")) for each in new}
    kept = [each for each in old if (each.get("locale"), each.get("scope")) not in places]
    added = [
        {"locale": each.get("locale"), "scope": each.get("scope"), "data": each.get("data")} for each in new
    ]
    return kept + [each for each in added if each["data"] is not None]


def _without_nulls(mapping: Row) -> Row:
    return {key: each for key, each in mapping.items() if each is not None}
