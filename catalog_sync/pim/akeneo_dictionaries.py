"""Reads Akeneo's dictionaries: attributes, options, families, categories, channels, measurement families."""

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from catalog_sync.pim.akeneo_client import AkeneoClient
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync.pim.parallel import in_parallel

Raw = dict[str, Any]

SELECT_TYPES = frozenset({"pim_catalog_simpleselect", "pim_catalog_multiselect"})


async def read_structure(client: AkeneoClient) -> tuple[str, Dictionaries]:
    """Read what reading products needs: the identifier attribute's code; attributes, families and their variants."""
    attributes = await _all(client, "attributes")
    families = await _all(client, "families")
    variants = await in_parallel(_all(client, f"families/{raw['code']}/variants") for raw in families)
    known = {
        "attributes": _by_code(attributes, _attribute),
        "families": _by_code(families, _family),
        "family_variants": {
            raw["code"]: _family_variant(family["code"], raw)
            for family, found in zip(families, variants, strict=True)
            for raw in found
        },
    }
    return _identifier(attributes), _valid(known)


async def read_dictionaries(client: AkeneoClient, structure: Dictionaries) -> Dictionaries:
    """Read all the others on top of the structure; options come per select attribute."""
    selects = sorted(code for code, item in structure.attributes.items() if item.type in SELECT_TYPES)
    options = await in_parallel(_all(client, f"attributes/{code}/options") for code in selects)
    rest = {
        "options": {code: _by_code(rows, _option) for code, rows in zip(selects, options, strict=True)},
        "categories": _by_code(await _all(client, "categories"), _category),
        "channels": _by_code(await _all(client, "channels"), _channel),
        "measurement_families": _by_code(await client.get("measurement-families"), _measurement_family),
    }
    read = _valid(rest)
    return structure.model_copy(update={name: getattr(read, name) for name in rest})


async def _all(client: AkeneoClient, path: str) -> list[Raw]:
    return [item async for page in client.pages(path) for item in page]


def _valid(known: Raw) -> Dictionaries:
    try:
        return Dictionaries.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PimAnswerInvalid(f"The PIM's dictionaries have a wrong {where}: {first['msg']}") from error


def _by_code(rows: Iterable[Raw], read: Callable[[Raw], Raw]) -> dict[str, Raw]:
    return {raw["code"]: read(raw) for raw in rows}


def _identifier(attributes: list[Raw]) -> str:
    """Find the attribute that holds the SKU: the main one where a PIM has several identifiers."""
    found = [raw for raw in attributes if raw["type"] == "pim_catalog_identifier"]
    if not found:
        raise PimAnswerInvalid("The PIM shows no identifier attribute: let the connection's user see it.")
    return str(next((raw for raw in found if raw.get("is_main_identifier")), found[0])["code"])


def _filled(raw: Raw, *names: str) -> Raw:
    """Pick what is there; PHP writes an empty object as an empty list."""
    return {name: raw[name] for name in names if raw.get(name) not in (None, [])}


def _attribute(raw: Raw) -> Raw:
    return _filled(raw, "type", "labels", "localizable", "scopable", "metric_family")


def _option(raw: Raw) -> Raw:
    return _filled(raw, "labels", "sort_order")


def _family(raw: Raw) -> Raw:
    named = _filled(raw, "labels", "attribute_as_label", "attribute_as_image")
    return named | {"attributes": sorted(raw.get("attributes") or [])}


def _family_variant(family: str, raw: Raw) -> Raw:
    levels = sorted(raw["variant_attribute_sets"], key=lambda level: level["level"])
    return {"family": family, "axes": [axis for level in levels for axis in level["axes"]]}


def _category(raw: Raw) -> Raw:
    return _filled(raw, "parent", "labels")


def _channel(raw: Raw) -> Raw:
    lists = {name: sorted(raw.get(name) or []) for name in ("locales", "currencies")}
    return _filled(raw, "category_tree") | lists


def _measurement_family(raw: Raw) -> Raw:
    return {
        "standard_unit": raw["standard_unit_code"],
        "units": {c: _unit(u) for c, u in raw["units"].items()},
    }


def _unit(raw: Raw) -> Raw:
    return _filled(raw, "labels", "symbol") | {"to_standard": raw["convert_from_standard"]}
