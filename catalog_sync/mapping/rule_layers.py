"""How the rules of a product come about: the top level, its family laid over it, its PIM categories over both."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from catalog_sync.mapping.rule_nodes import Node, merge
from catalog_sync.yaml_files import Loc, Place

_KINDS = ("families", "categories")


def laid_over(base: Node, overlay: Node) -> Node:
    """Return a file's rules over those of the files below it.

    What a family or PIM category empties stays empty in it, so that it takes away what the top level says, too.
    """
    merged = merge(base, overlay)
    parts = {kind: _parts(base.value[kind], overlay.value[kind]) for kind in _both(base, overlay)}
    return Node(merged.value | parts, merged.place)


def _both(base: Node, overlay: Node) -> list[str]:
    return [
        kind
        for kind in _KINDS
        if all(kind in each.value and isinstance(each.value[kind].value, dict) for each in (base, overlay))
    ]


def _parts(base: Node, overlay: Node) -> Node:
    merged = merge(base, overlay, named=1)
    both = base.value.keys() & overlay.value.keys() & merged.value.keys()
    kept = {name: merge(base.value[name], overlay.value[name], keep_empty=True) for name in both}
    return Node({name: kept.get(name, part) for name, part in merged.value.items()}, merged.place)


class Layers:
    """The rules of one shop as they were written; `general` names the keys that families and categories may say too."""

    def __init__(self, node: Node, general: Collection[str]) -> None:
        top = {key: item for key, item in node.value.items() if key not in _KINDS}
        self._top = Node(top, node.place).filled()
        self._parts = {kind: node.value[kind] for kind in _KINDS if kind in node.value}
        self._general = Node(
            {key: item for key, item in self._top.value.items() if key in general}, node.place
        )

    def laid(self, family: str | None = None, categories: Collection[str] = ()) -> Node:
        """Return a family's rules over the top level, and those of categories over both, in this order."""
        own = [self._own("families", family)] if family is not None else []
        node = self._general
        for overlay in (*own, *(self._own("categories", code) for code in categories)):
            node = merge(node, overlay) if overlay else node
        return node.filled()

    def expanded(self) -> Node:
        """Return all rules, each family and category holding all it needs."""
        kinds = {kind: self._expanded(kind) for kind, part in self._parts.items() if part.value is not None}
        return Node(self._top.value | kinds, self._top.place)

    def place(self, kind: str, name: str) -> Place | None:
        """Return where a family or a category stands itself."""
        own = self._own(kind, name)
        return own.place if own else None

    def differing(self, code: str, other: str) -> list[Loc]:
        """Return the paths at which two categories say different things."""
        first, second = self._own("categories", code), self._own("categories", other)
        return list(_differing(first, second, ())) if first and second else []

    def _own(self, kind: str, name: str) -> Node | None:
        whole = self._parts.get(kind)
        if whole is None or not isinstance(whole.value, dict) or name not in whole.value:
            return None
        own: Node = whole.value[name]
        return Node({}, own.place) if own.value is None else own

    def _expanded(self, kind: str) -> Node:
        whole: Node = self._parts[kind]
        if not isinstance(whole.value, dict):
            return whole
        laid: Mapping[str, Any] = {
            name: self.laid(name) if kind == "families" else self.laid(categories=[name])
            for name in whole.value
        }
        return Node(laid, whole.place)


def _differing(first: Node, second: Node, path: Loc) -> Iterator[Loc]:
    if not (isinstance(first.value, dict) and isinstance(second.value, dict)):
        if first.data() != second.data():
            yield path
        return
    if merge(first, second) is second and first.data() != second.data():
        yield path
        return
    for key in first.value.keys() & second.value.keys():
        yield from _differing(first.value[key], second.value[key], (*path, key))
