"""What could not be read from a source, and what is wrong with a source itself, kept until it is over."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from catalog_sync.pim.source import LISTING_KEYS, Problem
from catalog_sync.store.bulk import text_array

_SHOW = sa.text("""
    insert into catalog_sync.pim_problems (source, key, identifier, message, repeated)
    select :source, * from unnest(
        cast(:keys as text[]), cast(:identifiers as text[]), cast(:messages as text[]), cast(:repeated as boolean[])
    )
    on conflict (source, key) do update set
        identifier = excluded.identifier, message = excluded.message, repeated = excluded.repeated, seen_at = now()
""")
_FORGET = sa.text(
    "delete from catalog_sync.pim_problems where source = :source and key = any(cast(:keys as text[]))"
)
_FORGET_ENDED = sa.text(
    "delete from catalog_sync.pim_problems where source = :source and seen_at < :since and repeated"
)
_FORGET_UNSEEN = sa.text("""
    delete from catalog_sync.pim_problems
    where source = :source and seen_at < :since and not key = any(cast(:but as text[]))
""")

OF_LISTINGS = " or ".join(f"key like '{kind}%'" for kind in LISTING_KEYS)
"""The condition that a problem is about a listing."""

_UNREAD = sa.text(f"""
    select key from catalog_sync.pim_problems
    where source = :source and seen_at < :since and ({OF_LISTINGS})
    order by seen_at, key limit :limit
""")  # noqa: S608 - nothing in it comes from outside


class PimProblems:
    """The problems of one source, by the key of what they are about."""

    def __init__(self, engine: sa.Engine, source: str) -> None:
        self._engine = engine
        self._source = source

    def store(self, problems: Iterable[Problem], *, read: Sequence[str] = ()) -> None:
        """Show these; forget those about the keys that were read well."""
        shown = {problem.key: problem for problem in problems}
        with self._engine.begin() as connection:
            if read:
                connection.execute(_FORGET, {"source": self._source, "keys": text_array(read)})
            if shown:
                connection.execute(_SHOW, {"source": self._source} | _columns(shown.values()))

    def forget_ended(self, since: datetime) -> None:
        """Forget the repeated ones that were not shown since then; for after a read of changes."""
        with self._engine.begin() as connection:
            connection.execute(_FORGET_ENDED, {"source": self._source, "since": since})

    def forget_unseen(self, since: datetime, *, but: Sequence[str] = ()) -> None:
        """Forget what no read has shown since then, except for these keys; for after a read of everything."""
        parameters = {"source": self._source, "since": since, "but": text_array(but)}
        with self._engine.begin() as connection:
            connection.execute(_FORGET_UNSEEN, parameters)

    def unread_products(self, since: datetime, limit: int) -> list[str]:
        """Keys of products that could not be read, tried last before then; the longest ago first."""
        parameters = {"source": self._source, "since": since, "limit": limit}
        with self._engine.connect() as connection:
            return [*connection.scalars(_UNREAD, parameters)]

    def now(self) -> datetime:
        """The ledger's clock, for `forget_ended` and `forget_unseen`."""
        with self._engine.connect() as connection:
            moment: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
            return moment


def _columns(problems: Iterable[Problem]) -> dict[str, str]:
    rows = [(each.key, each.identifier, each.message, str(each.repeated)) for each in problems]
    names = ("keys", "identifiers", "messages", "repeated")
    return {name: text_array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
