"""Reads Akeneo's dictionaries: attributes, options, families, categories, channels, measurement families, records."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from pydantic import ValidationError

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.entities import items_path
from catalog_sync.pim.akeneo.entries import (
    attribute,
    category,
    channel,
    family,
    family_variant,
    measurement_family,
    option,
    record,
)
from catalog_sync.pim.akeneo.links import Owner
from catalog_sync.pim.akeneo.structure import Raw, owner_of
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.errors import PimAnswerInvalid, PimForbidden
from catalog_sync.pim.parallel import in_parallel

SELECT_TYPES = frozenset({"pim_catalog_simpleselect", "pim_catalog_multiselect"})


async def read_structure(client: AkeneoClient) -> tuple[str, Dictionaries]:
    """Read what reading products needs: the identifier attribute's code; attributes, families and their variants."""
    attributes = await client.rows("attributes")
    identifier = _identifier(attributes)
    families = _by_code(await client.rows("families"), family)
    variants = await in_parallel(_family_variants(client, code) for code in families)
    known = {
        "attributes": _by_code(attributes, lambda raw: attribute(raw, identifier)),
        "families": families,
        "family_variants": {code: variant for each in variants for code, variant in each.items()},
    }
    return identifier, _valid(known)


async def read_dictionaries(client: AkeneoClient, structure: Dictionaries) -> Dictionaries:
    """Read all the others on top of the structure; what may not be read is named in `unreadable`.

    Options and records come per attribute and entity, for attributes of some family only: a large PIM has thousands.
    """
    used = {code for each in structure.families.values() for code in each.attributes}
    known = {code: item for code, item in structure.attributes.items() if code in used}
    selects = sorted(code for code, item in known.items() if item.type in SELECT_TYPES)
    owners = {owner for item in known.values() if (owner := owner_of(item)) and owner.kind == "record"}
    parts: dict[str, Awaitable[Raw | None]] = {
        f"options/{code}": _entries(client, f"attributes/{code}/options", option) for code in selects
    }
    parts |= {f"records/{owner.code}": _records(client, owner) for owner in owners}
    parts |= {
        "categories": _entries(client, "categories", category),
        "channels": _entries(client, "channels", channel),
        "measurement_families": _measurement_families(client),
    }
    found = dict(zip(parts, await in_parallel(map(_permitted, parts.values())), strict=True))
    read = _valid(_nested(found))
    return read.model_copy(
        update={
            "attributes": structure.attributes,
            "families": structure.families,
            "family_variants": structure.family_variants,
            "unreadable": sorted(name for name, entries in found.items() if entries is None),
        }
    )


async def _permitted(read: Awaitable[Raw | None]) -> Raw | None:
    try:
        return await read
    except PimForbidden:
        return None


async def _entries(client: AkeneoClient, path: str, entry: Callable[[Raw], Raw]) -> Raw:
    return _by_code(await client.rows(path), entry)


async def _family_variants(client: AkeneoClient, family_code: str) -> Raw:
    rows = await client.rows(f"families/{family_code}/variants")
    return _by_code(rows, lambda raw: family_variant(family_code, raw))


async def _records(client: AkeneoClient, owner: Owner) -> Raw | None:
    """An entity's records; none where the edition has no reference entities (any more).

    None too where no record is shown: their search index may be being built, and what has a record is not read as empty.
    """
    if await client.find("reference-entities", owner.code) is None:
        return None
    rows = [raw async for page in client.pages(items_path(owner)) for raw in page]
    return _by_code(rows, record) or None


async def _measurement_families(client: AkeneoClient) -> Raw:
    return _by_code(await client.get("measurement-families"), measurement_family)


def _nested(found: dict[str, Raw | None]) -> Raw:
    """Put the parts of a dictionary (`options/color`) into it."""
    nested: Raw = {"options": {}, "records": {}}
    for name, entries in found.items():
        whole, _, part = name.partition("/")
        if entries is not None:
            nested[whole] = nested[whole] | {part: entries} if part else entries
    return nested


def _valid(known: Raw) -> Dictionaries:
    try:
        return Dictionaries.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PimAnswerInvalid(f"The PIM's dictionaries have a wrong {where}: {first['msg']}") from error


def _by_code(rows: Iterable[Raw], read: Callable[[Raw], Raw]) -> dict[str, Raw]:
    """Raises PimAnswerInvalid for a row that is not Akeneo's."""
    try:
        return {raw["code"]: read(raw) for raw in rows}
    except (KeyError, TypeError, AttributeError) as error:
        raise PimAnswerInvalid(
            f"The PIM's dictionaries have an entry of an unknown shape: {error!r}"
        ) from error


def _identifier(attributes: list[Raw]) -> str:
    """Find the attribute that holds the SKU: the main one where a PIM has several identifiers."""
    known = [raw for raw in attributes if isinstance(raw, dict) and raw.get("code")]
    found = [raw for raw in known if raw.get("type") == "pim_catalog_identifier"]
    if not found:
        raise PimAnswerInvalid("The PIM shows no identifier attribute: let the connection's user see it.")
    chosen: Any = next((raw for raw in found if raw.get("is_main_identifier")), found[0])
    return str(chosen["code"])
