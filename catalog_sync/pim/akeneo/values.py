"""The values of one Akeneo product or model, parted into plain values, files, and what else they depend on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from catalog_sync.pim.akeneo.links import Entities, Linked, Owner, codes_of, media_of
from catalog_sync.pim.akeneo.structure import Raw, Structure


@dataclass
class Values:
    """What becomes `values`, `media` and `depends_on` of a document, still to be validated by it.

    The order does not depend on the PIM's answer, except that of the codes in a collection, which counts.
    """

    values: dict[str, list[Raw]] = field(default_factory=dict)
    media: list[Raw] = field(default_factory=list)
    depends_on: set[str] = field(default_factory=set)


def read_values(raw: Raw, structure: Structure, entities: Entities) -> Values:
    """Part and check them. Raises ValueError, TypeError, KeyError or AttributeError for what is not Akeneo's JSON."""
    own, shapes, links = Values(), structure.shapes, structure.links
    for attribute, given in sorted((raw.get("values") or {}).items()):
        rows = sorted(given, key=_place) if len(given) > 1 else given
        if attribute in structure.media:
            own.media += [_file(attribute, row) for row in rows]
            continue
        own.values[attribute] = read = []
        for row in rows:
            data = row["data"]
            if data is not None and attribute in shapes and not shapes[attribute][0](data):
                raise ValueError(
                    f"attribute {attribute} holds {data!r:.80} in place of {shapes[attribute][1]}"
                )
            read.append({"locale": row.get("locale"), "channel": row.get("scope"), "data": data})
        if attribute in links:
            _follow(attribute, rows, links[attribute], entities, own)
    _refuse_nul(own)
    return own


def _place(row: Raw) -> tuple[str, str]:
    return row.get("scope") or "", row.get("locale") or ""


def _file(attribute: str, row: Raw) -> Raw:
    return {
        "attribute": attribute,
        "code": row["data"],
        "locale": row.get("locale"),
        "channel": row.get("scope"),
    }


def _follow(attribute: str, rows: Sequence[Raw], owner: Owner, entities: Entities, own: Values) -> None:
    """Add the files of the assets or records that the values name."""
    for row in rows:
        place = {"locale": row.get("locale"), "channel": row.get("scope")}
        for code in codes_of(row["data"]):
            dependency, media = media_of(attribute, Linked(owner, code), entities, **place)
            own.depends_on.add(dependency)
            own.media += media


def _refuse_nul(own: Values) -> None:
    """No database stores a NUL character; a look at the JSON as a whole spares one at every text."""
    if b"\\u0000" not in orjson.dumps((own.values, own.media)):
        return
    for attribute, rows in own.values.items():
        if holds_nul(attribute) or holds_nul(rows):
            raise ValueError(
                f"attribute {attribute} holds a NUL character, which no database stores: remove it"
            )
    if holds_nul(own.media):
        raise ValueError("the code of a file holds a NUL character, which no database stores")


def holds_nul(data: Any) -> bool:
    """Whether a NUL character is anywhere in JSON data."""
    if isinstance(data, dict):
        return any(map(holds_nul, data)) or any(map(holds_nul, data.values()))
    if isinstance(data, list):
        return any(map(holds_nul, data))
    return isinstance(data, str) and "\0" in data
