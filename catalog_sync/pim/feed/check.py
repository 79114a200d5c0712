"""Looks at a feed for a person: its folder, what became of its drops, sample rows, files and clock."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any

from catalog_sync.pim.drops.drops import Drop, Drops, Refused
from catalog_sync.pim.drops.files import BadRow
from catalog_sync.pim.drops.folder import Folder
from catalog_sync.pim.drops.history import History
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.feed.configuration import FeedConfiguration, feed_columns
from catalog_sync.pim.feed.spool import Spool
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.rows.cells import RowInvalid
from catalog_sync.pim.rows.reader import Row, RowReader
from catalog_sync.pim.source import Checked

_SAMPLE = 100


async def check_feed(
    settings: FeedConfiguration, drops: Drops, spool: Spool, media: MediaFiles, options: Mapping[str, Any]
) -> AsyncIterator[Checked]:
    """Yield what was found, one look after the other; the last look is the first that failed."""
    try:
        for checked in await asyncio.to_thread(_folder, settings, options):
            yield checked
        history = await asyncio.to_thread(spool.history)
        pending = await asyncio.to_thread(drops.pending, history)
        for checked in _states(pending, history):
            yield checked
        for checked in await asyncio.to_thread(_sampled, settings, pending, spool):
            yield checked
        if media.url is not None:
            files = await asyncio.to_thread(media.versions)
            yield Checked("rights", f"{len(files)} files in the media folder {media.url}")
    except (PimError, OSError) as error:
        yield Checked(
            "source", str(error), ok=False, advice="Correct the address or the rights of the folder."
        )


def _folder(settings: FeedConfiguration, options: Mapping[str, Any]) -> list[Checked]:
    files = Folder(settings.drops.url, options).look()
    found = [Checked("source", f"{settings.drops.url} can be listed: {len(files)} files")]
    if not files:
        return [
            Checked(
                "source", f"{settings.drops.url} holds no file", None, "Let the PIM drop its first files."
            )
        ]
    age = time.time() - max(file.modified for file in files.values())
    if age < 0:
        advice = "Set the clock of the machine that drops the files: it is ahead."
        return [*found, Checked("clock", f"the newest file is {-age:.0f} s from the future", None, advice)]
    return [*found, Checked("clock", f"the newest file is {age / 3600:.1f} hours old")]


def _states(pending: list[Any], history: History) -> Iterator[Checked]:
    for fate in [fate for fate in history.fates if fate.state == "applied"][-1:]:
        yield Checked("records", f"{fate.name} was applied last: {fate.mode}, {fate.rows} rows")
    for item in pending:
        if isinstance(item, Drop):
            yield Checked("records", f"{item.name} waits: {item.mode}, {item.count} rows")
    advice = "Drop a corrected one, or name it under `confirmed`."
    for fate in history.after(item.fate for item in pending if isinstance(item, Refused)).refusals:
        yield Checked("records", f"{fate.name} is refused: {fate.reason}", ok=False, advice=advice)


def _sampled(settings: FeedConfiguration, pending: list[Any], spool: Spool) -> list[Checked]:
    """Read the first rows of a drop that waits, else of the spool."""
    drop = next((item for item in pending if isinstance(item, Drop)), None)
    if drop is not None:
        rows = list(islice(drop.rows(), _SAMPLE))
        sample = [Row(row.where, row.values) for row in rows if not isinstance(row.values, BadRow)]
        broken = [f"{row.where}: {row.values.reason}" for row in rows if isinstance(row.values, BadRow)]
        return [*_columns(settings, sample), *_readable(settings, sample, broken)]
    sample = [row for row, _, _ in islice(spool.everything(), _SAMPLE)]
    return _readable(settings, sample, [])


def _columns(settings: FeedConfiguration, sample: list[Row]) -> list[Checked]:
    """The columns that the configuration names and the rows do not have, with the nearest that they have."""
    there = {column for row in sample for column in row.columns}
    missing = sorted(feed_columns(settings) - there) if sample else []
    return [
        Checked("records", f"no row has the column {column!r}", ok=False, advice=_nearest(column, there))
        for column in missing
    ]


def _nearest(column: str, there: set[str]) -> str:
    near = get_close_matches(column, sorted(there), n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else f"The columns are {', '.join(sorted(there)[:20])}."


def _readable(settings: FeedConfiguration, sample: list[Row], broken: list[str]) -> list[Checked]:
    reader, many = RowReader(settings.rows), len(sample) + len(broken)
    for row in sample:
        try:
            reader.verify(row)
        except RowInvalid as invalid:
            broken.append(f"{row.where}: {invalid}")
    advice = "Correct these rows, or how the configuration reads them; all others are taken."
    wrong = [Checked("records", text, ok=False, advice=advice) for text in broken[:5]]
    return [
        *wrong,
        Checked("records", f"{many - len(broken)} of {many} sample rows can be read", not broken or None),
    ]
