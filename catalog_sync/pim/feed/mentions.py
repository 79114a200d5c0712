"""What the rows of a drop say about the spool: which are new or different, deleted, as they were, or unreadable."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from catalog_sync.pim.drops.files import BadRow
from catalog_sync.pim.drops.files import Row as FileRow
from catalog_sync.pim.feed.configuration import FeedConfiguration
from catalog_sync.pim.feed.spool import Mention
from catalog_sync.pim.rows.cells import RowInvalid, plain, stored_json
from catalog_sync.pim.rows.reader import Row, RowReader

Hashes = Callable[[Sequence[str]], Mapping[str, str]]


class _Draft(NamedTuple):
    mention: Mention
    row: Row | None = None


class MentionReader:
    """Reads the rows of drops by one configuration; rows that are spooled as they are cost a hash and no more."""

    def __init__(self, settings: FeedConfiguration, reader: RowReader) -> None:
        self._reader = reader
        self._operation = settings.operation
        self._deletes = frozenset(map(str.casefold, settings.delete_words))
        self._upserts = frozenset(map(str.casefold, settings.upsert_words))

    def read(self, rows: Iterable[tuple[int, FileRow]], hashes: Hashes) -> list[Mention]:
        """What these rows say; each comes with its position in the drop."""
        drafts = [self._draft(position, row) for position, row in rows]
        known = hashes([draft.mention.key for draft in drafts if draft.row and draft.mention.key])
        return [self._settled(draft, known) for draft in drafts]

    def _draft(self, position: int, file_row: FileRow) -> _Draft:
        mention = Mention(position, file_row.file, file_row.line, None, "unread")
        if isinstance(file_row.values, BadRow):
            return _Draft(replace(mention, reason=file_row.values.reason))
        try:
            mention = replace(mention, payload=stored_json(file_row.values))
            row = Row(file_row.where, file_row.values)
            mention = replace(mention, key=self._reader.row_key(row))
            if self._is_deleted(row):
                return _Draft(replace(mention, kind="deleted", payload=None))
        except RowInvalid as invalid:
            return _Draft(replace(mention, reason=str(invalid)))
        payload = stored_json(self._filled(file_row.values))
        digest = hashlib.sha256(payload).hexdigest()
        return _Draft(replace(mention, kind="changed", payload=payload, content_hash=digest), row)

    def _settled(self, draft: _Draft, known: Mapping[str, str]) -> Mention:
        mention, row = draft
        if row is None:
            return mention
        if known.get(mention.key or "") == mention.content_hash:
            return replace(mention, kind="same", payload=None)
        try:
            self._reader.verify(row)
            return replace(mention, listing=self._reader.listing_key(row))
        except RowInvalid as invalid:
            return replace(mention, kind="unread", payload=stored_json(row.columns), reason=str(invalid))

    def _is_deleted(self, row: Row) -> bool:
        if self._operation is None:
            return False
        word = (plain(row.columns.get(self._operation)) or "").casefold()
        if word not in self._deletes | self._upserts:
            raise RowInvalid(
                f"column {self._operation} holds {word!r}, which is none of delete_words or upsert_words"
            )
        return word in self._deletes

    def _filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The cells that hold something: a column more without content is no change."""
        return {
            name: cell for name, cell in values.items() if cell not in ("", None) and name != self._operation
        }
