"""The messy catalogue: hand-written products in Akeneo's form, read as the PIM's own, with their prices and stock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.akeneo.products import model_listing, simple_listing
from catalog_sync.pim.akeneo.structure import Structure
from catalog_sync.pim.document import Offer, Product
from catalog_sync.pim.source import Problem
from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync.sandbox.catalogue.values import metric, value

HERE = Path(__file__).parent
LOCALES = ("en_US", "id_ID", "de_DE")
_LOCALIZED = {"name": None, "description": "ecommerce"}
_MEASURED = {"weight", "volume", "package_length", "package_width", "package_height"}
_OFFER: dict[str, dict[str, Any]] = {
    "prices": {"GBP": "12.50", "USD": "14.99", "IDR": "189000", "EUR": "14.99"},
    "stock": {"GB": 7, "US": 7, "ID": 7, "DE": 7},
}
_OF_VARIANTS = {"sku", "uuid", "enabled", "offer"}

Row = dict[str, Any]


@cache
def written(name: str) -> Any:
    """What one of the files beside this one says."""
    return yaml.safe_load((HERE / name).read_text("utf-8"))


@cache
def entries() -> list[Row]:
    """The messy products as they are written."""
    files = sorted(path.name for path in (HERE / "catalogue").glob("*.yaml") if path.stem != "sound")
    return [entry for name in files for entry in written(f"catalogue/{name}")]


@cache
def products() -> dict[str, Product | Problem]:
    """The products by their key without its kind, as the PIM's reader gives them."""
    return {_name(product): product for product in map(_product, entries())}


@cache
def offers() -> dict[str, Offer]:
    """Prices and stock by SKU."""
    return {sku: offer for entry in entries() for sku, offer in _offers(entry)}


@cache
def labels() -> OptionLabels:
    """The labels of the demo's options and of those that the messy products add."""
    texts = [
        (attribute, code, dict(zip(LOCALES, text.split(" | "), strict=True)))
        for attribute, options in written("dictionary.yaml")["options"].items()
        for code, text in options.items()
    ]
    texts += [(row["attribute"], row["code"], row["labels"]) for row in dictionaries()["attribute-options"]]
    texts += [("color", f"n{number}", dict.fromkeys(LOCALES, f"Shade {number}")) for number in range(1, 302)]
    return OptionLabels(
        {
            (attribute, code, locale): label
            for attribute, code, of in texts
            for locale, label in of.items()
            if label.strip()
        }
    )


@cache
def _structure() -> Structure:
    known, own = dictionaries(), written("dictionary.yaml")
    files = {"pim_catalog_image", "pim_catalog_file"}
    axes = {
        row["code"]: [axis for level in row["variant_attribute_sets"] for axis in level["axes"]]
        for row in known["family-variants"]
    }
    return Structure(
        identifier="sku",
        media=frozenset(
            [row["code"] for row in known["attributes"] if row["type"] in files]
            + own["attributes"]["pim_catalog_image"]
        ),
        families={},
        axes=axes | own["family_variants"],
    )


def _name(product: Product | Problem) -> str:
    return product.key.partition(":")[2]


def _product(entry: Row) -> Product | Problem:
    like = written("catalogue/sound.yaml")[entry["like"]]
    facts = like["values"] | entry.get("values", {})
    common = {
        "family": entry["family"] if "family" in entry else like["family"],
        "categories": entry.get("categories", like["categories"]),
        "enabled": entry.get("enabled", True),
    }
    if "code" not in entry:
        return simple_listing(_row(common, entry, facts), _structure())
    model = common | {
        "code": entry["code"],
        "family_variant": entry.get("family_variant", like.get("family_variant")),
        "values": _values(facts),
    }
    return model_listing(model, [_row(common, one, facts) for one in _variants(entry)], _structure())


def _variants(entry: Row) -> list[Row]:
    written = entry["variants"]
    if isinstance(written, list):
        return written
    numbers = range(1, written["numbered"] + 1)
    return [{"sku": f"{entry['code']}-{number}", written["axis"]: f"n{number}"} for number in numbers]


def _row(common: Row, entry: Row, facts: Row) -> Row:
    """A product or variant as Akeneo's API gives it: a variant repeats all values of its models."""
    sku = entry["sku"]
    own = {} if "like" in entry else {name: fact for name, fact in entry.items() if name not in _OF_VARIANTS}
    of_sku = {} if sku is None else {"sku": [value(sku)]}
    return common | {
        "uuid": entry.get("uuid", sku),
        "identifier": sku,
        "enabled": entry.get("enabled", True),
        "values": _values(facts | own) | of_sku,
    }


def _values(facts: Row) -> Row:
    return {name: _rows(name, fact) for name, fact in facts.items() if fact is not None}


def _rows(name: str, fact: Any) -> list[Row]:
    if name in _LOCALIZED:
        texts = dict.fromkeys(LOCALES, fact["every"]) if "every" in fact else fact
        return [value(_text(text), locale, _LOCALIZED[name]) for locale, text in texts.items()]
    return [value(metric(fact) if name in _MEASURED else fact)]


def _text(text: Any) -> str:
    return text["text"] * text["times"] if isinstance(text, dict) else str(text)


def _offers(entry: Row) -> Iterator[tuple[str, Offer]]:
    for one in _variants(entry) if "variants" in entry else [entry]:
        changes = one.get("offer", {})
        if one["sku"] is None or changes is None:
            continue
        told = {
            part: {
                name: amount for name, amount in (sound | changes.get(part, {})).items() if amount is not None
            }
            for part, sound in _OFFER.items()
        }
        stated = {
            "prices": told["prices"],
            "quantities": told["stock"],
            "as_of": datetime(2026, 11, 19, tzinfo=UTC),
        }
        yield one["sku"], Offer.model_validate({"sku": one["sku"], **stated})
