"""A shop's category tree: finds the leaf that a rule names, and says why a category cannot take products."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.category_paths import CategoryPaths, Names
from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.mapping.rule_parts import CategoryChoice

AVAILABLE, PROHIBITED = "AVAILABLE", "PROHIBITED"
_BY_ENTITLEMENT = frozenset({"INVITE_ONLY", "NON_MAIN_CATEGORY"})


@dataclass(frozen=True)
class Category:
    """One node; `permissions` are the shop's: AVAILABLE, INVITE_ONLY, NON_MAIN_CATEGORY, PROHIBITED."""

    id: str
    parent_id: str
    name: str
    is_leaf: bool
    permissions: tuple[str, ...]


class CategoryTree:
    """The categories of one shop in one tree version.

    `names` are those of further locales: locale -> category -> name. `entitled` are categories that the shop was
    invited to or that lie outside its main category, with all below them; nothing opens a prohibited one.
    """

    def __init__(
        self, categories: Iterable[Category], *, names: Names | None = None, entitled: Collection[str] = ()
    ) -> None:
        self._by_id = {category.id: category for category in categories}
        self._children: dict[str, list[Category]] = {}
        for category in self._by_id.values():
            if category.parent_id != category.id:
                self._children.setdefault(category.parent_id, []).append(category)
        self._entitled = frozenset(entitled)
        self._paths = CategoryPaths(self._by_id, names or {})
        self._judged: dict[tuple[str | None, str | None], Category | Finding] = {}

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        names: Names | None = None,
        entitled: Collection[str] = (),
    ) -> "CategoryTree":
        """Build from rows with `id`, `parent_id`, `name`, `is_leaf` and `permissions` (a list)."""
        categories = (
            Category(
                str(row["id"]),
                str(row["parent_id"]),
                row["name"].strip(),
                row["is_leaf"],
                tuple(row["permissions"]),
            )
            for row in rows
        )
        return cls(categories, names=names, entitled=entitled)

    def leaf(self, choice: CategoryChoice) -> Category | Finding:
        """Return the leaf that the rule names if the shop may sell in it, or the finding that says what is wrong."""
        named = (choice.id, choice.path)
        if named not in self._judged:
            self._judged[named] = self._judge(choice)
        return self._judged[named]

    def get(self, category_id: str) -> Category | None:
        """Return the category with this id."""
        return self._by_id.get(category_id)

    def categories(self) -> list[Category]:
        """Return all categories, leaves and branches."""
        return list(self._by_id.values())

    def leaves(self) -> list[Category]:
        """Return the leaves that the shop may sell in."""
        return [node for node in self._by_id.values() if self.is_leaf(node) and not self.closed(node)]

    def is_leaf(self, category: Category) -> bool:
        """Tell whether products can be listed in it: it is called a leaf, and nothing lies below it."""
        return category.is_leaf and category.id not in self._children

    def below(self, category: Category) -> list[Category]:
        """Return the leaves at or below a category."""
        found: dict[str, Category] = {}
        waiting, seen = [category], {category.id}
        while waiting:
            node = waiting.pop()
            if self.is_leaf(node):
                found[node.id] = node
            waiting += (child for child in self._children.get(node.id, []) if child.id not in seen)
            seen.update(child.id for child in self._children.get(node.id, []))
        return [found[key] for key in sorted(found)]

    def closed(self, category: Category) -> tuple[str, ...]:
        """Return the permissions that keep the shop from selling in it; none where it may.

        Partner API, Create Product: 12052220 prohibited, 12052223 by invitation, 12052225 not its main category.
        """
        permissions = set(category.permissions)
        if PROHIBITED in permissions:
            return (PROHIBITED,)
        closing = permissions & _BY_ENTITLEMENT
        if closing and not self._is_entitled(category):
            return tuple(sorted(closing))
        unknown = permissions - _BY_ENTITLEMENT - {AVAILABLE}
        return () if closing or AVAILABLE in permissions else tuple(sorted(unknown))

    def path(self, category: Category, locale: str | None = None) -> str:
        """Return the names from the root down, `Home Supplies > Lighting > Table Lamps`, as far as the locale has them."""
        return self._paths.path(category.id, locale)

    def names(self, category: Category) -> dict[str, list[str]]:
        """Return the names from the root down in every locale that is known; the region's own under an empty key."""
        return {locale: self._paths.names(category.id, locale) for locale in ("", *self._paths.locales)}

    def _judge(self, choice: CategoryChoice) -> Category | Finding:
        found = self._named(choice)
        leaves = [category for category in found if self.is_leaf(category)]
        if len(leaves) > 1:
            leaves = [leaf for leaf in leaves if self._paths.is_at(leaf.id, choice.path or "")] or leaves
        if not found:
            return _finding("category_unknown", self._unknown(choice))
        if not leaves:
            return _finding("category_not_leaf", self._not_leaf(found[0]))
        if len(leaves) > 1:
            ids = ", ".join(leaf.id for leaf in leaves)
            message = (
                f"The path {choice.path} leads to several categories: {ids}. Name the one meant by its id."
            )
            return _finding("category_ambiguous", message)
        closed = self.closed(leaves[0])
        return _finding("category_not_available", self._closed(leaves[0], closed)) if closed else leaves[0]

    def _named(self, choice: CategoryChoice) -> list[Category]:
        ids = [choice.id] if choice.id else self._paths.at(choice.path or "")
        return [self._by_id[key] for key in ids if key in self._by_id]

    def _is_entitled(self, category: Category) -> bool:
        return bool(self._entitled) and not self._entitled.isdisjoint(self._paths.ids(category.id))

    def _unknown(self, choice: CategoryChoice) -> str:
        keys = (
            difflib.get_close_matches(choice.id, self._by_id, n=3, cutoff=0.8)
            if choice.id
            else self._paths.near(choice.path or "")
        )
        near = "; ".join(f"{self.path(self._by_id[key])} ({key})" for key in keys)
        nearest = f"; nearest: {near}" if near else ""
        if choice.id:
            return f"The shop's tree has no category {choice.id}{nearest}; look its id up in the current tree version."
        return f"The shop's tree has no category {choice.path}{nearest}."

    def _not_leaf(self, category: Category) -> str:
        names = ", ".join(f"{child.name} ({child.id})" for child in self._children.get(category.id, []))
        where = f"{self.path(category)} ({category.id})"
        return f"{where} is not a leaf; map the family to one below it: {names or 'none'}."

    def _closed(self, category: Category, closed: tuple[str, ...]) -> str:
        where = f"{self.path(category)} ({category.id}) is {', '.join(closed)} for this shop"
        if closed == (PROHIBITED,):
            return f"{where}; nothing may be sold there: choose another category, or do not sell it here."
        return f"{where}; apply for it, then list it under entitled_categories, or do not sell it here."


def _finding(code: str, message: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCK, message=message, field="category_id")
