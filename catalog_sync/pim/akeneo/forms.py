"""Which files an asset or a reference entity record holds, by the attributes of its family or entity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from catalog_sync.pim.akeneo.links import Entity, Linked, LinkedFile, Owner

Raw = dict[str, Any]

FILES = {"asset": "asset-media-files", "record": "reference-entities-media-files"}
"""Where the files of assets and records are read, which is the start of their media codes here."""

NO_FILES = frozenset({"youtube", "vimeo"})
"""Media types of links to a page and not to a file."""


@dataclass(frozen=True)
class Form:
    """The attributes of an asset family or reference entity that hold files, in the PIM's order."""

    owner: Owner
    attributes: tuple[Raw, ...]

    def read(self, raw: Raw) -> Entity:
        """An asset or record with its files, for each channel and locale in an order of its own."""
        dependency = Linked(self.owner, raw["code"]).dependency
        try:
            return Entity(dependency, tuple(self._files(raw.get("values") or {})))
        except (KeyError, TypeError, AttributeError) as error:
            return Entity(dependency, problem=f"has values of an unknown shape: {error}")

    def _files(self, values: Raw) -> Iterator[LinkedFile]:
        for attribute in self.attributes:
            rows = values.get(attribute["code"]) or []
            for row in sorted(rows, key=lambda row: (row.get("channel") or "", row.get("locale") or "")):
                yield LinkedFile(
                    code=self._media_code(attribute, row["data"]),
                    attribute=None if self.owner.kind == "asset" else attribute["code"],
                    locale=row.get("locale"),
                    channel=row.get("channel"),
                )

    def _media_code(self, attribute: Raw, data: object) -> str:
        if not isinstance(data, str):
            raise TypeError(f"{attribute['code']} names no file")
        if attribute["type"] != "media_link":
            return f"{FILES[self.owner.kind]}/{data}"
        return f"{attribute.get('prefix') or ''}{data}{attribute.get('suffix') or ''}"


def asset_form(owner: Owner, family: Raw, attributes: Iterable[Raw]) -> Form:
    """An asset stands for its main media alone."""
    main = family.get("attribute_as_main_media")
    return Form(owner, tuple(each for each in attributes if each["code"] == main and _is_file(each)))


def record_form(owner: Owner, attributes: Iterable[Raw]) -> Form:
    """A record may hold several files, e.g. a logo and a certificate."""
    return Form(owner, tuple(each for each in attributes if each["type"] in {"image", "media_file"}))


def record_labels(raw: Raw) -> dict[str, str]:
    """A record's labels by locale: the values of its attribute `label`, before version 4 a field of its own."""
    rows = (raw.get("values") or {}).get("label") or []
    return dict(raw.get("labels") or {}) | {row["locale"]: row["data"] for row in rows if row.get("locale")}


def _is_file(attribute: Raw) -> bool:
    return attribute["type"] == "media_file" or (
        attribute["type"] == "media_link" and attribute.get("media_type") not in NO_FILES
    )
