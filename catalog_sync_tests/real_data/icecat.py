"""Akeneo's icecat demo catalogue, read from the rows of its REST API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.akeneo import entries
from catalog_sync.pim.akeneo.products import model_listing, simple_listing
from catalog_sync.pim.akeneo.structure import Raw, Structure
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Product
from catalog_sync_tests.real_data.catalogues import DATA, RealCatalogue


def icecat() -> RealCatalogue:
    """Read Akeneo's demo catalogue from its REST answers: 1,239 SKUs in 1,049 listings."""
    read = _JsonLines(DATA / "pim" / "akeneo-icecat-demo" / "api")
    known = _akeneo_dictionaries(read)
    structure = Structure.of("sku", known)
    products, models = read("products"), {row["code"]: row for row in read("product-models")}
    variants: dict[str, list[Raw]] = {}
    for row in products:
        if root := _root(row["parent"], models):
            variants.setdefault(root, []).append(row)
    found = [simple_listing(row, structure) for row in products if not row["parent"]]
    roots = [row for row in models.values() if not row["parent"]]
    found += [model_listing(row, variants.get(row["code"], []), structure) for row in roots]
    return RealCatalogue(
        "icecat",
        [product for product in found if isinstance(product, Product)],
        _labels(known),
        known.model_dump(mode="json"),
        {row["identifier"]: [row] for row in products},
    )


def _root(parent: str | None, models: Mapping[str, Raw]) -> str | None:
    while parent and models[parent]["parent"]:
        parent = models[parent]["parent"]
    return parent


@dataclass(frozen=True)
class _JsonLines:
    folder: Path

    def __call__(self, name: str) -> list[Raw]:
        text = (self.folder / f"{name}.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]


def _akeneo_dictionaries(read: _JsonLines) -> Dictionaries:
    options: dict[str, dict[str, Raw]] = {}
    for row in read("attribute-options"):
        options.setdefault(row["attribute"], {})[row["code"]] = entries.option(row)
    return Dictionaries.model_validate(
        {
            "attributes": {row["code"]: entries.attribute(row, "sku") for row in read("attributes")},
            "options": options,
            "families": {row["code"]: entries.family(row) for row in read("families")},
            "family_variants": {
                row["code"]: entries.family_variant(row["family"], row) for row in read("family-variants")
            },
            "categories": {row["code"]: entries.category(row) for row in read("categories")},
            "channels": {row["code"]: entries.channel(row) for row in read("channels")},
        }
    )


def _labels(known: Dictionaries) -> OptionLabels:
    return OptionLabels(
        {
            (attribute, code, locale): label
            for attribute, options in known.options.items()
            for code, option in options.items()
            for locale, label in option.labels.items()
        }
    )
