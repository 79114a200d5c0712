"""Akeneo's form of values: what a listing's facts look like in the API."""

from typing import Any

from catalog_sync.sandbox.catalogue.dictionary import tables
from catalog_sync.sandbox.catalogue.facts import FamilyFacts, Listing, Locale, Text

Values = dict[str, list[dict[str, Any]]]

VALID_UNTIL = "2028-12-31T00:00:00+00:00"
CHANNEL = "ecommerce"


def value(data: Any, locale: str | None = None, scope: str | None = None) -> dict[str, Any]:
    """Return one value, of all locales and channels unless told."""
    return {"locale": locale, "scope": scope, "data": data}


def plain(values: dict[str, Any]) -> Values:
    """Return values that are the same in all locales and channels; "500 MILLILITER" is a measurement."""
    metrics = {code for code, (kind, *_) in tables()["attributes"].items() if kind == "metric"}
    return {code: [value(metric(data) if code in metrics else data)] for code, data in values.items()}


def metric(text: str) -> dict[str, str]:
    """Return the measurement of a text such as "0.5 KILOGRAM"."""
    amount, unit = text.split()
    return {"amount": amount, "unit": unit}


def listing_values(family: FamilyFacts, listing: Listing) -> Values:
    """Return what all SKUs of a listing have in common: texts, shared facts, weight and package."""
    *sides, unit = listing.box.replace(" x ", " ").split()
    names = ("package_length", "package_width", "package_height")
    package = {name: f"{side} {unit}" for name, side in zip(names, sides, strict=True)}
    facts = family.values | listing.values | {"weight": listing.weight} | package
    stated = {code: fact for code, fact in facts.items() if fact is not None}
    return _texts(family, listing) | plain(stated)


def _texts(family: FamilyFacts, listing: Listing) -> Values:
    texts = listing.texts.items()
    return {
        "name": [value(text.name, locale) for locale, text in texts],
        "description": [value(_html(family, text, locale), locale, CHANNEL) for locale, text in texts],
    }


def _html(family: FamilyFacts, text: Text, locale: Locale) -> str:
    points = "".join(f"<li>{point}</li>" for point in family.points[locale])
    return f"<p>{text.lead}</p><ul>{points}</ul>"
