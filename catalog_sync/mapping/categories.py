"""A shop's category tree: finds the leaf that a rule names, and says why a category cannot take products."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.rules import CategoryChoice


@dataclass(frozen=True)
class Category:
    """One node; `permissions` are the shop's: AVAILABLE, INVITE_ONLY, NON_MAIN_CATEGORY, PROHIBITED."""

    id: str
    parent_id: str
    name: str
    is_leaf: bool
    permissions: tuple[str, ...]


class CategoryTree:
    """The categories of one shop in one tree version."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_id = {category.id: category for category in categories}
        self._by_path: dict[str, Category] = {}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> "CategoryTree":
        """Build from rows with `id`, `parent_id`, `name`, `is_leaf` and `permissions` (a list)."""
        return cls(
            Category(
                str(row["id"]),
                str(row["parent_id"]),
                row["name"].strip(),
                row["is_leaf"],
                tuple(row["permissions"]),
            )
            for row in rows
        )

    def leaf(self, choice: CategoryChoice) -> Category | Finding:
        """Return the available leaf that the rule names, or the finding that says what is wrong with it."""
        category = (
            self._by_id.get(choice.id) if choice.id else self._paths().get(_path_key(choice.path or ""))
        )
        if category is None:
            return _finding(
                "category_unknown",
                f"The shop's tree has no category {choice.id or choice.path}{self._near(choice)}.",
            )
        if not category.is_leaf:
            return _finding("category_not_leaf", self._not_leaf(category))
        if category.permissions and "AVAILABLE" not in category.permissions:
            return _finding("category_not_available", self._not_available(category))
        return category

    def path(self, category: Category) -> str:
        """Return the names from the root down: `Home Supplies > Lighting > Table Lamps`."""
        names, seen, node = [category.name], {category.id}, self._by_id.get(category.parent_id)
        while node and node.id not in seen:
            names.append(node.name)
            seen.add(node.id)
            node = self._by_id.get(node.parent_id)
        return " > ".join(reversed(names))

    def _paths(self) -> dict[str, Category]:
        if not self._by_path:
            self._by_path.update(
                {_path_key(self.path(category)): category for category in self._by_id.values()}
            )
        return self._by_path

    def _near(self, choice: CategoryChoice) -> str:
        if choice.id:
            return "; look its id up in the current tree version"
        near = difflib.get_close_matches(_path_key(choice.path or ""), self._paths(), n=3, cutoff=0.5)
        names = "; ".join(f"{self.path(self._paths()[key])} ({self._paths()[key].id})" for key in near)
        return f"; nearest: {names}" if names else ""

    def _not_leaf(self, category: Category) -> str:
        children = [child for child in self._by_id.values() if child.parent_id == category.id]
        names = ", ".join(f"{child.name} ({child.id})" for child in children)
        return f"{self.path(category)} ({category.id}) is not a leaf; map the family to one below it: {names or 'none'}."

    def _not_available(self, category: Category) -> str:
        permissions = ", ".join(category.permissions)
        return f"{self.path(category)} ({category.id}) is {permissions} for this shop; apply for it, or do not sell it here."


def _path_key(path: str) -> str:
    return " > ".join(normal(part) for part in path.split(">"))


def _finding(code: str, message: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCK, message=message, field="category_id")
