"""Writes the shipped demo catalogue: Akeneo's API form as JSON lines, its media files, and prices and stock."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync.sandbox.catalogue.facts import certificates, families_for_sale
from catalog_sync.sandbox.catalogue.illustrating import Illustrator
from catalog_sync.sandbox.catalogue.media import MediaStore
from catalog_sync.sandbox.catalogue.products import CatalogueRows


def write_catalogue(directory: Path) -> None:
    """Write `api/*.jsonl`, `media/` and `offers.jsonl` into a directory, the same bytes every time."""
    store = MediaStore(directory)
    rows = CatalogueRows(Illustrator(store))
    rows.add_families(families_for_sale())
    rows.add_documents(certificates())
    entities = {"products": rows.products, "product-models": rows.models, "media-files": store.rows}
    for name, lines in (dictionaries() | entities).items():
        _write_lines(directory / "api" / f"{name}.jsonl", lines)
    _write_lines(directory / "offers.jsonl", rows.offers)


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
