"""The demo PIM's contents: a catalogue directory in Akeneo's API form, held in memory so that it can be edited."""

import mimetypes
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Self

from catalog_sync.sandbox.catalogue.measures import measurement_families
from catalog_sync.sandbox.pim.entities import Entities, Table, identifier_of
from catalog_sync.sandbox.pim.loading import Problem, Row, read_rows

RESOURCES = {
    "asset-families": ("code", "attribute_as_main_media"),
    "asset-families-assets": ("code", "asset_family", "updated", "values"),
    "asset-families-attributes": ("code", "asset_family", "type"),
    "association-types": ("code",),
    "attribute-groups": ("code",),
    "attribute-options": ("code", "attribute"),
    "attributes": ("code", "type"),
    "categories": ("code",),
    "channels": ("code",),
    "currencies": ("code",),
    "families": ("code", "attributes"),
    "family-variants": ("code", "family"),
    "locales": ("code",),
    "measurement-families": ("code",),
    "reference-entities": ("code",),
    "reference-entities-attributes": ("code", "reference_entity", "type"),
    "reference-entities-records": ("code", "reference_entity", "updated", "values"),
}
"""The files of `api/` that hold dictionaries, with the keys each of their rows must have."""


@dataclass
class Catalogue:
    """Everything the demo PIM serves, and the `problems` found while reading it."""

    directory: Path
    entities: Entities = field(default_factory=Entities)
    resources: dict[str, list[Row]] = field(default_factory=dict)
    media: Table = field(default_factory=lambda: Table("code"))
    offers: Table = field(default_factory=lambda: Table("sku"))
    uploads: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read a catalogue directory: `api/*.jsonl`, `media/` and, where there is one, `offers.jsonl`.

        A broken line goes to `problems` and the rest is loaded; a missing file counts as an empty one, except that a
        catalogue without measurement families gets Akeneo's standard ones.
        """
        if not (directory / "api" / "products.jsonl").is_file():
            raise FileNotFoundError(f"{directory} is no catalogue: it has no api/products.jsonl")
        catalogue = cls(directory)
        catalogue._load_resources()
        catalogue._load_entities()
        for row in catalogue._read("offers.jsonl", ("sku", "as_of")):
            catalogue.offers.put(row)
        for row in catalogue._read("api/media-files.jsonl", ("code", "file")):
            catalogue.media.put(row)
        return catalogue

    def _read(self, file: str, keys: tuple[str, ...]) -> list[Row]:
        return read_rows(self.directory, file, keys, self.problems)

    def _load_resources(self) -> None:
        for name, keys in RESOURCES.items():
            self.resources[name] = self._read(f"api/{name}.jsonl", keys)
        self.resources["measurement-families"] = (
            self.resources["measurement-families"] or measurement_families()
        )

    def _load_entities(self) -> None:
        models = self._read("api/product-models.jsonl", ("code", "updated", "values"))
        for row in sorted(models, key=lambda row: row.get("parent") is not None):
            self.entities.add_inherited(self.entities.models, row)
        for row in self._read("api/products.jsonl", ("uuid", "updated", "values")):
            self.entities.add_inherited(self.entities.products, row)

    @property
    def identifier_attribute(self) -> str:
        """The code of the attribute that identifies products, `sku` unless the catalogue says otherwise."""
        types = ((row["code"], row["type"]) for row in self.resources["attributes"])
        return next((code for code, kind in types if kind == "pim_catalog_identifier"), "sku")

    def product(self, key: str) -> Row | None:
        """Return the product with this uuid or, failing that, this identifier."""
        attribute = self.identifier_attribute
        by_uuid = self.entities.products.get(key)
        rows = self.entities.products.rows.values()
        return by_uuid or next((row for row in rows if identifier_of(row, attribute) == key), None)

    def find(self, resource: str, code: str) -> Row | None:
        """Return the row of a resource with this code, in whatever case."""
        rows = self.resources[resource]
        return next((row for row in rows if row["code"].casefold() == code.casefold()), None)

    def media_bytes(self, row: Row) -> bytes | None:
        """Return the bytes of a media file, or none when its file has been lost."""
        path = self.directory / row["file"]
        if row["code"] in self.uploads:
            return self.uploads[row["code"]]
        return path.read_bytes() if path.is_file() else None

    def add_media(self, filename: str, content: bytes) -> Row:
        """Keep an uploaded file under a new code, even when the same bytes are known already, and return its row."""
        digest = sha1(f"{filename}{len(self.media.rows)}".encode()).hexdigest()  # noqa: S324
        code = f"{'/'.join(digest[:4])}/{digest}_{filename}"
        mime_type = mimetypes.guess_type(filename, strict=False)[0] or "application/octet-stream"
        row = {
            "code": code,
            "original_filename": filename,
            "mime_type": mime_type,
            "size": len(content),
            "extension": Path(filename).suffix.lstrip("."),
            "file": f"media/{digest[:12]}_{filename}",
        }
        self.uploads[code] = content
        self.media.put(row)
        return row
