"""A PIM in memory for tests: products, offers and files that change at will, and a count of what it is asked."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Offer, Product
from catalog_sync.pim.errors import MediaMissing
from catalog_sync.pim.source import Change, Gone, Listed, Problem, Reading

START = datetime(2026, 11, 1, tzinfo=UTC)


class MemoryPim:
    """A PimSource over a log of changes; the bound of a reading is its length."""

    def __init__(self, *products: Product) -> None:
        self.now: dict[str, Product | Problem] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.hidden: set[str] = set()
        self.enumeration_is_complete = True
        self.vocabulary = Dictionaries()
        self._log: list[Product | Problem] = []
        self.put(*products)

    def put(self, *items: Product | Problem) -> None:
        """Add or change products; a Problem is one that cannot be read."""
        self.now.update({item.key: item for item in items})
        self._log += items

    def remove(self, *keys: str) -> None:
        """Delete products, which leaves no trace, as in Akeneo."""
        for key in keys:
            del self.now[key]

    def touch(self, key: str) -> None:
        """Have a product show up as changed although nothing in it did."""
        self._log.append(self.now[key])

    async def changes(self, bound: str | None) -> Reading[Change]:
        self.asked.append("changes")
        keys = {item.key: None for item in self._log[int(bound or 0) :]}
        return self._reading([self.now[key] for key in keys if key in self.now])

    async def listed(self) -> Reading[Listed]:
        self.asked.append("listed")
        rows = [row for key, item in self.now.items() if key not in self.hidden for row in _rows(item)]
        return self._reading(rows, complete=self.enumeration_is_complete)

    async def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        self.asked += [f"read {key}" for key in keys]
        yield [self.now.get(key) or Gone(key) for key in keys]

    async def exists(self, key: str) -> bool:
        return key in self.now

    async def dictionaries(self) -> Dictionaries:
        return self.vocabulary

    async def download(self, media_code: str) -> bytes:
        self.asked.append(f"download {media_code}")
        if media_code not in self.files:
            raise MediaMissing(f"The PIM has no file {media_code}.")
        return self.files[media_code]

    @property
    def downloads(self) -> list[str]:
        """The files that were asked for, in order."""
        return [what.removeprefix("download ") for what in self.asked if what.startswith("download ")]

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
    """An OfferSource: prices in pounds and quantities for the shop GB, by SKU."""

    def __init__(self) -> None:
        self.now: dict[str, Offer | Problem] = {}
        self._moments = 0

    def put(self, sku: str, price: str = "12.50", quantity: int = 7) -> None:
        """Set price and quantity of a SKU; `as_of` moves with every call."""
        self._moments += 1
        self.now[sku] = Offer(
            sku=sku,
            prices={"GBP": Decimal(price)},
            quantities={"GB": quantity},
            as_of=START + timedelta(seconds=self._moments),
        )

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        async def verify() -> bool:
            return True

        return Reading("all", _one_by_one(list(self.now.values())), verify)
