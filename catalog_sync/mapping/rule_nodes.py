"""Rules as they were written: values that know their place, laid over each other, kept and read back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from catalog_sync.yaml_files import Lines, Loc, Place

# An overlay that names a source replaces the whole rule; without one it is merged into the rule.
_SOURCES = {"from", "constant", "template", "first_of", "offers", "id", "path", "name", "warehouses"}
# Below these stand names of the PIM, of TikTok or of people's own, so many levels deep: never a rule's own keys.
_NAMED = {
    "attributes": 1, "categories": 1, "certificates": 1, "certifications": 1, "convert": 1, "families": 1,
    "sales_attributes": 1, "tables": 2, "texts": 1, "unless": 1, "values": 1, "when": 1,
    "per": 1, "warehouses": 1,
}  # fmt: skip


_CONDITIONS = ("when", "unless")


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a mapping or a list of nodes, and the place it was written at; `adds`: a list that adds to the one below."""

    value: Any
    place: Place
    adds: bool = False

    @classmethod
    def read(cls, data: Any, lines: Lines, loc: Loc = ()) -> Self:
        """Build from what a YAML file holds; keys become text, as option codes and ids are written."""
        place = lines[loc]
        if isinstance(data, dict):
            return cls({_key(key): cls.read(item, lines, (*loc, key)) for key, item in data.items()}, place)
        if isinstance(data, list):
            return cls([cls.read(item, lines, (*loc, index)) for index, item in enumerate(data)], place)
        return cls(data, place)

    def data(self) -> Any:
        """What was written, without places."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items()}
        return [node.data() for node in self.value] if isinstance(self.value, list) else self.value

    def filled(self) -> Self:
        """Return it without the keys whose values are empty; a condition that asks for nothing stays, as a mistake."""
        value = self.value
        if isinstance(value, dict):
            items = [(key, node) for key, node in value.items() if node.value is not None]
            value = {key: node if key in _CONDITIONS else node.filled() for key, node in items}
        elif isinstance(value, list):
            value = [node.filled() for node in value]
        return replace(self, value=value)

    def nearest(self, loc: Loc) -> tuple[Place, Loc]:
        """Return the place of what stands at `loc`, or above it, and the rest of `loc` below that place."""
        below = self._below(loc[0]) if loc else None
        return below.nearest(loc[1:]) if below else (self.place, loc)

    def stored(self) -> dict[str, Any]:
        """Return what `restored` takes, fit for JSON."""
        value = self.value
        if isinstance(value, dict):
            value = {key: node.stored() for key, node in value.items()}
        elif isinstance(value, list):
            value = [node.stored() for node in value]
        cell = {"cell": self.place.cell} if self.place.cell else {}
        return {"file": str(self.place.file), "line": self.place.line, "value": value, **cell}

    @classmethod
    def restored(cls, stored: Mapping[str, Any], loc: Loc = ()) -> Self:
        """Build from what `stored` returned."""
        place = Place(Path(stored["file"]), stored["line"], loc, stored.get("cell", ""))
        value = stored["value"]
        if isinstance(value, dict):
            value = {key: cls.restored(item, (*loc, key)) for key, item in value.items()}
        elif isinstance(value, list):
            value = [cls.restored(item, (*loc, index)) for index, item in enumerate(value)]
        return cls(value, place)

    def _below(self, key: str | int) -> "Node | None":
        if isinstance(self.value, dict):
            return self.value.get(_key(key))
        inside = isinstance(self.value, list) and isinstance(key, int) and key < len(self.value)
        return self.value[key] if inside else None


class Places(dict[Loc, Place]):
    """The places of a node and of everything in it, looked up without listing them."""

    def __init__(self, node: Node) -> None:
        super().__init__({(): node.place})
        self._node = node

    def get(self, loc: Loc, default: Any = None) -> Any:
        """Return the place of what stands exactly there."""
        place, rest = self._node.nearest(loc)
        return default if rest else place


def merge(base: Node, overlay: Node, *, named: int = 0, keep_empty: bool = False) -> Node:
    """Merge mappings key by key; anything else is replaced, and an empty value removes the key.

    `named` tells how many levels of keys from here are names rather than parts of a rule. With `keep_empty` an empty
    value stays, to remove the key of what the result is laid over itself.
    """
    old, new = base.value, overlay.value
    if overlay.adds and isinstance(old, list):
        said = base.data()
        return replace(overlay, value=[*old, *(node for node in new if node.value not in said)])
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return overlay
    if not named and _names_source(old) and _names_source(new):
        return overlay
    return Node(dict(_merged(old, new, named, keep_empty=keep_empty)), overlay.place)


def _names_source(rule: dict[str, Node]) -> bool:
    return any(rule[key].value is not None for key in _SOURCES & rule.keys())


def _merged(
    old: dict[str, Node], new: dict[str, Node], named: int, *, keep_empty: bool
) -> Iterator[tuple[str, Node]]:
    for key in (*old, *(key for key in new if key not in old)):
        if key not in new:
            yield key, old[key]
        elif key not in old or new[key].value is None:
            if keep_empty or new[key].value is not None:
                yield key, new[key]
        else:
            below = named - 1 if named else _NAMED.get(key, 0)
            base = _written_out(old[key]) if key == "sales_attributes" else old[key]
            keeps = keep_empty and key not in _CONDITIONS
            yield key, merge(base, new[key], named=below, keep_empty=keeps)


def _written_out(axes: Node) -> Node:
    """Sales attributes that are written short, as an id alone, so that more can be laid over them."""
    if not isinstance(axes.value, dict):
        return axes
    long = {
        name: rule if rule.value is None or isinstance(rule.value, dict) else Node({"id": rule}, rule.place)
        for name, rule in axes.value.items()
    }
    return replace(axes, value=long)


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
