"""The dictionaries of the demo catalogue in Akeneo's API form: families, attributes, options, categories, channels."""

from collections.abc import Callable
from functools import cache
from typing import Any

from catalog_sync.sandbox.catalogue.facts import read_table
from catalog_sync.sandbox.catalogue.measures import measurement_families

Row = dict[str, Any]

ATTRIBUTE_DEFAULTS: Row = {
    "localizable": False,
    "scopable": False,
    "unique": False,
    "useable_as_grid_filter": True,
    "available_locales": [],
    "allowed_extensions": [],
    "max_file_size": None,
    "decimals_allowed": None,
    "negative_allowed": None,
    "metric_family": None,
    "default_metric_unit": None,
    "max_characters": None,
    "wysiwyg_enabled": None,
    "number_min": None,
    "number_max": None,
}


@cache
def tables() -> dict[str, Any]:
    """Return the table `dictionary.yaml`."""
    return read_table("dictionary.yaml")


def dictionaries() -> dict[str, list[Row]]:
    """Return the rows of every dictionary by the name of its file."""
    makers: dict[str, Callable[[], list[Row]]] = {
        "association-types": _association_types,
        "attribute-groups": _attribute_groups,
        "attribute-options": _options,
        "attributes": _attributes,
        "categories": _categories,
        "channels": _channels,
        "currencies": lambda: [{"code": code, "enabled": True} for code in tables()["currencies"]],
        "families": _families,
        "family-variants": _family_variants,
        "locales": lambda: [{"code": code, "enabled": True} for code in tables()["locales"]],
        "measurement-families": measurement_families,
    }
    return {name: make() for name, make in makers.items()}


def labels(text: str) -> dict[str, str]:
    """Return the labels by locale of a text with one for each: "English | Indonesian | German"."""
    return dict(zip(tables()["locales"], text.split(" | "), strict=True))


def _association_types() -> list[Row]:
    types = tables()["association_types"].items()
    return [
        {"code": code, "labels": labels(text), "is_quantified": False, "is_two_way": False}
        for code, text in types
    ]


def _attribute_groups() -> list[Row]:
    groups = tables()["attribute_groups"].items()
    return [
        {"code": code, "sort_order": order, "labels": labels(text)}
        for order, (code, text) in enumerate(groups, 1)
    ]


def _attributes() -> list[Row]:
    attributes = tables()["attributes"].items()
    return [
        _attribute(code, *facts) | {"sort_order": order} for order, (code, facts) in enumerate(attributes, 1)
    ]


def _attribute(code: str, kind: str, group: str, text: str, extra: Row | None = None) -> Row:
    row = {
        "code": code,
        "type": f"pim_catalog_{kind}",
        "group": group,
        "labels": labels(text),
    }
    metric = {"decimals_allowed": True, "negative_allowed": False} if kind == "metric" else {}
    return ATTRIBUTE_DEFAULTS | row | metric | (extra or {})


def _options() -> list[Row]:
    return [
        {"code": code, "attribute": attribute, "sort_order": order, "labels": labels(text)}
        for attribute, options in tables()["options"].items()
        for order, (code, text) in enumerate(options.items(), 1)
    ]


def _categories() -> list[Row]:
    categories = tables()["categories"].items()
    return [{"code": code, "parent": parent, "labels": labels(text)} for code, (parent, text) in categories]


def _channels() -> list[Row]:
    code = tables()["channel"]
    channel: Row = {"code": code, "locales": tables()["locales"], "currencies": list(tables()["currencies"])}
    return [
        channel
        | {
            "category_tree": "master",
            "conversion_units": {},
            "labels": labels("Ecommerce | Ecommerce | Onlinehandel"),
        }
    ]


def _families() -> list[Row]:
    common = tables()["common_attributes"]
    sold = [_family(code, text, common + own) for code, (text, own) in tables()["families"].items()]
    documents = [_family(code, text, own) for code, (text, own) in tables()["document_families"].items()]
    return sold + documents


def _family(code: str, text: str, attributes: list[str]) -> Row:
    required = sorted(
        {"sku", "name", "description", "picture", "safety_certificate"}.intersection(attributes)
    )
    return {
        "code": code,
        "attribute_as_label": "name",
        "attribute_as_image": "picture" if "picture" in attributes else None,
        "attributes": sorted(attributes),
        "attribute_requirements": {tables()["channel"]: required},
        "labels": labels(text),
    }


def _family_variants() -> list[Row]:
    variants = tables()["family_variants"].items()
    return [
        {
            "code": code,
            "family": family,
            "labels": labels(text),
            "variant_attribute_sets": [
                {"level": level, "axes": axes, "attributes": sorted(axes + others)}
                for level, (axes, others) in enumerate(levels, 1)
            ],
        }
        for code, (family, text, levels) in variants
    ]
