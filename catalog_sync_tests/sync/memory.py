"""A PIM in memory for tests: products, offers and files that change at will, and a count of what it is asked."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from decimal import Decimal

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Offer, Product
from catalog_sync.pim.errors import MediaMissing, PimError
from catalog_sync.pim.source import Change, Checked, Draft, Gone, Listed, Problem, Reading, Touched


class MemoryPim:
    """A PimSource over a log of changes; the bound of a reading is its length.

    `error` is raised instead of any answer, `hidden` products are in no list, `lost` ones in no change, and problems
    that are `lasting` in every reading of changes. With `fingerprints` (by product key) changes come as drafts.
    """

    def __init__(self, *products: Product) -> None:
        self.origin = "memory"
        self.error: PimError | None = None
        self.lost: set[str] = set()
        self.shown: int | None = None
        self.now: dict[str, Product | Problem] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.hidden: set[str] = set()
        self.enumeration_is_complete = True
        self.full_read_is_complete = True
        self.lasting: list[Problem] = []
        self.fingerprints: dict[str, str] = {}
        self.vocabulary = Dictionaries()
        self._log: list[Change] = []
        self.put(*products)

    def put(self, *items: Product | Problem) -> None:
        """Add or change products; a Problem is one that cannot be read."""
        self.now.update({item.key: item for item in items})
        self._log += items

    def remove(self, *keys: str) -> None:
        """Delete products, which leaves no trace, as in Akeneo."""
        for key in keys:
            del self.now[key]

    def delete(self, *keys: str) -> None:
        """Delete products with a tombstone, as a change log has them."""
        self.remove(*keys)
        self._log += [Gone(key) for key in keys]

    def touch(self, *keys: str) -> None:
        """Have products show up as changed although nothing in them did."""
        self._log += [self.now[key] for key in keys]

    def touch_dependency(self, dependency: str) -> None:
        """Have something that products depend on show up as changed."""
        self._log.append(Touched(dependency))

    async def changes(self, bound: str | None) -> Reading[Change]:
        self._ask("changes" if bound else "all changes")
        if bound is None:
            items = [*map(self._drafted, self.now.values()), *self.lasting]
            return self._reading(items, complete=self.full_read_is_complete)
        since = self._log[int(bound) :]
        keys = {item.key: item for item in since if not isinstance(item, Touched)}
        items: list[Change] = [item for item in since if isinstance(item, Touched)]
        for key, item in keys.items():
            if key in self.now or isinstance(item, Gone):
                items.append(self.now.get(key) or Gone(key))
        shown = [item for item in items if getattr(item, "key", None) not in self.lost]
        return self._reading([*map(self._drafted, shown), *self.lasting], complete=False)

    async def listed(self) -> Reading[Listed]:
        self._ask("listed")
        rows = [row for key, item in self.now.items() if key not in self.hidden for row in _rows(item)]
        return self._reading(rows, complete=self.enumeration_is_complete)

    async def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        keys = list(keys)
        for key in keys:
            self._ask(f"read {key}")
        yield [self.now.get(key) or Gone(key) for key in keys]

    async def exists(self, key: str) -> bool:
        self._ask(f"exists {key}")
        return key in self.now

    async def size(self) -> int | None:
        return (
            len([row for item in self.now.values() for row in _rows(item)])
            if self.shown is None
            else self.shown
        )

    async def dictionaries(self) -> Dictionaries:
        self._ask("dictionaries")
        return self.vocabulary

    async def check(self) -> AsyncIterator[Checked]:
        yield Checked("source", "a PIM in memory")

    async def download(self, media_code: str) -> bytes:
        self.asked.append(f"download {media_code}")
        if media_code not in self.files:
            raise MediaMissing(f"The PIM has no file {media_code}.")
        return self.files[media_code]

    @property
    def downloads(self) -> list[str]:
        """The files that were asked for, in order."""
        return [what.removeprefix("download ") for what in self.asked if what.startswith("download ")]

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.error:
            raise self.error

    def _drafted(self, item: Change) -> Change:
        if not isinstance(item, Product) or item.key not in self.fingerprints:
            return item

        def read() -> Product:
            self.asked.append(f"read draft {item.key}")
            return item

        return Draft(item.key, self.fingerprints[item.key], len(item.skus), read)

    def _reading(self, items: list, *, complete: bool = True) -> Reading:
        async def verify() -> bool:
            return complete

        return Reading(str(len(self._log)), _one_by_one(items), verify)


def _rows(item: Product | Problem) -> list[Listed]:
    skus = item.skus if isinstance(item, Product) else []
    return [Listed(item.key, sku.key) for sku in skus] or [Listed(item.key, None)]


async def _one_by_one(items: list) -> AsyncIterator[list]:
    for item in items:
        yield [item]


class MemoryOffers:
    """An OfferSource: prices in pounds and quantities for the shop GB, by SKU.

    Every reading shows all of them; with `only_changes` one with a bound shows those that changed since.
    """

    def __init__(self) -> None:
        self.origin = "memory"
        self.error: PimError | None = None
        self.full_read = True
        self.only_changes = False
        self.bounds: list[str | None] = []
        self.now: dict[str, Offer | Problem] = {}
        self._told: list[dict[str, Offer | Problem]] = []

    def put(self, sku: str, price: str = "12.50", quantity: int = 7, as_of: datetime | None = None) -> None:
        """Set price and quantity of a SKU, as of now unless said otherwise."""
        self.now[sku] = Offer(
            sku=sku,
            prices={"GBP": Decimal(price)},
            quantities={"GB": quantity},
            as_of=as_of or datetime.now(UTC),
        )

    async def check(self) -> AsyncIterator[Checked]:
        yield Checked("source", "prices and stock in memory")

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        self.bounds.append(bound)
        if self.error:
            raise self.error

        async def verify() -> bool:
            return self.full_read

        if not self.only_changes:
            return Reading("all", _one_by_one(list(self.now.values())), verify)
        before = {} if bound is None else self._told[int(bound)]
        self._told.append(dict(self.now))
        changed = [row for sku, row in self.now.items() if before.get(sku) != row]
        return Reading(str(len(self._told) - 1), _one_by_one(changed), verify)
