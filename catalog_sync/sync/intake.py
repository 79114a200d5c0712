"""Takes what a source of products says into the mirror, and remembers what has to be read again or is gone."""

from collections.abc import AsyncIterable, Iterable

from catalog_sync.pim.document import Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Change, Gone, PimSource, Problem, Touched
from catalog_sync.store.holds import Holds
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.mirror_products import Version
from catalog_sync.store.pim_problems import PimProblems
from catalog_sync.store.scratch import Scratch
from catalog_sync.sync.refresh import Refresh

BATCH = 1000
"""Products and SKUs that are stored together: bounds what is in memory, and makes bulk writes worth their while."""


class Intake:
    """Everything a source says goes through here, whatever it was asked."""

    def __init__(
        self,
        source: PimSource,
        mirror: Mirror,
        scratch: Scratch,
        holds: Holds,
        problems: PimProblems,
        version: Version,
        refresh: Refresh,
    ) -> None:
        self.source = source
        self.mirror = mirror
        self.scratch = scratch
        self.holds = holds
        self.problems = problems
        self.version = version
        self.refresh = refresh
        self.began = problems.now()

    async def take(self, batches: AsyncIterable[list[Change]]) -> None:
        """Store what the batches say, in their order."""
        waiting: list[Change] = []
        weight = 0
        async for batch in batches:
            waiting += batch
            weight += sum(1 + len(item.skus) for item in batch if isinstance(item, Product))
            if max(weight, len(waiting)) >= BATCH:
                self._store(waiting)
                waiting, weight = [], 0
        self._store(waiting)

    async def read_pending(self) -> None:
        """Read by key what has to be read, and what turns up with it."""
        for keys in self.scratch.pending():
            await self.take(self.source.read(keys))

    def _store(self, items: Iterable[Change]) -> None:
        last = {item.key: item for item in items if not isinstance(item, Touched)}
        products = [item for item in last.values() if isinstance(item, Product)]
        if gone := [item.key for item in last.values() if isinstance(item, Gone)]:
            self.scratch.tell_gone(gone)
        if there := [item.key for item in last.values() if not isinstance(item, Gone)]:
            self.scratch.found(there)
            self.holds.drop(there)
        if touched := [item.dependency for item in items if isinstance(item, Touched)]:
            self.scratch.touch(touched)
        self._store_products(products)
        self._store_problems([item for item in last.values() if isinstance(item, Problem)], products)

    def _store_products(self, products: list[Product]) -> None:
        if not products:
            return
        if robbed := self.mirror.robbed(products):
            self.scratch.enqueue(robbed)
        hashed = [(product, content_hash(product)) for product in products]
        self.refresh.counts["changed"] += self.mirror.store_products(hashed, self.version)
        self.refresh.counts["read"] += len(products)

    def _store_problems(self, problems: list[Problem], read: list[Product]) -> None:
        if problems or read:
            self.problems.store(problems, read=[product.key for product in read])
            self.refresh.note(problems)
