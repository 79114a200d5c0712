"""What became of a shop's categories between two readings of its tree: vanished, split, moved, renamed, other permissions."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.normal import normal


class Kind(StrEnum):
    """How a category changed; a leaf that is `split` has leaves below it now."""

    VANISHED = "vanished"
    SPLIT = "split"
    MOVED = "moved"
    RENAMED = "renamed"
    PERMISSION = "permission"


@dataclass(frozen=True)
class CategoryChange:
    """One change; `leaves` are those it touches, `successors` those of the new tree that may take their place.

    `before` and `after` are paths, or permissions where these changed.
    """

    category_id: str
    kind: Kind
    before: str
    after: str
    leaves: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()


def compare(before: CategoryTree, after: CategoryTree, *, same_locale: bool = True) -> list[CategoryChange]:
    """Return what changed, by category; names in another locale say nothing. What is new touches nobody."""
    by_name: dict[str, list[Category]] = {}
    for leaf in after.leaves():
        by_name.setdefault(normal(leaf.name), []).append(leaf)
    changes: list[CategoryChange] = []
    for old in before.categories():
        new = after.get(old.id)
        if new is None:
            changes += _vanished(old, before, after, by_name if same_locale else {})
        else:
            changes += _changed(old, new, before, after, same_locale=same_locale)
    return changes


def _vanished(
    old: Category, before: CategoryTree, after: CategoryTree, by_name: dict[str, list[Category]]
) -> Iterator[CategoryChange]:
    """A leaf that is gone; a branch that is gone shows in what lay below it."""
    if not before.is_leaf(old):
        return
    above, seen = before.get(old.parent_id), {old.id}
    while above and above.id not in seen and after.get(above.id) is None:
        seen.add(above.id)
        above = before.get(above.parent_id)
    heir = after.get(above.id) if above else None
    merged = [heir] if heir and after.is_leaf(heir) else []
    renewed = [leaf for leaf in by_name.get(normal(old.name), []) if before.get(leaf.id) is None]
    successors = tuple(dict.fromkeys(leaf.id for leaf in [*merged, *renewed]))
    yield CategoryChange(old.id, Kind.VANISHED, before.path(old), "", (old.id,), successors)


def _changed(
    old: Category, new: Category, before: CategoryTree, after: CategoryTree, *, same_locale: bool
) -> Iterator[CategoryChange]:
    was, now = before.path(old), after.path(new)
    leaves = tuple(leaf.id for leaf in before.below(old))
    if before.is_leaf(old) and not after.is_leaf(new):
        successors = tuple(leaf.id for leaf in after.below(new))
        yield CategoryChange(old.id, Kind.SPLIT, was, now, leaves, successors)
    if old.parent_id != new.parent_id:
        yield CategoryChange(old.id, Kind.MOVED, was, now, leaves)
    if same_locale and old.name != new.name:
        yield CategoryChange(old.id, Kind.RENAMED, was, now, leaves)
    if before.is_leaf(old) and set(old.permissions) != set(new.permissions):
        yield CategoryChange(old.id, Kind.PERMISSION, _told(old), _told(new), leaves)


def _told(category: Category) -> str:
    return ", ".join(sorted(category.permissions)) or "none"
