"""What could not be read from a source, and what is wrong with a source itself, kept until it is over."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.pim.source import Problem
from catalog_sync.store.bulk import text_array
from catalog_sync.store.pim_tables import pim_problems

_FORGET = sa.text(
    "delete from catalog_sync.pim_problems where source = :source and key = any(cast(:keys as text[]))"
)


class PimProblems:
    """The problems of one source, by the key of what they are about."""

    def __init__(self, engine: sa.Engine, source: str) -> None:
        self._engine = engine
        self._source = source

    def store(self, problems: Iterable[Problem], *, read: Sequence[str] = ()) -> None:
        """Show these; forget those about the keys that were read well."""
        rows = list({problem.key: {"source": self._source} | vars(problem) for problem in problems}.values())
        with self._engine.begin() as connection:
            if read:
                connection.execute(_FORGET, {"source": self._source, "keys": text_array(read)})
            if rows:
                connection.execute(_upsert(), rows)

    def forget_unseen(self, since: datetime) -> None:
        """Forget what no read has shown since then; for after a read of everything."""
        unseen = (pim_problems.c.source == self._source) & (pim_problems.c.seen_at < since)
        with self._engine.begin() as connection:
            connection.execute(pim_problems.delete().where(unseen))

    def now(self) -> datetime:
        """The ledger's clock, for `forget_unseen`."""
        with self._engine.connect() as connection:
            moment: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
            return moment


def _upsert() -> Any:
    statement = insert(pim_problems)
    updates = {name: statement.excluded[name] for name in ("identifier", "message")}
    return statement.on_conflict_do_update(
        index_elements=["source", "key"], set_=updates | {"seen_at": sa.func.now()}
    )
