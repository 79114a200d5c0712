"""How products, product models and media files look in Akeneo's answers."""

from collections.abc import Mapping

from starlette.requests import Request

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.completeness import completenesses
from catalog_sync.sandbox.pim.entities import identifier_of
from catalog_sync.sandbox.pim.loading import Row

BASE = "/api/rest/v1"
_SHARED = ("family", "parent", "associations", "quantified_associations", "created", "updated")


class Renderer:
    """Renders the rows of one catalogue for one request, so that links point at the host the caller used."""

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self.catalogue = catalogue
        self.root = str(request.base_url).rstrip("/") + BASE
        self.parameters = request.query_params

    def product(self, row: Row) -> Row:
        """Return a product of `/products-uuid`: the identifier is only one of its values."""
        own = {"uuid": row["uuid"], "enabled": row.get("enabled", True), "groups": row.get("groups", [])}
        if self.parameters.get("with_completenesses") == "true":
            own["completenesses"] = completenesses(self.catalogue, row)
        return self._linked(f"products-uuid/{row['uuid']}", own | self._common(row))

    def product_by_identifier(self, row: Row) -> Row:
        """Return a product of `/products`, which carries its identifier beside the values."""
        identifier = identifier_of(row, self.catalogue.identifier_attribute)
        return {"identifier": identifier} | self.product(row)

    def model(self, row: Row) -> Row:
        """Return a root or sub product model."""
        own = {"code": row["code"], "family_variant": row.get("family_variant")}
        return self._linked(f"product-models/{row['code']}", own | self._common(row))

    def media(self, row: Row) -> Row:
        """Return what Akeneo tells of a media file; size and type are what the uploader claimed."""
        shown = ("code", "original_filename", "mime_type", "size", "extension")
        links = {"download": {"href": f"{self.root}/media-files/{row['code']}/download"}}
        return {key: row.get(key) for key in shown} | {"_links": links}

    def plain(self, row: Row) -> Row:
        """Return a row of any other resource as it stands in the catalogue."""
        return row

    def _common(self, row: Row) -> Row:
        entities = self.catalogue.entities
        shared = {key: row[key] for key in _SHARED if key in row}
        values = select_values(entities.merged_values(row), self.parameters)
        return shared | {"categories": entities.merged_categories(row), "values": values}

    def _linked(self, path: str, body: Row) -> Row:
        return {"_links": {"self": {"href": f"{self.root}/{path}"}}} | body


def select_values(values: Row, parameters: Mapping[str, str]) -> Row:
    """Return the values that `attributes`, `locales` and `scope` ask for.

    Values without a locale or channel are always kept.
    """
    attributes, locales, scope = (parameters.get(name) for name in ("attributes", "locales", "scope"))
    codes = set(attributes.split(",")) if attributes else values.keys()

    def wanted(value: Row) -> bool:
        in_locale = not locales or value.get("locale") is None or value["locale"] in locales.split(",")
        return in_locale and (not scope or value.get("scope") in (None, scope))

    kept = {code: [each for each in values[code] if wanted(each)] for code in values if code in codes}
    return {code: each for code, each in kept.items() if each}
