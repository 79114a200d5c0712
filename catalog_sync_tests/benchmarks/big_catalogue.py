"""A catalogue of any size for the demo PIM: products of about 1.4 KB, a fifth of them variants of models."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

VARIANTS = 5
"""Variants per model; every fifth product is one."""

_TYPES = {
    "sku": "identifier",
    "name": "text",
    "description": "textarea",
    "brand": "simpleselect",
    "material": "multiselect",
    "color": "simpleselect",
    "ean": "text",
    "picture": "image",
    "weight": "metric",
    "prop_65": "boolean",
}
_MATERIALS, _COLORS = ("cotton", "linen", "steel", "glass"), ("red", "blue", "green", "black", "white")
_TEXT = (
    "Made to last, gentle to the hand and easy to care for; it comes in a box that is fit to be given away. "
)
_UPDATED = "2026-01-01T00:00:00+00:00"


def write_big_catalogue(directory: Path, products: int) -> Path:
    """Write `api/*.jsonl` for so many products; the rows are the same for the same number."""
    (directory / "api").mkdir(parents=True)
    models = products // (VARIANTS * VARIANTS)
    _write(
        directory,
        "attributes",
        ({"code": code, "type": f"pim_catalog_{kind}"} for code, kind in _TYPES.items()),
    )
    _write(directory, "attribute-options", _options())
    _write(directory, "families", [{"code": "mugs", "attributes": list(_TYPES), "labels": {"en_US": "Mugs"}}])
    axes = [{"level": 1, "axes": ["color"], "attributes": ["color", "sku", "ean"]}]
    _write(
        directory, "family-variants", [{"code": "by_color", "family": "mugs", "variant_attribute_sets": axes}]
    )
    _write(directory, "categories", [{"code": "kitchen", "parent": None, "labels": {"en_US": "Kitchen"}}])
    _write(
        directory, "channels", [{"code": "ecommerce", "locales": ["en_US", "id_ID"], "currencies": ["GBP"]}]
    )
    _write(directory, "product-models", map(_model, range(models)))
    _write(directory, "products", _products(products, models))
    return directory


def _write(directory: Path, name: str, rows: Iterable[dict[str, Any]]) -> None:
    with (directory / "api" / f"{name}.jsonl").open("wb") as file:
        for row in rows:
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def _options() -> Iterator[dict[str, Any]]:
    for attribute, codes in (("brand", ("halden",)), ("material", _MATERIALS), ("color", _COLORS)):
        for order, code in enumerate(codes):
            yield {
                "attribute": attribute,
                "code": code,
                "sort_order": order,
                "labels": {"en_US": code.title()},
            }


def _products(products: int, models: int) -> Iterator[dict[str, Any]]:
    for number in range(products):
        is_variant = number < models * VARIANTS
        own = _variant_values(number) if is_variant else _values(number) | _variant_values(number)
        yield {
            "uuid": str(UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128)),
            "enabled": True,
            "family": "mugs",
            "parent": f"model_{number // VARIANTS:07}" if is_variant else None,
            "categories": [] if is_variant else ["kitchen"],
            "values": own,
            "updated": _UPDATED,
        }


def _model(number: int) -> dict[str, Any]:
    return {
        "code": f"model_{number:07}",
        "family": "mugs",
        "family_variant": "by_color",
        "parent": None,
        "categories": ["kitchen"],
        "values": _values(number),
        "updated": _UPDATED,
    }


def _values(number: int) -> dict[str, Any]:
    return {
        "name": [_value(f"Mug number {number}", "en_US"), _value(f"Mug nomor {number}", "id_ID")],
        "description": [_value(f"<p>{_TEXT * 2}</p>", locale, "ecommerce") for locale in ("en_US", "id_ID")],
        "brand": [_value("halden")],
        "material": [_value([_MATERIALS[number % 4]])],
        "picture": [_value(f"a/b/c/d/{number:040x}_mug.jpg")],
        "weight": [_value({"amount": "0.3500", "unit": "KILOGRAM"})],
        "prop_65": [_value(data=False)],
    }


def _variant_values(number: int) -> dict[str, Any]:
    return {
        "sku": [_value(f"MUG-{number:07}")],
        "color": [_value(_COLORS[number % len(_COLORS)])],
        "ean": [_value(f"{4000000000000 + number}")],
    }


def _value(data: Any, locale: str | None = None, scope: str | None = None) -> dict[str, Any]:
    return {"locale": locale, "scope": scope, "data": data}
