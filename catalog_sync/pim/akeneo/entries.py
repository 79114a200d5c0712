"""Akeneo's dictionary resources as entries of our dictionaries; PHP writes an empty object as an empty list."""

from catalog_sync.pim.akeneo.forms import record_labels
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.hashing import canonical_hash


def attribute(raw: Raw, identifier: str) -> Raw:
    """An attribute; `identifier` is the code of the one that holds the SKU."""
    names = ("type", "labels", "localizable", "scopable", "metric_family", "reference_data_name")
    return _filled(raw, *names) | ({"main_identifier": True} if raw["code"] == identifier else {})


def option(raw: Raw) -> Raw:
    """An option of a select attribute."""
    return _filled(raw, "labels", "sort_order")


def record(raw: Raw) -> Raw:
    """A record of a reference entity."""
    return {"labels": record_labels(raw)}


def family(raw: Raw) -> Raw:
    """A family; its requirements are a hash, as all that counts is whether they changed."""
    named = _filled(raw, "labels", "attribute_as_label", "attribute_as_image")
    required = raw.get("attribute_requirements") or {}
    requirements = {channel: sorted(codes) for channel, codes in required.items() if codes}
    if requirements:
        named["requirements"] = canonical_hash(requirements)[:16]
    return named | {"attributes": sorted(raw.get("attributes") or [])}


def family_variant(family_code: str, raw: Raw) -> Raw:
    """A family variant: the axes of all levels in order."""
    levels = sorted(raw["variant_attribute_sets"], key=lambda level: level["level"])
    return {"family": family_code, "axes": [axis for level in levels for axis in level["axes"]]}


def category(raw: Raw) -> Raw:
    """A category."""
    return _filled(raw, "parent", "labels")


def channel(raw: Raw) -> Raw:
    """A channel."""
    lists = {name: sorted(raw.get(name) or []) for name in ("locales", "currencies")}
    return _filled(raw, "category_tree") | lists


def measurement_family(raw: Raw) -> Raw:
    """A measurement family with its units."""
    return {
        "standard_unit": raw["standard_unit_code"],
        "units": {code: _unit(unit) for code, unit in raw["units"].items()},
    }


def _unit(raw: Raw) -> Raw:
    return _filled(raw, "labels", "symbol") | {"to_standard": raw["convert_from_standard"]}


def _filled(raw: Raw, *names: str) -> Raw:
    """Pick what is there."""
    return {name: raw[name] for name in names if raw.get(name) not in (None, [])}
