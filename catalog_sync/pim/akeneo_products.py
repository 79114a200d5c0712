"""Akeneo's products and product models as neutral documents: one per simple product, one per root model."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Media, Product, Sku, Value
from catalog_sync.pim.source import Problem

Raw = dict[str, Any]

MEDIA_TYPES = frozenset({"pim_catalog_image", "pim_catalog_file"})


@dataclass(frozen=True)
class Structure:
    """What reading a product needs to know; codes are looked up case-folded, as Akeneo ignores their case."""

    identifier: str
    media: frozenset[str]
    families: dict[str, str]
    axes: dict[str, list[str]]

    @classmethod
    def of(cls, identifier: str, known: Dictionaries) -> "Structure":
        """Gather it from the dictionaries."""
        return cls(
            identifier=identifier,
            media=frozenset(code for code, item in known.attributes.items() if item.type in MEDIA_TYPES),
            families={code.casefold(): code for code in known.families},
            axes={code.casefold(): variant.axes for code, variant in known.family_variants.items()},
        )


def product_key(uuid: str) -> str:
    """Key of a simple product's listing."""
    return f"product:{uuid}"


def model_key(code: str) -> str:
    """Key of a root model's listing."""
    return f"model:{code}"


def simple_listing(raw: Raw, structure: Structure) -> Product | Problem:
    """Read a simple product: its only SKU carries all values again."""
    key = product_key(raw["uuid"])
    try:
        sku = _sku(raw, structure)
        return Product(
            key=key,
            identifier=sku.sku or sku.key,
            **_common(raw, structure),
            enabled=sku.enabled,
            values=sku.values,
            media=sku.media,
            skus=[sku],
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Problem(key, str(raw.get("identifier") or raw["uuid"]), _reason(error))


def model_listing(raw: Raw, variants: Iterable[Raw], structure: Structure) -> Product | Problem:
    """Read a root model and its variants (of all levels); it is enabled when at least one variant is."""
    code = raw["code"]
    key, axes = model_key(code), structure.axes.get(str(raw.get("family_variant")).casefold())
    if axes is None:
        return Problem(
            key, code, f"family variant {raw.get('family_variant')} is not among the PIM's families"
        )
    try:
        skus = sorted((_sku(variant, structure) for variant in variants), key=lambda sku: sku.key)
        values, media = _values(raw, structure)
        return Product(
            key=key,
            identifier=code,
            **_common(raw, structure),
            enabled=any(sku.enabled for sku in skus),
            axes=axes,
            values=values,
            media=media,
            skus=skus,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Problem(key, code, _reason(error))


def _common(raw: Raw, structure: Structure) -> Raw:
    family = raw.get("family")
    return {
        "family": structure.families.get(family.casefold(), family) if family else None,
        "categories": sorted(raw.get("categories") or []),
    }


def _sku(raw: Raw, structure: Structure) -> Sku:
    values, media = _values(raw, structure)
    identifier = values.get(structure.identifier)
    return Sku(
        key=raw["uuid"],
        sku=identifier[0].data if identifier else raw.get("identifier"),
        enabled=raw["enabled"],
        values=values,
        media=media,
    )


def _values(raw: Raw, structure: Structure) -> tuple[dict[str, list[Value]], list[Media]]:
    """Part plain values from files; both in an order that does not depend on the PIM's answer."""
    values: dict[str, list[Value]] = {}
    media: list[Media] = []
    for attribute, rows in sorted((raw.get("values") or {}).items()):
        ordered = sorted(rows, key=lambda row: (row.get("scope") or "", row.get("locale") or ""))
        if attribute in structure.media:
            media += [_media(attribute, row) for row in ordered]
        else:
            values[attribute] = [_value(attribute, row) for row in ordered]
    return values, media


def _value(attribute: str, row: Raw) -> Value:
    if _holds_nul(row["data"]):
        raise ValueError(f"attribute {attribute} holds a NUL character, which no database stores: remove it")
    return Value(locale=row.get("locale"), channel=row.get("scope"), data=row["data"])


def _media(attribute: str, row: Raw) -> Media:
    return Media(attribute=attribute, code=row["data"], locale=row.get("locale"), channel=row.get("scope"))


def _reason(error: Exception) -> str:
    """Say in one sentence what is wrong with the PIM's JSON."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"the PIM's answer has a wrong {'.'.join(map(str, first['loc']))}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"the PIM's answer has no {error.args[0]}"
    if isinstance(error, ValueError):
        return str(error)
    return f"the PIM's answer has an unknown shape: {error}"


def _holds_nul(data: Any) -> bool:
    if isinstance(data, dict):
        return any(map(_holds_nul, data.values()))
    if isinstance(data, list):
        return any(map(_holds_nul, data))
    return isinstance(data, str) and "\0" in data
