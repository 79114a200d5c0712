"""Files as a source of products: drops go into a spool of rows, and the spool answers what is asked."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Product
from catalog_sync.pim.drops.drops import Drops
from catalog_sync.pim.feed.apply import DropApplier
from catalog_sync.pim.feed.check import check_feed
from catalog_sync.pim.feed.configuration import FeedConfiguration, feed_columns
from catalog_sync.pim.feed.labels import read_labels
from catalog_sync.pim.feed.media import media_dependency, renew_media, with_versions
from catalog_sync.pim.feed.mentions import MentionReader
from catalog_sync.pim.feed.problems import unread_rows
from catalog_sync.pim.feed.spool import Spool
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.rows.headers import is_read
from catalog_sync.pim.rows.reader import RowReader
from catalog_sync.pim.source import Change, Checked, Gone, Listed, Problem, Reading, Touched


class _Bound(BaseModel):
    """How far the spool was told: revisions of listings and of files, and by which mapping."""

    model_config = ConfigDict(frozen=True)

    mapping: str
    revision: int = 0
    media: int = 0


class FeedSource:
    """A PimSource over the drops of a folder; `changes` applies what waits there, everything else asks the spool."""

    def __init__(
        self,
        settings: FeedConfiguration,
        spool: Spool,
        media: MediaFiles,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self._settings = settings
        self._spool = spool
        self._media = media
        self._options = dict(options or {})
        self._reader = RowReader(settings.rows)
        self._drops = Drops(settings.drops, feed_columns(settings), options=self._options)
        mentions = MentionReader(settings, self._reader)
        self._applier = DropApplier(
            self._drops,
            spool,
            mentions,
            settings.drops.max_shrink,
            lambda column: is_read(column, settings.rows),
        )

    @property
    def origin(self) -> str:
        """The folder and the files in it."""
        return self._settings.drops.origin

    async def changes(self, bound: str | None) -> Reading[Change]:
        """Apply the drops that wait, then tell the listings changed after the bound; all of them by a new mapping."""
        before = self._known(bound)
        problems = await asyncio.to_thread(self._brought_up_to_date, before)
        after = _Bound(
            mapping=self._mapping, revision=self._spool.revision(), media=self._spool.media_revision()
        )
        since = before if before and before.revision <= after.revision else None

        async def is_whole() -> bool:
            return since is None and self._has_shown_everything()

        return Reading(after.model_dump_json(), self._changed(since, after, problems), is_whole)

    async def listed(self) -> Reading[Listed]:
        """Every (listing, SKU) pair of the spool; complete once a full drop was applied."""

        async def is_whole() -> bool:
            return self._has_shown_everything()

        return Reading("", self._enumerated(), is_whole)

    async def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        """Current state of these listings in the spool."""
        for chunk in chunks(keys):
            yield self._products(chunk)

    async def exists(self, key: str) -> bool:
        """Whether the listing has a row."""
        return bool(self._spool.rows([key]))

    async def size(self) -> int | None:
        """How many rows there are; none where a row may hold several SKUs."""
        return None if self._settings.rows.document else self._spool.size()

    async def dictionaries(self) -> Dictionaries:
        """The labels in the configured file; empty without one."""
        if self._settings.labels is None:
            return Dictionaries()
        return read_labels(self._settings.labels, self._options)

    async def download(self, media_code: str) -> bytes:
        """Bytes of a file; raises MediaMissing or MediaRefused."""
        return await self._media.download(media_code)

    async def check(self) -> AsyncIterator[Checked]:
        """Look at folder, drops, sample rows, files and clock."""
        async for checked in check_feed(self._settings, self._drops, self._spool, self._media, self._options):
            yield checked

    @property
    def _mapping(self) -> str:
        return content_hash(self._settings.rows)

    def _known(self, bound: str | None) -> _Bound | None:
        """The bound, where it is one of this mapping."""
        try:
            known = _Bound.model_validate_json(bound or "{}")
        except ValidationError:
            return None
        return known if known.mapping == self._mapping else None

    def _brought_up_to_date(self, before: _Bound | None) -> list[Problem]:
        if before is None and self._spool.history().fates:
            self._applier.reread()
        problems = self._applier.apply_pending()
        if self._media.url is not None:
            problems += renew_media(self._media, self._spool)
        return problems + unread_rows(self._spool)

    def _has_shown_everything(self) -> bool:
        return any(fate.mode == "full" and fate.state == "applied" for fate in self._spool.history().fates)

    async def _changed(
        self, since: _Bound | None, after: _Bound, problems: list[Problem]
    ) -> AsyncIterator[list[Change]]:
        if problems:
            yield list(problems)
        if since is not None:
            for paths in self._spool.renewed_media(since.media, after.media):
                yield [Touched(media_dependency(path)) for path in paths]
        for listings in self._spool.touched(since.revision if since else 0, after.revision):
            yield self._products(listings)

    async def _enumerated(self) -> AsyncIterator[list[Listed]]:
        for pairs in self._spool.listed():
            if not self._settings.rows.document:
                yield [Listed(listing, key) for listing, key in pairs]
                continue
            for change in self._products([listing for listing, _ in pairs]):
                if isinstance(change, Product):
                    yield [Listed(change.key, sku.key) for sku in change.skus] or [Listed(change.key, None)]

    def _products(self, listings: list[str]) -> list[Change]:
        rows = self._spool.rows(listings)
        gone = set(listings) - {listing for listing, _ in rows}
        read = self._reader.products(row for _, row in rows)
        products = [item for item in read if isinstance(item, Product)]
        if self._media.url is not None:
            products = with_versions(products, self._spool)
        return [*map(Gone, sorted(gone)), *products, *(item for item in read if isinstance(item, Problem))]
