"""Paths of categories, from the root down, in every locale that a tree is known in."""

import difflib
from collections.abc import Mapping
from typing import Protocol

from catalog_sync.mapping.normal import normal

Names = Mapping[str, Mapping[str, str]]
"""Locale -> category id -> name."""


class Node(Protocol):
    """What a path needs of a category."""

    @property
    def parent_id(self) -> str:
        """The category above."""

    @property
    def name(self) -> str:
        """Its name in the region's own locale."""


class CategoryPaths:
    """The paths of one tree; they end where a parent is missing, and where a circle closes."""

    def __init__(self, nodes: Mapping[str, Node], names: Names) -> None:
        self._nodes = nodes
        self._names = names
        self._by_key: dict[str, list[str]] = {}

    @property
    def locales(self) -> list[str]:
        """Return the locales that are known beside the region's own."""
        return list(self._names)

    def ids(self, category_id: str) -> list[str]:
        """Return the ids from the root down."""
        found: dict[str, None] = {}
        while category_id in self._nodes and category_id not in found:
            found[category_id] = None
            category_id = self._nodes[category_id].parent_id
        return list(reversed(found))

    def names(self, category_id: str, locale: str | None = None) -> list[str]:
        """Return the names from the root down; where the locale has none, the region's own."""
        known = self._names.get(locale or "", {})
        return [(known.get(key) or self._nodes[key].name).strip() for key in self.ids(category_id)]

    def path(self, category_id: str, locale: str | None = None) -> str:
        """Return the names from the root down in one text."""
        return " > ".join(self.names(category_id, locale))

    def at(self, path: str) -> list[str]:
        """Return the categories at a path, whatever its locale, case and accents."""
        return self._keys().get(_key(path.split(">")), [])

    def is_at(self, category_id: str, path: str) -> bool:
        """Tell whether a category is at just this path in any locale, letter by letter."""
        names = [name.strip() for name in path.split(">")]
        return any(self.names(category_id, locale) == names for locale in ("", *self._names))

    def near(self, path: str) -> list[str]:
        """Return the categories whose paths are most like this one."""
        keys = difflib.get_close_matches(_key(path.split(">")), self._keys(), n=3, cutoff=0.5)
        return list(dict.fromkeys(category for key in keys for category in self._keys()[key]))

    def _keys(self) -> dict[str, list[str]]:
        if not self._by_key:
            for locale in ("", *self._names):
                for category in self._nodes:
                    found = self._by_key.setdefault(_key(self.names(category, locale)), [])
                    if category not in found:
                        found.append(category)
        return self._by_key


def _key(names: list[str]) -> str:
    return " > ".join(normal(name) for name in names)
