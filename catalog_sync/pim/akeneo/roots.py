"""Which root model an Akeneo model or variant belongs to."""

from collections.abc import Iterable

from catalog_sync.pim.akeneo.listings import MODELS, Listings
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.parallel import in_parallel

LEVELS = 3
"""A variant, its sub-model and its root: Akeneo has no more."""


class Roots:
    """Resolves a model's code, in any letter case, to its root model's code in the PIM's spelling.

    Made to hold all models of a large PIM: for each, only the code above it, or a root's own.
    """

    def __init__(self, models: Iterable[Raw] = ()) -> None:
        self._above: dict[str, str] = {}
        self._absent: set[str] = set()
        self.learn(models)

    def learn(self, models: Iterable[Raw]) -> None:
        """Remember models that were read anyway."""
        for raw in models:
            code = raw["code"]
            folded = code.casefold()
            self._above[code if folded == code else folded] = raw.get("parent") or code

    def of(self, code: str) -> str | None:
        """The root above (or at) the model; none when one of them is not known."""
        folded = code.casefold()
        for _ in range(LEVELS):
            above = self._above.get(folded)
            if above is None:
                return None
            if (higher := above.casefold()) == folded:
                return above
            folded = higher
        return None

    async def look_up(self, listings: Listings, codes: Iterable[str]) -> None:
        """Read, by id, the unknown models among these codes and above them; what the PIM does not show stays unknown."""
        wanted = {code.casefold() for code in codes if self.of(code) is None} - self._absent
        for _ in range(LEVELS):
            lacking = sorted(wanted - self._above.keys())
            found = await in_parallel(listings.find(MODELS, code) for code in lacking)
            self._absent |= {code for code, raw in zip(lacking, found, strict=True) if raw is None}
            self.learn(raw for raw in found if raw is not None)
            wanted = {self._above[code].casefold() for code in wanted if code in self._above} - self._absent
