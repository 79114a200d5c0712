"""What products name in Akeneo's other entities: assets and reference entity records, with the files found there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Raw = dict[str, Any]

LINK_TYPES = {
    "pim_catalog_asset_collection": "asset",
    "akeneo_reference_entity": "record",
    "akeneo_reference_entity_collection": "record",
}


class Owner(NamedTuple):
    """An asset family or a reference entity: `kind` is asset or record."""

    kind: str
    code: str


class Linked(NamedTuple):
    """One asset or record."""

    owner: Owner
    code: str

    @property
    def dependency(self) -> str:
        """How `Product.depends_on` names it, e.g. `asset:packshots/mug_front`."""
        return f"{self.owner.kind}:{self.owner.code}/{self.code}"

    @property
    def folded(self) -> "Linked":
        """The same to look it up by: Akeneo ignores the case of codes."""
        return Linked(self.owner, self.code.casefold())


@dataclass(frozen=True)
class LinkedFile:
    """A file of an asset or record; `attribute` is the record's attribute that holds it, none for an asset."""

    code: str
    attribute: str | None = None
    locale: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Entity:
    """An asset or record as the PIM spells it, with its files in order, or why it cannot be read."""

    dependency: str
    files: tuple[LinkedFile, ...] = ()
    problem: str = ""


Entities = Mapping[Linked, Entity]
"""By `Linked.folded`."""


def linked(raws: Iterable[Raw], attributes: Mapping[str, Owner]) -> dict[Linked, Linked]:
    """What the values of products or models name, as they spell it, by `folded`; values of a wrong shape name nothing."""
    return {each.folded: each for raw in raws for each in _linked(raw, attributes)}


def codes_of(data: Any) -> list[str]:
    """The codes in a value: one, several in their order, or none."""
    return [data] if isinstance(data, str) else data or []


def media_of(
    attribute: str, named: Linked, entities: Entities, *, locale: Any, channel: Any
) -> tuple[str, list[Raw]]:
    """The dependency of what a value for this locale and channel names, and the media it stands for.

    Raises ValueError for an asset or record that cannot be read.
    """
    entity = entities.get(named.folded)
    if entity is None:
        return named.dependency, []
    if entity.problem:
        raise ValueError(f"{entity.dependency} of attribute {attribute} {entity.problem}")
    return entity.dependency, [
        _medium(attribute, file, file.locale or locale, file.channel or channel)
        for file in entity.files
        if _agree(file.locale, locale) and _agree(file.channel, channel)
    ]


def _medium(attribute: str, file: LinkedFile, locale: Any, channel: Any) -> Raw:
    named = f"{attribute}.{file.attribute}" if file.attribute else attribute
    medium: Raw = {"attribute": named, "code": file.code}
    if locale is not None:
        medium["locale"] = locale
    if channel is not None:
        medium["channel"] = channel
    return medium


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _linked(raw: Raw, attributes: Mapping[str, Owner]) -> Iterator[Linked]:
    values = raw.get("values")
    if not isinstance(values, dict):
        return
    for attribute in attributes.keys() & values.keys():
        rows = values[attribute]
        for row in rows if isinstance(rows, list) else ():
            data = row.get("data") if isinstance(row, dict) else None
            for code in [data] if isinstance(data, str) else data if isinstance(data, list) else ():
                if isinstance(code, str):
                    yield Linked(attributes[attribute], code)
