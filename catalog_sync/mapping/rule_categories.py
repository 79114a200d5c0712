"""The PIM's category tree as rules see it: what holds for a category holds for all below it."""

from collections.abc import Iterable, Mapping


class PimCategories:
    """The parents of the PIM's categories by code; a root has none."""

    def __init__(self, parents: Mapping[str, str | None] | None = None) -> None:
        self._parents = dict(parents or {})
        self._lineages: dict[str, tuple[str, ...]] = {}

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return the category and all above it, from the root down; a category unknown to the PIM stands alone."""
        if code not in self._lineages:
            found, above = [code], self._parents.get(code)
            while above is not None and above not in found:
                found.append(above)
                above = self._parents.get(above)
            self._lineages[code] = tuple(reversed(found))
        return self._lineages[code]

    def with_all_above(self, codes: Iterable[str]) -> frozenset[str]:
        """Return the categories and all above them."""
        return frozenset(above for code in codes for above in self.lineage(code))

    def with_all_below(self, codes: Iterable[str]) -> list[str]:
        """Return the categories and all below them, sorted."""
        named = set(codes)
        return sorted(named | {code for code in self._parents if not named.isdisjoint(self.lineage(code))})
