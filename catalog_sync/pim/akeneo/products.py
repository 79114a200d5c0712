"""Akeneo's products and product models as neutral documents: one per simple product, one per root model."""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from catalog_sync.pim.akeneo.links import Entities
from catalog_sync.pim.akeneo.structure import Raw, Structure
from catalog_sync.pim.akeneo.values import Values, holds_nul, read_values
from catalog_sync.pim.document import Product, Sku
from catalog_sync.pim.source import Problem

NO_ENTITIES: Entities = {}


def product_key(uuid: str) -> str:
    """Key of a simple product's listing."""
    return f"product:{uuid}"


def model_key(code: str) -> str:
    """Key of a root model's listing."""
    return f"model:{code}"


def simple_listing(raw: Raw, structure: Structure, entities: Entities = NO_ENTITIES) -> Product | Problem:
    """Read a simple product: its only SKU carries all values again."""
    key = product_key(raw["uuid"])
    try:
        own = read_values(raw, structure, entities)
        sku = _sku(raw, structure, own)
        return Product(
            key=key,
            identifier=sku.sku or sku.key,
            **_common(raw, structure),
            enabled=sku.enabled,
            values=sku.values,
            media=sku.media,
            skus=[sku],
            depends_on=sorted(own.depends_on),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Problem(key, _called(raw, structure), _reason(error))


def model_listing(
    raw: Raw, variants: Iterable[Raw], structure: Structure, entities: Entities = NO_ENTITIES
) -> Product | Problem:
    """Read a root model and its variants (of all levels); it is enabled when at least one variant is."""
    code = raw["code"]
    key, named = model_key(code), raw.get("family_variant")
    axes = structure.axes.get(str(named).casefold())
    if axes is None:
        return Problem(key, code, f"family variant {named} is not among the PIM's families")
    try:
        own = read_values(raw, structure, entities)
        read = [(variant, read_values(variant, structure, entities)) for variant in variants]
        skus = sorted((_sku(variant, structure, values) for variant, values in read), key=lambda sku: sku.key)
        return Product.model_validate(
            {
                "key": key,
                "identifier": code,
                **_common(raw, structure),
                "family_variant": structure.family_variants.get(str(named).casefold(), named),
                "enabled": any(sku.enabled for sku in skus),
                "axes": axes,
                "values": own.values,
                "media": own.media,
                "skus": skus,
                "depends_on": sorted(own.depends_on.union(*(values.depends_on for _, values in read))),
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Problem(key, code, _reason(error))


def _common(raw: Raw, structure: Structure) -> Raw:
    family = raw.get("family")
    common = {
        "family": structure.families.get(family.casefold(), family) if family else None,
        "categories": sorted(raw.get("categories") or []),
    }
    if holds_nul(common):
        raise ValueError("family or categories hold a NUL character")
    return common


def _sku(raw: Raw, structure: Structure, own: Values) -> Sku:
    identifier = own.values.get(structure.identifier)
    return Sku.model_validate(
        {
            "key": raw["uuid"],
            "sku": identifier[0]["data"] if identifier else raw.get("identifier"),
            "enabled": raw["enabled"],
            "values": own.values,
            "media": own.media,
            "completeness": _completeness(raw.get("completenesses") or ()),
        }
    )


def _completeness(rows: Iterable[Mapping[str, object]]) -> list[Raw]:
    """Akeneo's percentages per channel and locale; a product without a family has none."""
    read = ({"channel": row["scope"], "locale": row["locale"], "percent": row["data"]} for row in rows)
    return sorted(read, key=lambda each: (str(each["channel"]), str(each["locale"])))


def _called(raw: Raw, structure: Structure) -> str:
    """What people call a product that cannot be read: its identifier if that much is right."""
    try:
        called = raw.get("identifier") or raw["values"][structure.identifier][0]["data"]
    except (KeyError, TypeError, IndexError):
        called = None
    return called.replace("\0", "?") if isinstance(called, str) else str(raw["uuid"])


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
