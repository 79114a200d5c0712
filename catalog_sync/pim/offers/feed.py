"""Prices and stock from files dropped into a folder."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import Any

from catalog_sync.pim.document import Offer
from catalog_sync.pim.drops.drops import Drop, Drops, Refused, Repeated
from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.drops.problems import drop_problems
from catalog_sync.pim.offers.configuration import FeedOffersConfiguration
from catalog_sync.pim.offers.feed_check import check_feed_offers
from catalog_sync.pim.offers.feed_rows import OfferRows, Tally, offer_columns
from catalog_sync.pim.offers.rows import Clock, utc_now
from catalog_sync.pim.source import Checked, Problem, Reading

_BATCH = 1000

Pending = Drop | Refused | Repeated


class FeedOffers:
    """An OfferSource whose bound is the history of its drops.

    For people `record` is told the fate of each, and `forget` those that are remembered no longer. A drop
    whose application was broken off is applied again from its beginning, which changes nothing.
    """

    def __init__(
        self,
        settings: FeedOffersConfiguration,
        options: Mapping[str, Any] | None = None,
        record: Callable[[Sequence[Fate]], None] = lambda _: None,
        clock: Clock = utc_now,
        forget: Callable[[Collection[Fate]], None] = lambda _: None,
    ) -> None:
        self._drops = Drops(settings.drops, offer_columns(settings), options=options)
        self._rows = OfferRows(settings, clock)
        self._record = record
        self._forget = forget

    @property
    def origin(self) -> str:
        """The folder and which of its files."""
        return self._drops.origin

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers of the drops that were not applied by the bound; complete when a full drop was among them.

        A row without a SKU makes it incomplete: which offer it meant is unknown.
        """
        history = History.of_bound(bound)
        pending = await asyncio.to_thread(self._drops.pending, history)
        told: list[Fate] = []
        tallies: list[Tally] = []

        async def is_whole() -> bool:
            after = history.after(told)
            remembered = self._drops.remembered(after)
            await asyncio.to_thread(self._forget, set(after.fates) - set(remembered.fates))
            reading.bound = remembered.to_bound()
            return any(tally.full for tally in tallies) and not any(tally.nameless for tally in tallies)

        reading = Reading(history.to_bound(), self._batches(history, pending, told, tallies), is_whole)
        return reading

    async def check(self) -> AsyncIterator[Checked]:
        """Look at folder, drops, clock and sample rows."""
        async for checked in check_feed_offers(self._drops, self._rows):
            yield checked

    async def _batches(
        self, history: History, pending: Sequence[Pending], told: list[Fate], tallies: list[Tally]
    ) -> AsyncIterator[list[Offer | Problem]]:
        for item in pending:
            fate = lasting = item.fate
            if isinstance(item, Drop):
                tally = Tally(full=item.mode == "full")
                rows = self._rows.read(item, tally)
                while batch := await asyncio.to_thread(lambda: list(islice(rows, _BATCH))):  # noqa: B023
                    yield batch
                tallies.append(tally)
                fate = fate.model_copy(update={"reason": tally.summary})
                lasting = fate.model_copy(update={"reason": tally.lasting})
            await asyncio.to_thread(self._record, [fate])
            told.append(lasting)
        if shown := drop_problems(history.after(told)):
            yield list(shown)
