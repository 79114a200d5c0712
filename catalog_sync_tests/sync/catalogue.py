"""A catalogue directory of mugs for the demo PIM: the demo's dictionaries, plain products, one picture."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from catalog_sync.pim.document import Product
from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync_tests.sync.goods import mug, picture

LONG_AGO = "2026-01-01T00:00:00+00:00"
PICTURE = "a/b/mug.jpg"


def write_mugs(directory: Path, number: int) -> Path:
    """Write so many mugs with prices and quantities for Great Britain; returns the directory."""
    mugs = [mug(each, pictures=[PICTURE]) for each in range(number)]
    (directory / "media").mkdir(parents=True)
    (directory / "media" / "mug.jpg").write_bytes(picture())
    file = {
        "code": PICTURE,
        "file": "media/mug.jpg",
        "original_filename": "mug.jpg",
        "mime_type": "image/jpeg",
    }
    rows = dictionaries() | {"products": [_row(item) for item in mugs], "media-files": [file]}
    for name, lines in rows.items():
        _write(directory / "api" / f"{name}.jsonl", lines)
    _write(directory / "offers.jsonl", [_offer(item.identifier) for item in mugs])
    return directory


def _row(product: Product) -> dict[str, Any]:
    [sku] = product.skus
    values = {
        name: [{"locale": value.locale, "scope": value.channel, "data": value.data} for value in each]
        for name, each in sku.values.items()
    }
    own = {"sku": sku.sku, "picture": PICTURE}
    values |= {name: [{"locale": None, "scope": None, "data": data}] for name, data in own.items()}
    return {
        "uuid": sku.key,
        "family": product.family,
        "parent": None,
        "values": values,
        "updated": LONG_AGO,
    } | {
        "enabled": True,
        "categories": [],
    }


def _offer(sku: str) -> dict[str, Any]:
    return {"sku": sku, "prices": {"GBP": "12.50"}, "quantities": {"GB": 7}, "as_of": LONG_AGO}


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
