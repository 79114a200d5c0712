"""Looks at the drops of prices and stock for a person: folder, rights, clock and sample rows."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from itertools import islice

from catalog_sync.pim.drops.candidates import Candidate
from catalog_sync.pim.drops.drops import Drops
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.offers.feed_rows import OfferRows
from catalog_sync.pim.source import Checked, Problem

_SAMPLE = 100
_NAMED = 5


async def check_feed_offers(drops: Drops, rows: OfferRows) -> AsyncIterator[Checked]:
    """Yield what was found, one look after the other; the last look is the first that failed."""
    try:
        found = await asyncio.to_thread(drops.candidates)
        for checked in _folder(drops.origin, found):
            yield checked
        if ready := [candidate for candidate in found if candidate.unready is None]:
            for checked in await asyncio.to_thread(_sampled, drops, rows, ready[-1]):
                yield checked
    except PimError as error:
        yield Checked("source", str(error), ok=False)


def _folder(origin: str, found: list[Candidate]) -> Iterator[Checked]:
    if not found:
        yield Checked(
            "source", f"{origin} holds no drop", None, "Let the first files be dropped, or correct `files`."
        )
        return
    yield Checked("source", f"{origin} can be listed: {len(found)} drops")
    for candidate in [candidate for candidate in found if candidate.unready][:_NAMED]:
        yield Checked("source", f"{candidate.name} waits: {candidate.unready}", None)
    age = time.time() - max(candidate.modified for candidate in found)
    if age < 0:
        advice = "Set the clock of the machine that drops the files: it is ahead."
        yield Checked("clock", f"the newest drop is {-age:.0f} s from the future", None, advice)
    else:
        yield Checked("clock", f"the newest drop was written {age / 3600:.1f} hours ago")


def _sampled(drops: Drops, rows: OfferRows, candidate: Candidate) -> list[Checked]:
    as_of = rows.moment(candidate.as_of, candidate.modified)
    sample = [rows.read_row(row, as_of) for row in islice(drops.rows(candidate), _SAMPLE)]
    bad = [found.message for found in sample if isinstance(found, Problem)]
    advice = "Correct these rows, or how the configuration reads them; all others are taken."
    return [
        Checked("rights", f"{candidate.name} can be read"),
        *(Checked("records", text, ok=False, advice=advice) for text in bad[:_NAMED]),
        Checked(
            "records", f"{len(sample) - len(bad)} of {len(sample)} sample rows can be read", not bad or None
        ),
    ]
