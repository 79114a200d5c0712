"""Counts what a pass over the PIM's listings shows, to tell a whole one from one that its search index cut short."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from heapq import nlargest

from catalog_sync.pim.akeneo.bound import WITNESSES, Witness, latest
from catalog_sync.pim.akeneo.listings import Endpoint, Listings
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.source import Change, Problem, Reading


class Census:
    """One pass over all products and models that a search finds, or over all there are.

    `witnesses` are the rows it saw that were updated last.
    """

    def __init__(self, listings: Listings, params: dict[str, str], before: dict[Endpoint, int]) -> None:
        self._listings = listings
        self._params = params
        self._before = before
        self._seen: Counter[Endpoint] = Counter()
        self._whole: bool | None = None
        self.witnesses: tuple[Witness, ...] = ()

    @classmethod
    async def begin(cls, listings: Listings, **params: str) -> "Census":
        """Count first, so that products created during the pass do not make it look short."""
        before = {each: await listings.count(each, **params) for each in listings.endpoints}
        return cls(listings, params, before)

    async def pages(self, endpoint: Endpoint, **params: str) -> AsyncIterator[list[Raw]]:
        """Pages of a listing, counted."""
        async for page in self._listings.pages(endpoint, **self._params, **params):
            self._seen[endpoint] += len(page)
            self._remember(endpoint, page)
            yield page

    async def is_whole(self) -> bool:
        """Whether as many rows were seen as there are, judged once after the last page.

        A PIM that shows nothing at all is not believed: an index stops short (api-php-client#197), or is empty while
        it is built anew (pim-community-dev#20466).
        """
        if self._whole is None:
            enough = all([await self._is_enough(each) for each in self._before])
            self._whole = enough and (self._seen.total() > 0 or await self._listings.show_anything())
        return self._whole

    def _remember(self, endpoint: Endpoint, page: list[Raw]) -> None:
        newest = nlargest(WITNESSES, page, key=lambda raw: str(raw.get("updated")))
        fresh = (witness for raw in newest if (witness := Witness.of(endpoint, raw)))
        self.witnesses = latest((*self.witnesses, *fresh))

    async def _is_enough(self, endpoint: Endpoint) -> bool:
        """Fewer than before are enough when some were deleted on the way."""
        seen = self._seen[endpoint]
        return seen >= self._before[endpoint] or seen >= await self._listings.count(endpoint, **self._params)


async def watched(
    reading: Reading[Change],
    batches: AsyncIterator[list[Change]],
    census: Census,
    held: str,
    moved: Callable[[], str],
) -> AsyncIterator[list[Change]]:
    """The reading's batches, and then its bound: one that was cut short keeps the held one and ends with a problem."""
    async for batch in batches:
        yield batch
    if await census.is_whole():
        reading.bound = moved()
    else:
        reading.bound = held
        yield [_cut_short()]


def _cut_short() -> Problem:
    message = (
        "the PIM's search showed fewer products than it counts, or none at all: nothing is lost, all changes since "
        "the last whole read are looked for again next time; see whether its search index is healthy"
    )
    return Problem("changes", "all products", message, repeated=True)
