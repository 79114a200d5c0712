"""Takes what a source of products says into the mirror, and remembers what has to be read again or is gone."""

from collections.abc import AsyncIterable, Iterable

from catalog_sync.pim.document import Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Change, Draft, Gone, PimSource, Problem, Reading, Touched
from catalog_sync.store.database import Lock
from catalog_sync.store.holds import Holds
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.mirror_products import Version
from catalog_sync.store.pim_problems import PimProblems
from catalog_sync.store.scratch import Scratch
from catalog_sync.sync.refresh import OF_THE_SOURCE, Refresh

BATCH = 1000
"""Products and SKUs that are stored together: bounds what is in memory, and makes bulk writes worth their while."""

_TRIED_AGAIN = 100
"""Products that could not be read are tried again, so many with each reading: what was wrong may be beside them."""

_Told = Draft | Product | Problem | Gone


class Intake:
    """Everything a source says goes through here, whatever it was asked."""

    def __init__(
        self,
        source: PimSource,
        lock: Lock,
        mirror: Mirror,
        scratch: Scratch,
        holds: Holds,
        problems: PimProblems,
        version: Version,
        refresh: Refresh,
    ) -> None:
        self.source = source
        self.lock = lock
        self.mirror = mirror
        self.scratch = scratch
        self.holds = holds
        self.problems = problems
        self.version = version
        self.refresh = refresh
        self.began = problems.now()

    async def take_changes(self, reading: Reading[Change]) -> None:
        """Store a reading of changes; problems that it would have shown again, and did not, are over.

        Products that could not be read are among those to be read by key after it.
        """
        began = self.problems.now()
        await self.take(reading)
        self.problems.forget_ended(began)
        self.scratch.enqueue(self.problems.unread_products(began, _TRIED_AGAIN))
        if reading.complete:
            self.problems.forget_unseen(began, but=OF_THE_SOURCE)

    async def take(self, batches: AsyncIterable[list[Change]]) -> None:
        """Store what the batches say, in their order."""
        waiting: list[Change] = []
        weight = 0
        async for batch in batches:
            waiting += batch
            weight += sum(map(_weight, batch))
            if weight >= BATCH:
                self._store(waiting)
                waiting, weight = [], 0
        self._store(waiting)

    async def read_pending(self) -> None:
        """Read by key what has to be read, and what turns up with it."""
        for keys in self.scratch.pending():
            await self.take(self.source.read(keys))

    def _store(self, items: Iterable[Change]) -> None:
        self.lock.ensure_held()
        told = {item.key: item for item in items if not isinstance(item, Touched)}
        last, fingerprints = self._read(told)
        products = [item for item in last.values() if isinstance(item, Product)]
        self.refresh.counts["read"] += sum(isinstance(item, Product | Draft) for item in last.values())
        if gone := [item.key for item in last.values() if isinstance(item, Gone)]:
            self.scratch.tell_gone(gone)
        if there := [item.key for item in last.values() if not isinstance(item, Gone)]:
            self.scratch.found(there)
            self.holds.drop(there)
        if touched := [item.dependency for item in items if isinstance(item, Touched)]:
            self.scratch.touch(touched)
        self._store_products(products, fingerprints)
        problems = [item for item in last.values() if isinstance(item, Problem)]
        self._store_problems(problems, [item.key for item in last.values() if not isinstance(item, Problem)])

    def _read(self, told: dict[str, _Told]) -> tuple[dict[str, _Told], dict[str, str]]:
        """The same with drafts read into documents, but for those of which the mirror holds the document already.

        With the fingerprints of those that were read.
        """
        drafts = [item for item in told.values() if isinstance(item, Draft)]
        known = self.mirror.fingerprints([draft.key for draft in drafts]) if drafts else {}
        fresh = [draft for draft in drafts if known.get(draft.key) != draft.fingerprint]
        documents: dict[str, _Told] = {draft.key: draft.read() for draft in fresh}
        return told | documents, {draft.key: draft.fingerprint for draft in fresh}

    def _store_products(self, products: list[Product], fingerprints: dict[str, str]) -> None:
        if not products:
            return
        if robbed := self.mirror.robbed(products):
            self.scratch.enqueue(sorted(robbed))
        hashed = [(product, content_hash(product)) for product in products]
        self.refresh.counts["changed"] += self.mirror.store_products(hashed, self.version, fingerprints)

    def _store_problems(self, problems: list[Problem], read: list[str]) -> None:
        if problems or read:
            self.problems.store(problems, read=read)
            self.refresh.note(problems)


def _weight(item: Change) -> int:
    """How much is kept in memory of it, in products and SKUs."""
    if isinstance(item, Draft):
        return 1 + item.skus
    return 1 + len(item.skus) if isinstance(item, Product) else 1
